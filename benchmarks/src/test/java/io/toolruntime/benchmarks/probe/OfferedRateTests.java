package io.toolruntime.benchmarks.probe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

class OfferedRateTests {

	private static Workload taking(long millis) {
		return new Workload(Peer.RHINO, (code, expression) -> {
			long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
			while (System.nanoTime() - until < 0) {
				LockSupport.parkNanos(until - System.nanoTime());
			}
			return 2;
		}, Program.ONE_PLUS_ONE, true);
	}

	@Test
	void whoKeepsUpIsMeasuredOncePerInterval() {
		OfferedRate offered = new OfferedRate(taking(0), 100, 60);

		assertThat(offered.times(TimeUnit.MILLISECONDS.toNanos(100))).hasSize(10);
		assertThat(offered.reached()).isZero();
	}

	@Test
	void whatIsLateCountsFromWhenItWasDue() {
		OfferedRate offered = new OfferedRate(taking(20), 1000, 60);

		assertThat(offered.times(TimeUnit.MILLISECONDS.toNanos(10)).get(9)).isGreaterThan(150);
	}

	@Test
	void whoFallsBehindIsNotMeasured() {
		OfferedRate offered = new OfferedRate(taking(10), 1_000_000, 0.05);

		assertThat(offered.times(TimeUnit.SECONDS.toNanos(1))).isEmpty();
		assertThat(offered.reached()).isBetween(0.0, 110.0);
	}

}
