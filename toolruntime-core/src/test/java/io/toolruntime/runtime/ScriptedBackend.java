package io.toolruntime.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

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

/** A backend whose guest is a Java function: what the router does around it is real. */
final class ScriptedBackend implements Backend {

	final List<ExecuteRequest> requests = new CopyOnWriteArrayList<>();

	final AtomicInteger closed = new AtomicInteger();

	private final String kind;

	private final Isolation isolation;

	private final Function<Execution, Object> guest;

	private Set<Limit> notEnforced = Set.of();

	ScriptedBackend(Function<Execution, Object> guest) {
		this("wasm", Isolation.WASM, guest);
	}

	ScriptedBackend(String kind, Isolation isolation, Function<Execution, Object> guest) {
		this.kind = kind;
		this.isolation = isolation;
		this.guest = guest;
	}

	static ScriptedBackend returning(Object value) {
		return new ScriptedBackend((execution) -> value);
	}

	/** Runs until the latch opens or the caller cancels. */
	static ScriptedBackend waitingFor(CountDownLatch latch) {
		return new ScriptedBackend((execution) -> {
			CountDownLatch ended = new CountDownLatch(1);
			execution.cancellation().onCancel(ended::countDown);
			Thread opener = new Thread(() -> {
				try {
					latch.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				ended.countDown();
			});
			opener.setDaemon(true);
			opener.start();
			try {
				ended.await();
			}
			catch (InterruptedException ex) {
				execution.cancellation().cancel();
			}
			return execution.cancellation().isCancelled() ? ExecutionOutcome.CANCELLED : "done";
		});
	}

	ScriptedBackend notEnforcing(Limit... limits) {
		this.notEnforced = Set.of(limits);
		return this;
	}

	@Override
	public BackendInfo info() {
		return new BackendInfo(this.kind, "scripted", this.isolation, false, Map.of());
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
			if (!this.notEnforced.contains(limit) && (!limit.isQuantity() || limits.value(limit) != null)) {
				enforced = enforced.with(limit, Enforcement.configured(limits.value(limit), "scripted"));
			}
		}
		return enforced;
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		this.requests.add(execution.request());
		Object value = this.guest.apply(execution);
		if (value instanceof ExecutionError error) {
			return execution.result(ExecutionOutcome.CODE_ERROR, null, error, null, new Timings(0.5, 1), info(),
					enforcement(execution.request().limits()), List.of());
		}
		ExecutionOutcome outcome = (value instanceof ExecutionOutcome given) ? given : ExecutionOutcome.OK;
		return execution.result(outcome, (outcome == ExecutionOutcome.OK) ? value : null, null, 0, new Timings(0.5, 1),
				info(), enforcement(execution.request().limits()), List.of());
	}

	@Override
	public void close() {
		this.closed.incrementAndGet();
	}

}
