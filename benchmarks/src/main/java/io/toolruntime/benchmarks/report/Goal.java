package io.toolruntime.benchmarks.report;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the project set itself.
 *
 * @param title what
 * @param unit in which unit
 * @param atLeast whether more is better
 * @param bound what it should be at least or at most
 * @param value what it is
 */
record Goal(String title, String unit, boolean atLeast, double bound, Value value) {

	static final List<Goal> ALL = List.of(faster("fib(27), times as fast as unsplit", 6, Metric.FIB),
			faster("loop, times as fast as unsplit", 6, Metric.LOOP),
			faster("sort and JSON, times as fast as unsplit", 2.5, Metric.SORT_JSON),
			atMost("`1 + 1`, back to back", "ms", 0.3, median(Metric.ONE_PLUS_ONE)),
			atMost("`1 + 1` at 200/s", "ms", 0.15, median(Metric.OFFERED_RATE)),
			atMost("ten tool calls", "ms", 1.5, median(Metric.TEN_TOOL_CALLS)),
			atMost("router and metering of ten tool calls", "µs", 20, median(Metric.ROUTER)),
			new Goal("executions a second, two threads", "1/s", true, 3000, median(Metric.THROUGHPUT)),
			atMost("memory of a live execution", "MB", 2, median(Metric.MEMORY)),
			atMost("TypeScript adds", "ms", 8, Goal::typescript),
			atMost("first execution in a fresh JVM", "ms", 350, median(Metric.COLD)),
			atMost("growth of the heap after collection between the looks at 10,000 and 100,000 executions", "MB", 5,
					median(Metric.LEAK_HEAP)),
			atMost("growth in threads, the same", "threads", 2, median(Metric.LEAK_THREADS)),
			atMost("growth in descriptors, the same", "descriptors", 2, median(Metric.LEAK_DESCRIPTORS)));

	private static Goal faster(String title, double times, Metric metric) {
		return new Goal(title, "times", true, times, (results, jdk) -> ratio(results, jdk, Row.UNSPLIT, metric));
	}

	private static Goal atMost(String title, String unit, double bound, Value value) {
		return new Goal(title, unit, false, bound, value);
	}

	private static Value median(Metric metric) {
		return (results, jdk) -> results.median(jdk, Row.TOOLRUNTIME, metric);
	}

	static @Nullable Double ratio(Results results, String jdk, String peer, Metric metric) {
		Double theirs = results.median(jdk, peer, metric);
		Double ours = results.median(jdk, Row.TOOLRUNTIME, metric);
		return (theirs != null && ours != null) ? theirs / ours : null;
	}

	static @Nullable Double typescript(Results results, String jdk) {
		Double typescript = results.median(jdk, Row.TYPESCRIPT, Metric.REVENUE);
		Double javascript = results.median(jdk, Row.TOOLRUNTIME, Metric.REVENUE);
		return (typescript != null && javascript != null) ? typescript - javascript : null;
	}

	boolean isHeldBy(double value) {
		return this.atLeast ? value >= this.bound : value <= this.bound;
	}

	/** Finds a value among results. */
	interface Value {

		@Nullable Double of(Results results, String jdk);

	}

}
