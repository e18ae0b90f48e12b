package io.toolruntime.isolation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalIsolationTests {

	private Isolated tools;

	@BeforeAll
	void start() {
		this.tools = new Isolated(IsolationMode.LOCAL, Map.of());
	}

	@AfterAll
	void end() {
		this.tools.close();
	}

	@Test
	void aToolRunsInAProcessOfItsOwnAndTheRecordSaysSo() {
		Object pid = this.tools.call("pid");

		assertThat(((Number) pid).longValue()).isNotEqualTo(ProcessHandle.current().pid());
		assertThat(this.tools.last().run().mode()).isSameAs(IsolationMode.LOCAL);
	}

	@Test
	void measures() {
		long t = System.nanoTime();
		this.tools.call("echo");
		System.setProperty("x", "first " + (System.nanoTime() - t) / 1e6);
		long[] times = new long[2000];
		for (int i = 0; i < times.length; i++) {
			t = System.nanoTime();
			this.tools.call("echo", "value", i);
			times[i] = System.nanoTime() - t;
		}
		Arrays.sort(times);
		org.slf4j.LoggerFactory.getLogger("measure")
			.warn("{} p50 {} p99 {} status {}", System.getProperty("x"), times[1000] / 1e6, times[1980] / 1e6,
					this.tools.isolator().status());
	}

	@Test
	void failure() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.tools.call("refuse"))
			.satisfies((ex) -> assertThat(ex.getCode()).isSameAs(ToolErrorCode.DENIED));
		assertThat(List.of(1)).hasSize(1);
	}

}
