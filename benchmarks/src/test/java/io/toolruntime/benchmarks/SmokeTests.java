package io.toolruntime.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;
import io.toolruntime.benchmarks.peer.Worker;
import io.toolruntime.benchmarks.peer.WorkerCommand;
import io.toolruntime.benchmarks.probe.ColdStart;
import io.toolruntime.benchmarks.probe.LeakRun;
import io.toolruntime.benchmarks.probe.LiveMemory;
import io.toolruntime.benchmarks.probe.WarmRun;
import io.toolruntime.benchmarks.report.Metric;
import io.toolruntime.benchmarks.report.Results.Measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Every kind of measurement once. What they measure here means nothing. */
class SmokeTests {

	private static final Jdk JDK = Jdk.current();

	private final Jmh jmh = new Jmh(Plan.SMOKE, JDK);

	@BeforeAll
	static void anotherRunMayHoldTheLock() {
		System.setProperty("jmh.ignoreLock", "true");
	}

	@Test
	void jmhTimesAProgramOnAPeer() throws Exception {
		Measurement measurement = this.jmh.measure(Metric.TEN_TOOL_CALLS,
				this.jmh.options(ExecutionBenchmark.class, "execute")
					.param("peer", "TOOLRUNTIME")
					.param("program", "TEN_TOOL_CALLS"));

		assertThat(measurement.metric()).isEqualTo("ten-tool-calls");
		assertThat(measurement.unit()).isEqualTo("ms");
		assertThat(measurement.samples()).isPositive();
		assertThat(measurement.min()).isPositive().isLessThanOrEqualTo(measurement.p50());
		assertThat(measurement.p50()).isLessThanOrEqualTo(measurement.p99());
	}

	@Test
	void jmhTimesTheRouterWithoutASandbox() throws Exception {
		List<Measurement> router = this.jmh.router();

		assertThat(router).extracting(Measurement::metric)
			.containsExactly(Metric.ROUTER.id(), Metric.ROUTER_AND_CATALOG.id());
		assertThat(router).allSatisfy((measured) -> assertThat(measured.p50()).isPositive());
	}

	@Test
	void aFreshJvmExecutesForTheFirstTime() throws Exception {
		assertThat(ChildJvm.run(JDK, ColdStart.class, "toolruntime").get("ms").asDouble()).isPositive();
	}

	@Test
	void aWarmPeerIsMeasuredForEachOfItsPrograms() throws Exception {
		JsonNode answer = ChildJvm.run(JDK, WarmRun.class, "toolruntime", true, 0, 0, 0.01, 1);

		for (Program program : Peer.TOOLRUNTIME.measured()) {
			assertThat(answer.get(Metric.of(program).id())).as(program.id())
				.isNotEmpty()
				.allSatisfy((sample) -> assertThat(sample.asDouble()).isPositive());
		}
		assertThat(answer.get(Metric.THROUGHPUT.id()).get(0).asDouble()).isPositive();
	}

	@Test
	void liveExecutionsTakeMemoryThatTheyDoNotShare() throws Exception {
		double bytes = ChildJvm.run(JDK, LiveMemory.class, "toolruntime", 8).get("bytes").asDouble();

		// A page of the guest's at least; less would mean that they did not live at once
		assertThat(bytes).isBetween(64.0 * 1024, 4.0 * 1024 * 1024);
	}

	@Test
	void executionsLeaveNothingBehind() throws Exception {
		JsonNode answer = ChildJvm.run(JDK, LeakRun.class, 100, 200);

		Map<String, Integer> growth = Map.of("Threads", 4, "Descriptors", 4, "Heap", 10 << 20);
		growth.forEach(
				(what, most) -> assertThat(answer.get("last" + what).asDouble() - answer.get("first" + what).asDouble())
					.as(what)
					.isLessThanOrEqualTo(most));
	}

	@Test
	void workersTimeThemselves() {
		assertThat(WorkerCommand.NODE.unavailable()).isEmpty();
		try (Worker worker = WorkerCommand.NODE.start()) {
			JsonNode answer = worker.ask(Map.of("operation", "times", "code", "1 + 1", "expression", true, "warmupMs",
					0, "measureMs", 1, "expected", 2), PriceTool.FAST);

			assertThat(answer.get("times")).isNotEmpty();
		}
	}

	@Test
	void workersRefuseToTimeWhatIsWrong() {
		try (Worker worker = WorkerCommand.NODE.start()) {
			assertThatIllegalStateException()
				.isThrownBy(() -> worker.ask(Map.of("operation", "times", "code", "1 + 1", "expression", true,
						"warmupMs", 0, "measureMs", 1, "expected", 3), PriceTool.FAST))
				.withMessageContaining("The code gave 2 instead of 3");
		}
	}

	@Test
	void aProbeThatFailsSaysWhy() {
		assertThatIllegalStateException().isThrownBy(() -> ChildJvm.run(JDK, ColdStart.class, "nobody"))
			.withMessageContaining("There is no peer 'nobody'");
	}

	@Test
	void whatIsBeyondTheJdkIsNotStarted() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> ChildJvm.run(new Jdk("99", Path.of("nowhere")), ColdStart.class, "toolruntime"));
	}

}
