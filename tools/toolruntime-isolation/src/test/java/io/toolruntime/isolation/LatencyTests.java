package io.toolruntime.isolation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.caller.Caller;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.IsolationMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What isolation costs. The log has the numbers; what is asserted is far from them, as a
 * machine that builds is busy.
 */
@Tag("once")
@Timeout(120)
class LatencyTests {

	private static final Logger logger = LoggerFactory.getLogger(LatencyTests.class);

	private static final int CALLS = 3000;

	@Test
	void callsOfAWarmChildAndOfAFreshOne() throws Exception {
		try (ToolIsolator isolator = Isolated.isolator(IsolationMode.LOCAL, Map.of(), IsolationSettings.DEFAULTS,
				List.of(), HostResolver.system())) {
			double first = fresh(isolator, "first");
			// Meanwhile the archive of classes is made
			double[] warm = warm(isolator);
			Thread.sleep(5000);
			double[] fresh = new double[11];
			for (int i = 0; i < fresh.length; i++) {
				fresh[i] = fresh(isolator, "tenant-" + i);
			}
			Arrays.sort(fresh);

			logger.info(
					"Child JVM: warm p50 {} ms, p99 {} ms; first {} ms; fresh from the archive p50 {} ms, max {} ms",
					warm[CALLS / 2], warm[CALLS * 99 / 100], first, fresh[5], fresh[10]);
			assertThat(warm[CALLS / 2]).as("warm p50, ms").isLessThan(10);
			assertThat(fresh[5]).as("fresh p50, ms").isLessThan(3000);
		}
	}

	private static double fresh(ToolIsolator isolator, String tenant) {
		Isolated tools = new Isolated(isolator, new Caller("ann", tenant, Set.of()), Limits.NONE);
		return time(tools);
	}

	private static double time(Isolated tools) {
		long began = System.nanoTime();
		tools.call("echo", "value", 1);
		return (System.nanoTime() - began) / 1e6;
	}

	private static double[] warm(ToolIsolator isolator) {
		Isolated tools = new Isolated(isolator, new Caller("ann", "first", Set.of()), Limits.NONE);
		double[] times = new double[CALLS];
		for (int i = 0; i < CALLS; i++) {
			times[i] = time(tools);
		}
		Arrays.sort(times);
		return times;
	}

	@Test
	void idleChildrenEnd() throws Exception {
		try (Isolated tools = new Isolated(IsolationMode.LOCAL, Map.of(),
				IsolationSettings.DEFAULTS.withIdle(Duration.ofMillis(500)))) {
			long pid = ((Number) tools.call("pid")).longValue();
			assertThat(ProcessHandle.of(pid)).isPresent();

			long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
			while (tools.isolator().children() > 0 && System.nanoTime() < deadline) {
				Thread.sleep(50);
			}

			assertThat(tools.isolator().children()).isZero();
			assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
			assertThat(tools.call("echo", "value", 1)).isEqualTo(1);
		}
	}

}
