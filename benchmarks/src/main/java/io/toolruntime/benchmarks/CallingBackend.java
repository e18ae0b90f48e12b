package io.toolruntime.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;

/** Makes tool calls and does nothing else. */
final class CallingBackend implements Backend {

	private static final Map<String, Object> ARGUMENTS = Map.of("id", 1);

	private final BackendInfo info;

	private final LimitsEnforced enforced = LimitsEnforced.nothing(Limits.DEFAULTS);

	private final int calls;

	CallingBackend(String profile, int calls) {
		this.info = new BackendInfo("calling", profile, Isolation.WASM, false, Map.of());
		this.calls = calls;
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
		throw new UnsupportedOperationException();
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return this.enforced;
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		Object last = null;
		for (int i = 0; i < this.calls; i++) {
			last = execution.gateway().runTool("bench:price", ARGUMENTS);
		}
		return execution.result(ExecutionOutcome.OK, last, null, 0, new Timings(0, 0), this.info, this.enforced,
				List.of());
	}

	@Override
	public void close() {
	}

}
