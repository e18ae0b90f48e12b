package io.toolruntime.runtime;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionListener;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;

/**
 * Opens gateways: narrowed to the tools of a profile, metered, and bound to a caller. For
 * executions, and for calls of a tool outside any.
 */
public final class ProfileGateways {

	private final BackendRegistry registry;

	private final ToolGateway gateway;

	private final ObservationRegistry observations;

	/**
	 * Creates the opener.
	 * @param registry the profiles
	 * @param gateway the application's gateway
	 * @param observations where tool calls are observed
	 */
	public ProfileGateways(BackendRegistry registry, ToolGateway gateway, ObservationRegistry observations) {
		this.registry = registry;
		this.gateway = gateway;
		this.observations = observations;
	}

	/**
	 * Opens a gateway for calls outside any execution.
	 * @param profile the profile whose tools may be called, or {@code null} for the
	 * default
	 * @param caller who asks
	 * @param limits lowers the profile's limits
	 * @return the gateway, to be closed after the last call
	 * @throws io.toolruntime.InvalidRequestException if there is no such profile
	 */
	public MeteredToolGateway open(@Nullable String profile, Caller caller, Limits limits) {
		return open(profile, caller, limits, ExecutionListener.NONE);
	}

	/**
	 * Opens a gateway for calls outside any execution.
	 * @param profile the profile whose tools may be called, or {@code null} for the
	 * default
	 * @param caller who asks
	 * @param limits lowers the profile's limits
	 * @param listener hears of each call
	 * @return the gateway, to be closed after the last call
	 * @throws io.toolruntime.InvalidRequestException if there is no such profile
	 */
	public MeteredToolGateway open(@Nullable String profile, Caller caller, Limits limits, ExecutionListener listener) {
		SecurityProfile resolved = this.registry.resolve(profile).profile();
		Limits effective = resolved.limits().tightenedBy(limits);
		return open(resolved, caller, null, limits, effective, effective.timeoutOrNull(), listener);
	}

	/**
	 * Opens the gateway of an execution, whose clock its backend starts.
	 * @param profile the profile whose tools may be called
	 * @param caller who asks
	 * @param executionId the execution
	 * @param limits the effective limits
	 * @param listener hears of each call
	 * @return the gateway, to be closed at the end of the execution
	 */
	MeteredToolGateway open(SecurityProfile profile, Caller caller, String executionId, Limits limits,
			ExecutionListener listener) {
		Duration timeout = limits.timeoutOrNull();
		// Later than any end, until it is known when the code began to run
		Duration latest = (timeout != null) ? timeout.plus(profile.startTimeout()).plus(profile.pool().maxWait())
				: null;
		// Its limits are the sandbox's; those of tools are their own
		return open(profile, caller, executionId, Limits.NONE, limits, latest, listener);
	}

	private MeteredToolGateway open(SecurityProfile profile, Caller caller, @Nullable String executionId,
			Limits ofTools, Limits limits, @Nullable Duration timeout, ExecutionListener listener) {
		ToolCallContext context = new ToolCallContext(caller, executionId, profile.name(),
				(timeout != null) ? Instant.now().plus(timeout) : null, new Cancellation())
			.withLimits(ofTools);
		return new MeteredToolGateway(this.gateway.narrowedTo(profile.tools()), context, limits, listener,
				this.observations);
	}

	/**
	 * Refuses a profile that chooses tools if the application's gateway cannot.
	 * @param profile the profile
	 * @throws UnsupportedOperationException if it cannot
	 */
	void requireNarrowable(SecurityProfile profile) {
		this.gateway.narrowedTo(profile.tools());
	}

}
