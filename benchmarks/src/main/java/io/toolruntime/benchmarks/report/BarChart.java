package io.toolruntime.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.toolruntime.benchmarks.report.Results.Measurement;

/**
 * Bars for each peer under each metric, as SVG. The scale is logarithmic, since peers are
 * a thousand times apart.
 */
final class BarChart {

	private static final List<String> COLOURS = List.of("#1b6ca8", "#9ec9e2", "#e07b39", "#c9a227", "#7a5195",
			"#4f8f5b", "#8fc49a", "#b8dcc0", "#a23b3b", "#d98880");

	private static final int LABELS = 270;

	private static final int BARS = 460;

	private static final int WIDTH = LABELS + BARS + 90;

	private static final int BAR = 16;

	private final String title;

	private final Results results;

	private final String jdk;

	private final List<Metric> metrics;

	private final StringBuilder svg = new StringBuilder();

	BarChart(String title, Results results, String jdk, List<Metric> metrics) {
		this.title = title;
		this.results = results;
		this.jdk = jdk;
		this.metrics = metrics;
	}

	String render() {
		double least = Double.MAX_VALUE;
		double most = 0;
		for (Bar bar : bars()) {
			least = Math.min(least, bar.value());
			most = Math.max(most, bar.value());
		}
		boolean empty = most == 0;
		double low = empty ? 0 : Math.floor(Math.log10(least)) - 0.2;
		double high = empty ? 1 : Math.ceil(Math.log10(most));
		int y = 52;
		for (Metric metric : this.metrics) {
			y += 8;
			text(8, y + 12, "bold", metric.title().replace("`", ""));
			y += BAR + 4;
			for (Bar bar : bars(metric)) {
				double width = Math.max(1, BARS * (Math.log10(bar.value()) - low) / (high - low));
				text(20, y + 12, "normal", bar.title());
				this.svg.append(String.format(Locale.ROOT,
						"<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n", LABELS, y + 2, width,
						BAR - 4, bar.colour()));
				text(LABELS + (int) width + 6, y + 12, "normal", Numbers.format(bar.value()));
				y += BAR;
			}
		}
		int height = y + 16;
		return String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
						+ "font-size=\"12\">%n<title>%s</title>%n"
						+ "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n"
						+ "<text x=\"8\" y=\"24\" font-size=\"16\">%s</text>%n"
						+ "<text x=\"8\" y=\"42\" fill=\"#555555\">shorter is better; the scale is logarithmic</text>%n"
						+ "%s</svg>%n",
				WIDTH, height, escape(this.title), WIDTH, height, escape(this.title), this.svg)
			.replace("\r\n", "\n");
	}

	private List<Bar> bars() {
		return this.metrics.stream().flatMap((metric) -> bars(metric).stream()).toList();
	}

	private List<Bar> bars(Metric metric) {
		List<Bar> bars = new ArrayList<>();
		int index = 0;
		for (Row row : Row.of(this.results)) {
			String colour = COLOURS.get(index++ % COLOURS.size());
			Optional<Measurement> measurement = this.results.find(this.jdk, row.peer(), metric);
			measurement.ifPresent((found) -> bars.add(new Bar(row.title(), found.p50(), colour)));
		}
		return bars;
	}

	private void text(int x, int y, String weight, String text) {
		this.svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n", x, y,
				weight, escape(text)));
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	private record Bar(String title, double value, String colour) {
	}

}
