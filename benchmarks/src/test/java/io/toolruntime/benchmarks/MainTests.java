package io.toolruntime.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.benchmarks.report.Metric;
import io.toolruntime.benchmarks.report.Results;
import io.toolruntime.benchmarks.report.Results.NotMeasured;
import io.toolruntime.benchmarks.report.ResultsFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MainTests {

	@TempDir
	private Path directory;

	private Results run(String python, String... arguments) throws IOException, InterruptedException {
		Path file = this.directory.resolve("results.json");
		List<String> command = new ArrayList<>(List.of(Jdk.current().java().toString(), "-cp",
				System.getProperty("java.class.path"), Main.class.getName(), "--smoke", "--results", file.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile());
		builder.environment().put("BENCHMARKS_PYTHON", python);
		assertThat(builder.start().waitFor()).isZero();
		return ResultsFile.read(file);
	}

	@Test
	void aPeerThatIsNotInstalledIsNeverLeftOutSilently() throws Exception {
		Results results = run("nowhere/python", "--peer", "monty", "--jdk", "99=");

		assertThat(results.peers()).isEmpty();
		assertThat(results.notMeasured()).extracting(NotMeasured::peer).containsExactly("monty", "every peer");
		assertThat(results.notMeasured()).extracting(NotMeasured::why)
			.satisfiesExactly((monty) -> assertThat(monty).contains("BENCHMARKS_PYTHON"),
					(jdk) -> assertThat(jdk).isEqualTo("JDK 99 was not found"));
	}

	@Test
	void aPeerIsMeasuredForEverythingThatItIsAskedFor() throws Exception {
		Results results = run("nowhere/python", "--peer", "rhino");

		String jdk = Jdk.current().id();
		assertThat(results.jdks()).extracting(Results.Jdk::id).containsExactly(jdk);
		assertThat(results.notMeasured()).isEmpty();
		assertThat(results.measurements()).extracting(Results.Measurement::metric)
			.containsExactlyInAnyOrder(Metric.COLD.id(), Metric.ONE_PLUS_ONE.id(), Metric.TEN_TOOL_CALLS.id(),
					Metric.THROUGHPUT.id(), Metric.OFFERED_RATE.id(), Metric.MEMORY.id(), Metric.FIB.id(),
					Metric.LOOP.id(), Metric.SORT_JSON.id(), Metric.REGULAR_EXPRESSIONS.id(), Metric.STRINGS.id(),
					Metric.FIRST_FIB.id(), Metric.FIRST_LOOP.id(), Metric.FIRST_SORT_JSON.id(),
					Metric.FIRST_REGULAR_EXPRESSIONS.id(), Metric.FIRST_STRINGS.id());
		assertThat(results.machine().processors()).isPositive();
	}

	@Test
	void whatIsNoOptionIsRefusedWithThoseThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> Main.main(new String[] { "--fast" }))
			.withMessageContaining("There is no option --fast; there are --full");
	}

}
