package io.toolruntime.web;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.toolruntime.Artifact;
import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;

/** A backend whose guest is a Java function: the router around it is real. */
final class ScriptedBackend implements Backend {

	final List<ExecuteRequest> requests = new CopyOnWriteArrayList<>();

	private final Guest guest;

	ScriptedBackend(Guest guest) {
		this.guest = guest;
	}

	@Override
	public BackendInfo info() {
		return new BackendInfo("wasm", "standard", Isolation.WASM, false, Map.of("engine", "scripted"));
	}

	@Override
	public Set<String> languages() {
		return Set.of("javascript", "python");
	}

	@Override
	public BackendHealth health() {
		return BackendHealth.up(Map.of());
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		LimitsEnforced enforced = LimitsEnforced.nothing(limits);
		for (Limit limit : Limit.values()) {
			enforced = enforced.with(limit, Enforcement.configured(limits.value(limit), "scripted"));
		}
		return enforced;
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		this.requests.add(execution.request());
		Run run = new Run(execution);
		Object value = this.guest.run(run);
		ExecutionOutcome outcome = (run.outcome != null) ? run.outcome : ExecutionOutcome.OK;
		return execution.result(outcome, value, run.error, 0, new Timings(0.5, 1), info(),
				enforcement(execution.request().limits()), run.artifacts);
	}

	@Override
	public void close() {
	}

	/** What the guest does. */
	@FunctionalInterface
	interface Guest {

		Object run(Run run);

	}

	/** The guest's side of an execution. */
	static final class Run {

		final Execution execution;

		final List<Artifact> artifacts = new ArrayList<>();

		ExecutionOutcome outcome;

		ExecutionError error;

		Run(Execution execution) {
			this.execution = execution;
		}

		void print(String text) {
			this.execution.output().stdout(text);
		}

		void printError(String text) {
			this.execution.output().stderr(text);
		}

		Object call(String tool, Map<String, Object> arguments) {
			return this.execution.gateway().runTool(tool, arguments);
		}

		void leave(String path, String mediaType, String content) {
			byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
			this.artifacts.add(
					new Artifact(path, bytes.length, mediaType, "0".repeat(64), () -> new ByteArrayInputStream(bytes)));
		}

		/** Runs until somebody cancels. */
		Object untilCancelled() {
			java.util.concurrent.CountDownLatch cancelled = new java.util.concurrent.CountDownLatch(1);
			this.execution.cancellation().onCancel(cancelled::countDown);
			try {
				cancelled.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.outcome = ExecutionOutcome.CANCELLED;
			return null;
		}

		boolean isCancelled() {
			return this.execution.cancellation().isCancelled();
		}

	}

}
