package io.toolruntime.backend;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.Timings;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

/**
 * One execution as its backend sees it: what to run, what it may reach, and where its
 * output goes.
 */
public final class Execution {

	private final ExecuteRequest request;

	private final SecurityProfile profile;

	private final MeteredToolGateway gateway;

	private final Cancellation cancellation;

	private final ExecutionListener listener;

	private final OutputCollector output;

	private final long admittedAt;

	/**
	 * Creates an execution, at the moment it is admitted.
	 * @param request the request: id, language, profile and limits resolved
	 * @param profile the profile
	 * @param gateway what the code may reach
	 * @param cancellation tells when the caller has cancelled
	 * @param listener hears of the execution
	 */
	public Execution(ExecuteRequest request, SecurityProfile profile, MeteredToolGateway gateway,
			Cancellation cancellation, ExecutionListener listener) {
		this.request = request;
		this.profile = profile;
		this.gateway = gateway;
		this.cancellation = cancellation;
		this.listener = listener;
		this.output = new OutputCollector(request.limits().outputOrMax(), listener);
		this.admittedAt = System.nanoTime();
	}

	private Execution(Execution execution, ExecuteRequest request) {
		this.request = request;
		this.profile = execution.profile;
		this.gateway = execution.gateway;
		this.cancellation = execution.cancellation;
		this.listener = execution.listener;
		this.output = execution.output;
		this.admittedAt = execution.admittedAt;
	}

	/**
	 * Returns this execution with other code: what the caller's was turned into.
	 * @param language language of the code
	 * @param code the code
	 * @return the same execution, to be run instead of this
	 */
	public Execution withCode(String language, String code) {
		return new Execution(this, this.request.toBuilder().language(language).code(code).build());
	}

	/**
	 * Returns the id.
	 * @return the id
	 */
	public String id() {
		return Objects.requireNonNull(this.request.id());
	}

	/**
	 * Returns the language.
	 * @return the language
	 */
	public String language() {
		return Objects.requireNonNull(this.request.language());
	}

	/**
	 * Tells that the guest is ready: the wall clock of the execution starts now, and that
	 * of its tools. A backend calls this before it runs the code.
	 */
	public void started() {
		this.gateway.startClock();
	}

	/**
	 * Returns the request.
	 * @return the request: id, language, profile and limits resolved
	 */
	public ExecuteRequest request() {
		return this.request;
	}

	/**
	 * Returns the profile.
	 * @return the profile
	 */
	public SecurityProfile profile() {
		return this.profile;
	}

	/**
	 * Returns what the code may reach.
	 * @return the gateway
	 */
	public MeteredToolGateway gateway() {
		return this.gateway;
	}

	/**
	 * Tells when the caller has cancelled.
	 * @return the cancellation
	 */
	public Cancellation cancellation() {
		return this.cancellation;
	}

	/**
	 * Returns who hears of the execution.
	 * @return the listener
	 */
	public ExecutionListener listener() {
		return this.listener;
	}

	/**
	 * Returns where the output goes.
	 * @return the collector
	 */
	public OutputCollector output() {
		return this.output;
	}

	/**
	 * Returns when the execution was admitted.
	 * @return as {@link System#nanoTime()} tells it
	 */
	public long admittedAt() {
		return this.admittedAt;
	}

	/**
	 * Returns what the code sees as {@code input}.
	 * @return JSON
	 * @throws InvalidRequestException if the input cannot be turned into JSON, or is too
	 * large
	 */
	public String inputJson() {
		return InputJson.of(this.request.input());
	}

	/**
	 * Puts the result together: what the host itself has recorded, and what the backend
	 * adds. Ends the gateway: later tool calls are refused.
	 * @param outcome how it ended
	 * @param value the guest's value, or {@code null}
	 * @param error the guest's error, or why it ended early, or {@code null}
	 * @param exitCode exit code of the guest, or {@code null}
	 * @param timings where the time went
	 * @param backend what ran it
	 * @param enforced what held
	 * @param artifacts files that it left
	 * @return the result
	 */
	public ExecuteResult result(ExecutionOutcome outcome, @Nullable Object value, @Nullable ExecutionError error,
			@Nullable Integer exitCode, Timings timings, BackendInfo backend, LimitsEnforced enforced,
			List<Artifact> artifacts) {
		this.gateway.close();
		LimitsEnforced whole = enforced
			.with(HostEnforcement.measured(this.request.limits(), this.output, this.gateway));
		return new ExecuteResult(id(), outcome, value, error, this.output.stdout(), this.output.stderr(),
				this.output.isTruncated(), exitCode, timings, this.gateway.records(), backend, whole,
				this.gateway.sources(), this.gateway.artifacts(artifacts), this.request.metadata());
	}

	/**
	 * Puts a result together for an execution that the engine failed, so that what had
	 * come by then is not lost.
	 * @param backend what ran it
	 * @param message what failed
	 * @return the partial result
	 */
	public ExecuteResult partialResult(BackendInfo backend, String message) {
		double elapsed = (System.nanoTime() - this.admittedAt) / 1e6;
		return result(ExecutionOutcome.CRASHED, null, ExecutionError.of("SandboxFailed", message), null,
				new Timings(elapsed, 0), backend, LimitsEnforced.nothing(this.request.limits()), List.of());
	}

	/**
	 * Returns what every backend enforces, because this process itself holds it: output,
	 * tool calls and chain steps.
	 * @param limits the effective limits
	 * @return entries to add to a backend's own
	 */
	public static Map<Limit, Enforcement> enforcedByHost(Limits limits) {
		return HostEnforcement.configured(limits);
	}

}
