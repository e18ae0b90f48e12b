package io.toolruntime.benchmarks.report;

import io.toolruntime.benchmarks.Program;

/** What is measured. */
public enum Metric {

	/** The first execution in a fresh JVM. */
	COLD("cold", "first execution", "ms"),

	/** {@code 1 + 1}, back to back. */
	ONE_PLUS_ONE(Program.ONE_PLUS_ONE),

	/** {@code 1 + 1} at an offered rate. */
	OFFERED_RATE("one-plus-one-at-200", "`1 + 1` at 200/s", "ms"),

	/** Ten sequential tool calls. */
	TEN_TOOL_CALLS(Program.TEN_TOOL_CALLS),

	/** Executions from two threads. */
	THROUGHPUT("throughput", "executions a second, two threads", "1/s"),

	/** Memory of a live execution. */
	MEMORY("memory", "MB a live execution", "MB"),

	/** Function calls. */
	FIB(Program.FIB),

	/** Arithmetic. */
	LOOP(Program.LOOP),

	/** Objects, sorted, written and read. */
	SORT_JSON(Program.SORT_JSON),

	/** Matching and replacing. */
	REGULAR_EXPRESSIONS(Program.REGULAR_EXPRESSIONS),

	/** Joining, splitting and searching. */
	STRINGS(Program.STRINGS),

	/** Function calls, for the first time in a JVM. */
	FIRST_FIB(Program.FIB, "-first"),

	/** Arithmetic, for the first time in a JVM. */
	FIRST_LOOP(Program.LOOP, "-first"),

	/** Objects, for the first time in a JVM. */
	FIRST_SORT_JSON(Program.SORT_JSON, "-first"),

	/** Matching and replacing, for the first time in a JVM. */
	FIRST_REGULAR_EXPRESSIONS(Program.REGULAR_EXPRESSIONS, "-first"),

	/** Strings, for the first time in a JVM. */
	FIRST_STRINGS(Program.STRINGS, "-first"),

	/** The same program in JavaScript and TypeScript. */
	REVENUE(Program.REVENUE),

	/** Router and metering of ten calls. */
	ROUTER("router-and-metering", "router and metering of ten tool calls", "µs"),

	/** The same with the catalog. */
	ROUTER_AND_CATALOG("router-metering-and-catalog", "the same and the catalog with its schema checks", "µs"),

	/** Heap after the first executions. */
	LEAK_HEAP("leak-heap", "growth of the heap after collection", "MB"),

	/** Threads. */
	LEAK_THREADS("leak-threads", "growth in threads", "threads"),

	/** Descriptors. */
	LEAK_DESCRIPTORS("leak-descriptors", "growth in descriptors", "descriptors");

	private final String id;

	private final String title;

	private final String unit;

	Metric(String id, String title, String unit) {
		this.id = id;
		this.title = title;
		this.unit = unit;
	}

	Metric(Program program) {
		this(program, "");
	}

	Metric(Program program, String suffix) {
		this(program.id() + suffix, program.title(), "ms");
	}

	/**
	 * Returns the name in results.
	 * @return such as {@code cold}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the name in tables.
	 * @return Markdown
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Returns its unit.
	 * @return such as {@code ms}
	 */
	public String unit() {
		return this.unit;
	}

	/**
	 * Returns what measures a program's time.
	 * @param program the program
	 * @return the metric
	 */
	public static Metric of(Program program) {
		return of(program.id());
	}

	/**
	 * Returns what measures the time of a program that keeps a processor busy, when it
	 * runs for the first time in a JVM.
	 * @param program the program
	 * @return the metric
	 */
	public static Metric firstOf(Program program) {
		return of(program.id() + "-first");
	}

	private static Metric of(String id) {
		for (Metric metric : values()) {
			if (metric.id.equals(id)) {
				return metric;
			}
		}
		throw new IllegalArgumentException("There is no metric '" + id + "'");
	}

}
