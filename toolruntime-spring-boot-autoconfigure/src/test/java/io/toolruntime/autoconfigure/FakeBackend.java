package io.toolruntime.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;

/** A backend whose code is the id of the tool that it calls, or empty for none. */
public class FakeBackend implements Backend {

	public final AtomicInteger closed = new AtomicInteger();

	public final AtomicInteger probed = new AtomicInteger();

	private final BackendInfo info;

	private volatile Supplier<BackendHealth> health = () -> BackendHealth.up(Map.of("engine", "fake"));

	private volatile Runnable onExecute = () -> {
	};

	public FakeBackend(String kind, String profile, Isolation isolation) {
		this.info = new BackendInfo(kind, profile, isolation, true, Map.of());
	}

	public void health(Supplier<BackendHealth> health) {
		this.health = health;
	}

	public void onExecute(Runnable onExecute) {
		this.onExecute = onExecute;
	}

	@Override
	public BackendInfo info() {
		return this.info;
	}

	@Override
	public Set<String> languages() {
		return Set.of("javascript");
	}

	@Override
	public BackendHealth health() {
		return (this.closed.get() > 0) ? BackendHealth.down("It is closed") : this.health.get();
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return LimitsEnforced.nothing(limits)
			.with(Limit.TIMEOUT, Enforcement.configured(limits.value(Limit.TIMEOUT), "a timer"))
			.with(Limit.MEMORY, Enforcement.configured(limits.value(Limit.MEMORY), "wasm memory pages"))
			.with(Limit.NETWORK, Enforcement.configured(null, Enforcement.NOT_PRESENT))
			.with(Limit.ROOT_FILESYSTEM, Enforcement.configured(null, Enforcement.NOT_PRESENT))
			.with(Execution.enforcedByHost(limits));
	}

	@Override
	public LimitsEnforced probe(Limits limits) {
		this.probed.incrementAndGet();
		return enforcement(limits).with(Limit.MEMORY, Enforcement.measured(limits.value(Limit.MEMORY),
				"wasm memory pages", Observer.HOST, limits.value(Limit.MEMORY), "31MB"));
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		this.onExecute.run();
		String tool = execution.request().code().strip();
		Object value = tool.contains(":") ? execution.gateway().runTool(tool, Map.of()) : tool;
		return execution.result(ExecutionOutcome.OK, value, null, 0, new Timings(1.5, 2.5), this.info,
				enforcement(execution.request().limits()), List.of());
	}

	@Override
	public Optional<PoolState> pool() {
		return Optional.of(new PoolState(3, 2, 1, 16));
	}

	@Override
	public void close() {
		this.closed.incrementAndGet();
	}

}
