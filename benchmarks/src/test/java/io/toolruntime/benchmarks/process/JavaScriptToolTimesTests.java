package io.toolruntime.benchmarks.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class JavaScriptToolTimesTests {

	@Test
	void everythingIsMeasuredOnEachRuntimeThatIsThere() throws Exception {
		List<Times> times = JavaScriptToolTimes.measure(1, new PrintStream(OutputStream.nullOutputStream()));
		assumeFalse(times.isEmpty(), "Bun, Node or Deno is needed: .ci/runtimes");
		assertThat(times.size() % 4).isZero();
		assertThat(times).allSatisfy((each) -> assertThat(each.p50()).isPositive());
	}

}
