package io.toolruntime.benchmarks.peer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.roastedroot.quickjs4j.core.Builtins;
import io.roastedroot.quickjs4j.core.HostFunction;
import io.roastedroot.quickjs4j.core.Runner;

/**
 * quickjs4j, an engine for each execution: it offers no snapshot. The result comes out
 * through a host function, since a script has no value there.
 */
final class QuickJs4jEngine implements Engine {

	private static final int TIMEOUT_MS = 600_000;

	private final PriceTool tool;

	QuickJs4jEngine(PriceTool tool) {
		this.tool = tool;
	}

	@Override
	public long run(String code, boolean expression) {
		AtomicReference<Number> result = new AtomicReference<>();
		Builtins host = Builtins.builder("host")
			.add(new HostFunction("result", List.of(Number.class), Void.class, (arguments) -> {
				result.set((Number) arguments.get(0));
				// There is no other value of its type
				return Integer.valueOf(0);
			}), new HostFunction("price", List.of(Map.class), Map.class,
					(arguments) -> this.tool.call((Map<?, ?>) arguments.get(0))))
			.build();
		String text = expression ? "host.result(" + code + "\n);" : "host.result((function () {" + code + "\n})());";
		try (io.roastedroot.quickjs4j.core.Engine engine = io.roastedroot.quickjs4j.core.Engine.builder()
			.addBuiltins(host)
			.build(); Runner runner = Runner.builder().withEngine(engine).withTimeoutMs(TIMEOUT_MS).build()) {
			runner.compileAndExec(text);
		}
		return result.get().longValue();
	}

}
