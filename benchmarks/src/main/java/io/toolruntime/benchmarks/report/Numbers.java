package io.toolruntime.benchmarks.report;

import java.util.Locale;

/** Numbers as people read them: three significant digits, thousands apart. */
final class Numbers {

	private Numbers() {
	}

	static String format(double number) {
		if (number == 0) {
			return "0";
		}
		double size = Math.abs(number);
		if (size >= 100) {
			return String.format(Locale.ROOT, "%,.0f", number);
		}
		if (size >= 10) {
			return String.format(Locale.ROOT, "%.1f", number);
		}
		return String.format(Locale.ROOT, (size >= 1) ? "%.2f" : "%.3f", number);
	}

}
