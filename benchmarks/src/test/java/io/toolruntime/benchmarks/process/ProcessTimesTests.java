package io.toolruntime.benchmarks.process;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ProcessTimesTests {

	@Test
	void everythingIsMeasuredOnce() throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
		List<Times> times = new SandboxTimes(ProcessTimes.subject(), 1,
				new PrintStream(OutputStream.nullOutputStream()))
			.measure();
		assertThat(times).hasSize(8);
		assertThat(times).allSatisfy((each) -> assertThat(each.p50()).isPositive());
	}

	@Test
	void timesAreSummedUpByTheirRank() {
		Times times = Times.of("python", "nothing", List.of(5.0, 1.0, 3.0));
		assertThat(times.p50()).isEqualTo(3);
		assertThat(times.p99()).isEqualTo(5);
		assertThat(times.row()).isEqualTo("| python | nothing | 3.00 | 5.00 | 3 |");
	}

}
