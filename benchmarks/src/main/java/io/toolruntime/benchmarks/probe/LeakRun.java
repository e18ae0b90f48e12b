package io.toolruntime.benchmarks.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.toolruntime.CodeExecutionException;
import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;

/**
 * Very many executions in one JVM: what it takes of the machine after the first ones, and
 * after all. One in ten calls tools, one in a hundred fails.
 */
public final class LeakRun {

	private static final int CALLERS = 2;

	private LeakRun() {
	}

	/**
	 * Measures.
	 * @param args executions before the first look, executions before the second
	 * @throws Exception if an execution fails that should not
	 */
	public static void main(String[] args) throws Exception {
		int first = Integer.parseInt(args[0]);
		int last = Integer.parseInt(args[1]);
		Map<String, Number> numbers = new TreeMap<>();
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try (Engine engine = Peer.TOOLRUNTIME.open(PriceTool.FAST)) {
			execute(engine, callers, first);
			look(numbers, "first");
			execute(engine, callers, last - first);
			look(numbers, "last");
		}
		finally {
			callers.shutdown();
		}
		Answer.give(numbers);
	}

	private static void execute(Engine engine, ExecutorService callers, int executions) throws Exception {
		List<Future<?>> running = new ArrayList<>();
		for (int caller = 0; caller < CALLERS; caller++) {
			running.add(callers.submit(() -> executeAll(engine, executions / CALLERS)));
		}
		for (Future<?> caller : running) {
			caller.get();
		}
	}

	private static void executeAll(Engine engine, int executions) {
		Workload trivial = new Workload(Peer.TOOLRUNTIME, engine, Program.ONE_PLUS_ONE, false);
		Workload calls = new Workload(Peer.TOOLRUNTIME, engine, Program.TEN_TOOL_CALLS, false);
		for (int i = 0; i < executions; i++) {
			if (i % 100 == 99) {
				fail(engine);
			}
			else if (i % 10 == 9) {
				calls.run();
			}
			else {
				trivial.run();
			}
		}
	}

	private static void fail(Engine engine) {
		try {
			engine.run("throw new Error('as it should')", false);
		}
		catch (CodeExecutionException ex) {
			return;
		}
		throw new IllegalStateException("Code that throws did not fail");
	}

	private static void look(Map<String, Number> numbers, String when) {
		numbers.put(when + "Heap", Footprint.heapAfterCollection());
		numbers.put(when + "Threads", Footprint.threads());
		numbers.put(when + "Descriptors", Footprint.descriptors());
	}

}
