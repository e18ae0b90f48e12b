package io.toolruntime.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.benchmarks.report.Results.Measurement;
import io.toolruntime.benchmarks.report.Results.NotMeasured;

/** Results as Markdown. */
final class Tables {

	private static final List<Metric> SMALL = List.of(Metric.COLD, Metric.ONE_PLUS_ONE, Metric.OFFERED_RATE,
			Metric.TEN_TOOL_CALLS, Metric.THROUGHPUT, Metric.MEMORY);

	private static final List<Metric> CPU_BOUND = List.of(Metric.FIB, Metric.LOOP, Metric.SORT_JSON,
			Metric.REGULAR_EXPRESSIONS, Metric.STRINGS);

	private static final List<Metric> FIRST = List.of(Metric.FIRST_FIB, Metric.FIRST_LOOP, Metric.FIRST_SORT_JSON,
			Metric.FIRST_REGULAR_EXPRESSIONS, Metric.FIRST_STRINGS);

	private static final Set<Metric> WITH_TAIL = Set.of(Metric.ONE_PLUS_ONE, Metric.OFFERED_RATE,
			Metric.TEN_TOOL_CALLS);

	private final Results results;

	private final StringBuilder text = new StringBuilder();

	Tables(Results results) {
		this.results = results;
	}

	String render() {
		surroundings();
		goals();
		for (Results.Jdk jdk : this.results.jdks()) {
			heading("Small executions, JDK " + jdk.id());
			line("Median / 99th percentile, ms, where the column says nothing else.");
			line("");
			peers(jdk.id(), SMALL);
			plot("small-" + jdk.id() + ".svg", "Small executions on JDK " + jdk.id());
			heading("CPU-bound programs, JDK " + jdk.id());
			line("Median, ms. A program's whole execution, its sandbox or context included.");
			line("");
			peers(jdk.id(), CPU_BOUND);
			line("The same programs for the first time in their JVM, one after the other, once, ms: what is not compiled yet.");
			line("");
			peers(jdk.id(), FIRST);
			plot("cpu-bound-" + jdk.id() + ".svg", "CPU-bound programs on JDK " + jdk.id());
		}
		comparison();
		shares();
		notMeasured();
		return this.text.toString();
	}

	private void surroundings() {
		Results.Machine machine = this.results.machine();
		heading("Machine and versions");
		line("Measured " + this.results.measuredAt() + ", plan `" + this.results.plan() + "`, on "
				+ machine.processors() + " processors (" + machine.processor() + "), " + machine.memoryMb() + " MB, "
				+ machine.system() + "; load average before: " + Numbers.format(machine.loadBefore()) + ".");
		line("");
		row("what", "version");
		row("---", "---");
		this.results.jdks().forEach((jdk) -> row("JDK " + jdk.id(), jdk.version()));
		this.results.peers().forEach((peer) -> row(peer.title(), peer.version()));
		line("");
	}

	private void goals() {
		heading("What this project set itself");
		List<String> head = new ArrayList<>(List.of("goal", "bound"));
		this.results.jdks().forEach((jdk) -> head.add("JDK " + jdk.id()));
		table(head);
		for (Goal goal : Goal.ALL) {
			List<String> cells = new ArrayList<>();
			cells.add(goal.title());
			cells.add((goal.atLeast() ? "at least " : "at most ") + bound(goal.bound()) + " " + goal.unit());
			for (Results.Jdk jdk : this.results.jdks()) {
				Double value = goal.value().of(this.results, jdk.id());
				cells.add((value == null) ? "not measured"
						: Numbers.format(value) + (goal.isHeldBy(value) ? "" : " (**missed**)"));
			}
			row(cells.toArray(String[]::new));
		}
		line("");
	}

	private static String bound(double bound) {
		return (bound == Math.rint(bound)) ? String.format(Locale.ROOT, "%,d", (long) bound) : String.valueOf(bound);
	}

	private void peers(String jdk, List<Metric> metrics) {
		List<String> head = new ArrayList<>(List.of("peer"));
		metrics.forEach((metric) -> head.add(metric.title()));
		table(head);
		for (Row row : Row.of(this.results)) {
			if (metrics.stream().noneMatch((metric) -> isKnown(jdk, row, metric))) {
				continue;
			}
			List<String> cells = new ArrayList<>();
			cells.add(row.title());
			for (Metric metric : metrics) {
				cells.add(cell(jdk, row, metric));
			}
			row(cells.toArray(String[]::new));
		}
		line("");
	}

	private boolean isKnown(String jdk, Row row, Metric metric) {
		return this.results.find(jdk, row.peer(), metric).isPresent() || failed(jdk, row, metric);
	}

	private String cell(String jdk, Row row, Metric metric) {
		return this.results.find(jdk, row.peer(), metric)
			.map((measurement) -> cell(measurement, metric))
			.orElseGet(() -> failed(jdk, row, metric) ? "not measured" : "–");
	}

	private static String cell(Measurement measurement, Metric metric) {
		String median = Numbers.format(measurement.p50());
		return WITH_TAIL.contains(metric) ? median + " / " + Numbers.format(measurement.p99()) : median;
	}

	private boolean failed(String jdk, Row row, Metric metric) {
		return this.results.notMeasured()
			.stream()
			.anyMatch((missing) -> missing.peer().equals(row.peer())
					&& (missing.jdk().equals(jdk) || missing.jdk().equals(Results.NO_JDK))
					&& metric.id().equals(missing.metric()));
	}

	private void comparison() {
		heading("How many times as fast as toolruntime its peers are");
		line("Above 1 the peer is faster, and its name is in bold; below 1 toolruntime is. Medians.");
		line("");
		List<Metric> metrics = new ArrayList<>(
				List.of(Metric.COLD, Metric.ONE_PLUS_ONE, Metric.OFFERED_RATE, Metric.TEN_TOOL_CALLS));
		metrics.addAll(CPU_BOUND);
		List<String> head = new ArrayList<>(List.of("peer", "JDK"));
		metrics.forEach((metric) -> head.add(metric.title()));
		table(head);
		for (Row row : Row.of(this.results)) {
			for (Results.Jdk jdk : this.results.jdks()) {
				compare(row, jdk.id(), metrics);
			}
		}
		line("");
	}

	private void compare(Row row, String jdk, List<Metric> metrics) {
		List<String> cells = new ArrayList<>();
		boolean faster = false;
		boolean any = false;
		for (Metric metric : metrics) {
			Double slower = Goal.ratio(this.results, jdk, row.peer(), metric);
			cells.add((slower != null) ? Numbers.format(1 / slower) : "–");
			any |= slower != null;
			faster |= slower != null && slower < 1;
		}
		if (any && !row.peer().equals(Row.TOOLRUNTIME)) {
			cells.add(0, jdk);
			cells.add(0, faster ? "**" + row.title() + "**" : row.title());
			row(cells.toArray(String[]::new));
		}
	}

	private void shares() {
		heading("Shares");
		List<String> head = new ArrayList<>(List.of("what"));
		this.results.jdks().forEach((jdk) -> head.add("JDK " + jdk.id()));
		table(head);
		share("ten tool calls, whole execution, ms", Metric.TEN_TOOL_CALLS, Row.TOOLRUNTIME);
		share("of it router and metering, µs", Metric.ROUTER, Row.TOOLRUNTIME);
		share("of it router, metering, catalog and schema checks, µs", Metric.ROUTER_AND_CATALOG, Row.TOOLRUNTIME);
		share("revenue by region in JavaScript, ms", Metric.REVENUE, Row.TOOLRUNTIME);
		share("revenue by region in TypeScript with types and an enum, ms", Metric.REVENUE, Row.TYPESCRIPT);
		share("first execution in a fresh JVM, TypeScript, ms", Metric.COLD, Row.TYPESCRIPT);
		line("");
	}

	private void share(String title, Metric metric, String peer) {
		List<String> cells = new ArrayList<>(List.of(title));
		for (Results.Jdk jdk : this.results.jdks()) {
			Double median = this.results.median(jdk.id(), peer, metric);
			cells.add((median != null) ? Numbers.format(median) : "not measured");
		}
		row(cells.toArray(String[]::new));
	}

	private void notMeasured() {
		Set<String> lines = new LinkedHashSet<>();
		for (NotMeasured missing : this.results.notMeasured()) {
			lines.add("- " + missing.peer() + where(missing.jdk()) + what(missing.metric()) + ": not measured: "
					+ missing.why().replace("\n", " "));
		}
		if (!lines.isEmpty()) {
			heading("Not measured");
			lines.forEach(this::line);
			line("");
		}
	}

	private static String where(String jdk) {
		return jdk.equals(Results.NO_JDK) ? "" : ", JDK " + jdk;
	}

	private static String what(@Nullable String metric) {
		return (metric != null) ? ", " + metric : "";
	}

	private void heading(String heading) {
		line("## " + heading);
		line("");
	}

	private void plot(String file, String title) {
		line("![" + title + "](benchmarks/" + file + ")");
		line("");
	}

	private void table(List<String> head) {
		row(head.toArray(String[]::new));
		row(head.stream().map((cell) -> "---").toArray(String[]::new));
	}

	private void row(String... cells) {
		line("| " + String.join(" | ", cells) + " |");
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}
