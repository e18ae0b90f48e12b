package io.toolruntime.backend;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
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

	private final long admittedAt = System.nanoTime();

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
	}

	/**
	 * Returns the id.
	 * @return the id
	 */
	public String id() {
		return java.util.Objects.requireNonNull(this.request.id());
	}

	/**
	 * Returns the language.
	 * @return the language
	 */
	public String language() {
		return java.util.Objects.requireNonNull(this.request.language());
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
		LimitsEnforced whole = enforced.with(hostEnforcement());
		return new ExecuteResult(id(), outcome, value, error, this.output.stdout(), this.output.stderr(),
				this.output.isTruncated(), exitCode, timings, this.gateway.records(), backend, whole,
				this.gateway.sources(), artifacts, this.request.metadata());
	}

	/*
	 * The limits that this process itself holds and counts, on whatever backend.
	 */
	private Map<Limit, Enforcement> hostEnforcement() {
		return hostEnforcement(this.request.limits(), this.output.peak(), this.gateway.callsAccepted(),
				this.gateway.longestChain());
	}

	private static Map<Limit, Enforcement> hostEnforcement(io.toolruntime.limit.Limits limits, String output, int calls,
			int chain) {
		Map<Limit, Enforcement> entries = new java.util.EnumMap<>(Limit.class);
		put(entries, limits, Limit.OUTPUT, "host output counter", output);
		put(entries, limits, Limit.TOOL_CALLS, "host gateway budget", calls);
		put(entries, limits, Limit.CHAIN_STEPS, "host gateway budget", chain);
		return entries;
	}

	private static void put(Map<Limit, Enforcement> entries, io.toolruntime.limit.Limits limits, Limit limit,
			String mechanism, Object peak) {
		Object requested = limits.value(limit);
		entries.put(limit,
				(requested != null) ? Enforcement.measured(requested, mechanism, Observer.HOST, requested, peak)
						: Enforcement.notRequested());
	}

}
