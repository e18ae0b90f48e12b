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
		return open(resolved, caller, null, resolved.limits().tightenedBy(limits), listener);
	}

	MeteredToolGateway open(SecurityProfile profile, Caller caller, @Nullable String executionId, Limits limits,
			ExecutionListener listener) {
		Duration timeout = limits.timeoutOrNull();
		ToolCallContext context = new ToolCallContext(caller, executionId, profile.name(),
				(timeout != null) ? Instant.now().plus(timeout) : null, new Cancellation());
		return new MeteredToolGateway(this.gateway.narrowedTo(profile.tools()), context, limits, listener,
				this.observations);
	}

}
