package io.toolruntime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page of the documentation that shows the results: a part that people write, and a
 * part between two marks that is made from the results.
 */
public final class Page {

	private static final String BEGIN = "<!-- results:begin, made by benchmarks/run -->";

	private static final String END = "<!-- results:end -->";

	private Page() {
	}

	/**
	 * Writes tables and plots.
	 * @param page the page; plots go to a directory of its name beside it
	 * @param results the results
	 * @throws IOException if it cannot be read or written
	 */
	public static void renew(Path page, Results results) throws IOException {
		Files.writeString(page, withResults(Files.readString(page), results));
		Path directory = plots(page);
		Files.createDirectories(directory);
		for (Map.Entry<String, String> plot : plots(results).entrySet()) {
			Files.writeString(directory.resolve(plot.getKey()), plot.getValue());
		}
	}

	/**
	 * Replaces what is between the marks.
	 * @param page the page
	 * @param results the results
	 * @return the new page
	 * @throws IllegalArgumentException if the marks are missing
	 */
	public static String withResults(String page, Results results) {
		return with(page, "\n\n" + new Tables(results).render() + "\n");
	}

	/**
	 * Takes away what is between the marks: the page before anything was measured.
	 * @param page the page
	 * @return the new page
	 * @throws IllegalArgumentException if the marks are missing
	 */
	public static String withoutResults(String page) {
		return with(page, "\n");
	}

	private static String with(String page, String between) {
		int begin = page.indexOf(BEGIN);
		int end = page.indexOf(END);
		if (begin < 0 || end < begin) {
			throw new IllegalArgumentException("The page needs the lines '" + BEGIN + "' and '" + END + "'");
		}
		return page.substring(0, begin + BEGIN.length()) + between + page.substring(end);
	}

	/**
	 * Returns where a page's plots are.
	 * @param page the page
	 * @return a directory
	 */
	public static Path plots(Path page) {
		return page.resolveSibling(String.valueOf(page.getFileName()).replaceFirst("\\.md$", ""));
	}

	/**
	 * Draws the plots.
	 * @param results the results
	 * @return SVG by file name
	 */
	public static Map<String, String> plots(Results results) {
		Map<String, String> plots = new TreeMap<>();
		for (Results.Jdk jdk : results.jdks()) {
			plots.put("small-" + jdk.id() + ".svg",
					new BarChart("Small executions on JDK " + jdk.id() + ", median, ms", results, jdk.id(),
							List.of(Metric.COLD, Metric.ONE_PLUS_ONE, Metric.OFFERED_RATE, Metric.TEN_TOOL_CALLS))
						.render());
			plots.put("cpu-bound-" + jdk.id() + ".svg",
					new BarChart("CPU-bound programs on JDK " + jdk.id() + ", median, ms", results, jdk.id(), List
						.of(Metric.FIB, Metric.LOOP, Metric.SORT_JSON, Metric.REGULAR_EXPRESSIONS, Metric.STRINGS))
						.render());
		}
		return plots;
	}

}
