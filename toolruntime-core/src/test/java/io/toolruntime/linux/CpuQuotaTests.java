package io.toolruntime.linux;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Shares of processors, as the kernel takes them. */
class CpuQuotaTests {

	@ParameterizedTest
	@CsvSource({ "1.0, 100000, 100000", "0.5, 50000, 100000", "2.5, 250000, 100000", "0.01, 1000, 100000",
			"0.333, 33300, 100000", "0.005, 5000, 1000000", "0.001, 1000, 1000000" })
	void aShareIsTimeInAPeriod(double share, long quota, long period) {
		CpuQuota made = CpuQuota.of(share);
		assertThat(made).isEqualTo(new CpuQuota(quota, period));
		assertThat(made.share()).isEqualTo(share);
	}

	@Test
	void lessThanTheKernelTakesIsTheLeastThatItTakes() {
		assertThat(CpuQuota.of(0.000_001)).isEqualTo(new CpuQuota(1000, 1_000_000));
	}

	@Test
	void whatIsNoWholeNumberIsNotRoundedUp() {
		assertThat(CpuQuota.of(1.0 / 3).quota()).isEqualTo(33_333);
	}

	@Test
	void withoutAQuotaThereAreAllProcessors() {
		assertThat(CpuQuota.NONE.share()).isInfinite();
	}

}
