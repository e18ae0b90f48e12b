package io.toolruntime.springai.meta;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolFilter;

/**
 * A real runtime over a backend whose guest is a Java function, for what happens around
 * the sandbox.
 */
public final class ScriptedRuntime {

	private ScriptedRuntime() {
	}

	/**
	 * Runs every execution by a function.
	 */
	public static DefaultRuntime running(ToolGateway gateway, Function<Execution, Object> guest) {
		return running(gateway, ToolFilter.ALL, guest);
	}

	/**
	 * Runs every execution by a function, over some of the tools.
	 */
	public static DefaultRuntime running(ToolGateway gateway, ToolFilter tools, Function<Execution, Object> guest) {
		DefaultRuntime runtime = new DefaultRuntime(RuntimeSettings.DEFAULTS, gateway, ObservationRegistry.NOOP,
				java.util.List.of());
		runtime.register(SecurityProfile.named("dev").withTools(tools), new GuestBackend(guest));
		return runtime;
	}

	/**
	 * Understands code of the form {@code orders:find_order {"id": 7}}.
	 */
	public static Object callTool(Execution execution) {
		String[] code = execution.request().code().split(" ", 2);
		return execution.gateway().runTool(code[0], JsonMapper.shared().readValue(code[1], Map.class));
	}

	private static final class GuestBackend implements Backend {

		private final Function<Execution, Object> guest;

		GuestBackend(Function<Execution, Object> guest) {
			this.guest = guest;
		}

		@Override
		public BackendInfo info() {
			return new BackendInfo("wasm", "dev", Isolation.WASM, false, Map.of());
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
			return LimitsEnforced.nothing(limits)
				.with(Limit.MEMORY, Enforcement.configured(limits.value(Limit.MEMORY), "scripted"));
		}

		@Override
		public ExecuteResult execute(Execution execution) {
			try {
				Object value = this.guest.apply(execution);
				if (value instanceof ExecutionOutcome outcome) {
					return result(execution, outcome, null, ExecutionError.of("Ended", "by the host"));
				}
				return result(execution, ExecutionOutcome.OK, value, null);
			}
			catch (ToolException ex) {
				return result(execution, ExecutionOutcome.CODE_ERROR, null,
						new ExecutionError("ToolError", ex.getMessage(), "at guest:1:2", 1, 2));
			}
		}

		private ExecuteResult result(Execution execution, ExecutionOutcome outcome, Object value,
				ExecutionError error) {
			return execution.result(outcome, value, error, 0, new Timings(0.5, 1.25), info(),
					enforcement(execution.request().limits()), java.util.List.of());
		}

		@Override
		public void close() {
		}

	}

}
