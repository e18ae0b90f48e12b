package io.toolruntime.benchmarks.report;

import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

import io.toolruntime.benchmarks.report.Results.Measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResultsTests {

	private static Results results(Measurement... measurements) {
		return new Results("2026-11-21", "full",
				new Results.Machine("A processor", 2, 4096, "An operating system", 0.1),
				List.of(new Results.Jdk("17", "17.0.1 (Vendor)")),
				List.of(new Results.PeerVersion("toolruntime", "toolruntime", "1"),
						new Results.PeerVersion("unsplit", "toolruntime, methods not split", "1"),
						new Results.PeerVersion("node", "node, warm", "20")),
				List.of(measurements),
				List.of(new Results.NotMeasured(Results.NO_JDK, "monty", null, "it is not there")));
	}

	private static Measurement measured(String jdk, String peer, Metric metric, double value) {
		return Measurement.of(jdk, peer, metric, List.of(value));
	}

	@Test
	void percentilesAreValuesThatWereMeasured() {
		List<Double> samples = DoubleStream.iterate(200, (value) -> value - 1).limit(200).boxed().toList();

		Measurement measurement = Measurement.of("17", "toolruntime", Metric.ONE_PLUS_ONE, samples);

		assertThat(measurement).isEqualTo(new Measurement("17", "toolruntime", "one-plus-one", "ms", 100, 198, 1, 200));
	}

	@Test
	void oneSampleIsMedianTailAndLeast() {
		assertThat(measured("17", "node", Metric.COLD, 3))
			.isEqualTo(new Measurement("17", "node", "cold", "ms", 3, 3, 3, 1));
	}

	@Test
	void jsonIsReadAsItWasWritten() {
		Results results = results(measured("17", "toolruntime", Metric.FIB, 250.5));

		assertThat(ResultsFile.parse(ResultsFile.format(results))).isEqualTo(results);
	}

	@Test
	void jsonHasALineForEachMeasurement() {
		String json = ResultsFile.format(
				results(measured("17", "toolruntime", Metric.FIB, 250.5), measured("17", "unsplit", Metric.FIB, 1)));

		assertThat(json.lines().filter((line) -> line.contains("\"p50\""))).hasSize(2);
	}

	@Test
	void whatIsWrittenIsRoundedToWhatWasMeasured() {
		assertThat(measured("17", "node", Metric.COLD, 0.123456).rounded().p50()).isEqualTo(0.1235);
		assertThat(measured("17", "node", Metric.COLD, 0).rounded().p50()).isZero();
	}

	@Test
	void jsonWithWhatNobodyKnowsIsRefused() {
		String json = ResultsFile.format(results()).replace("\"plan\"", "\"plant\"");

		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> ResultsFile.parse(json))
			.withMessageContaining("plant");
	}

	@Test
	void whatRunsOutsideTheJvmIsFoundForEveryJdk() {
		Results results = results(measured(Results.NO_JDK, "node", Metric.COLD, 40));

		assertThat(results.median("17", "node", Metric.COLD)).isEqualTo(40);
		assertThat(results.median("25", "node", Metric.COLD)).isEqualTo(40);
		assertThat(results.median("25", "node", Metric.FIB)).isNull();
	}

	@Test
	void aGoalIsHeldOrMissed() {
		String held = new Tables(
				results(measured("17", "toolruntime", Metric.FIB, 100), measured("17", "unsplit", Metric.FIB, 700)))
			.render();
		String missed = new Tables(
				results(measured("17", "toolruntime", Metric.FIB, 100), measured("17", "unsplit", Metric.FIB, 500)))
			.render();

		assertThat(held).contains("| fib(27), times as fast as unsplit | at least 6 times | 7.00 |");
		assertThat(missed).contains("| fib(27), times as fast as unsplit | at least 6 times | 5.00 (**missed**) |");
	}

	@Test
	void aPeerThatIsFasterIsNamedSo() {
		String tables = new Tables(results(measured("17", "toolruntime", Metric.FIB, 100),
				measured("17", "unsplit", Metric.FIB, 500), measured(Results.NO_JDK, "node", Metric.FIB, 5)))
			.render();

		assertThat(tables).contains("| **node, warm** | 17 | – | – | – | – | 20.0 |")
			.contains("| toolruntime, methods not split | 17 | – | – | – | – | 0.200 |");
	}

	@Test
	void whatWasNotMeasuredIsListedWithTheReason() {
		assertThat(new Tables(results()).render()).contains("- monty: not measured: it is not there");
	}

	@Test
	void onlyWhatIsBetweenTheMarksIsReplaced() {
		String page = """
				# Title
				<!-- results:begin, made by benchmarks/run -->
				stale numbers
				<!-- results:end -->
				after
				""";

		assertThat(Page.withResults(page, results())).startsWith("# Title\n")
			.endsWith("<!-- results:end -->\nafter\n")
			.contains("## Machine and versions")
			.doesNotContain("stale numbers");
	}

	@Test
	void aPageWithoutMarksIsLeftAlone() {
		assertThatIllegalArgumentException().isThrownBy(() -> Page.withResults("# Title\n", results()))
			.withMessageContaining("results:begin");
	}

	@Test
	void plotsHaveABarForEachMeasurement() {
		String plot = Page
			.plots(results(measured("17", "toolruntime", Metric.FIB, 100), measured("17", "unsplit", Metric.FIB, 500)))
			.get("cpu-bound-17.svg");

		assertThat(plot).startsWith("<svg ").endsWith("</svg>\n").contains(">100</text>", ">500</text>");
	}

	@Test
	void aPlotOfNothingIsStillAPlot() {
		assertThat(Page.plots(results()).get("small-17.svg")).startsWith("<svg ").endsWith("</svg>\n");
	}

}
