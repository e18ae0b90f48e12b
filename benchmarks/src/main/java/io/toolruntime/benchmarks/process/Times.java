package io.toolruntime.benchmarks.process;

import java.util.List;
import java.util.Locale;

/**
 * Times of one thing that was done again and again.
 *
 * @param language the language
 * @param what what was done
 * @param runs how often
 * @param p50 median, in milliseconds
 * @param p99 99th percentile, in milliseconds
 */
record Times(String language, String what, int runs, double p50, double p99) {

	static Times of(String language, String what, List<Double> millis) {
		List<Double> sorted = millis.stream().sorted().toList();
		int runs = sorted.size();
		return new Times(language, what, runs, sorted.get(runs / 2), sorted.get(Math.min(runs - 1, runs * 99 / 100)));
	}

	String row() {
		return String.format(Locale.ROOT, "| %s | %s | %.2f | %.2f | %d |", this.language, this.what, this.p50,
				this.p99, this.runs);
	}

}
