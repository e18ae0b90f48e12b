package io.toolruntime.limit;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class QuantityTests {

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "268435456, 268435456", "256MB, 268435456", "256Mi, 268435456", "256MiB, 268435456",
			"256M, 268435456", "256mb, 268435456", "' 256 MB ', 268435456", "1KB, 1024", "1k, 1024", "1GB, 1073741824",
			"2Gi, 2147483648", "1TB, 1099511627776", "512B, 512", "1.5KB, 1536", "0.5MB, 524288" })
	void sizesAreReadAsPeopleWriteThemMegabytesBeing1024Squared(String text, long bytes) {
		assertThat(Quantity.bytes(text)).isEqualTo(bytes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "-256MB", "256XB", "MB", "256MBs", "1e9", "0x10", "256 M B", "٣MB", "1,5MB",
			"NaN", "Infinity", "unlimited", "+1", ".5MB", "1.MB" })
	void whatIsNoSizeIsRefusedInTheWordsOfThePersonWhoWroteIt(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.bytes(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("256MB");
	}

	@ParameterizedTest
	@ValueSource(strings = { "999999999999999999TB", "99999999999999999KB" })
	void sizesBeyondWhatCanBeCountedAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.bytes(text)).withMessageContaining("too large");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.4", "0.000000001B", "0.0001KB" })
	void aFractionOfAByteDoesNotBecomeUnlimited(String text) {
		assertThat(Quantity.bytes(text)).isEqualTo(1);
	}

	@Test
	void anEndlessTextIsNotEchoed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.bytes("x".repeat(100_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200));
	}

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "250, PT0.25S", "30s, PT30S", "500ms, PT0.5S", "2m, PT2M", "1h, PT1H", "1d, PT24H",
			"10us, PT0.00001S", "10ns, PT0.00000001S", "1.5s, PT1.5S", "PT30S, PT30S", "' 30 s ', PT30S",
			"pt1m, PT1M" })
	void durationsAreReadAndAPlainNumberIsMilliseconds(String text, Duration duration) {
		assertThat(Quantity.duration(text)).isEqualTo(duration);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1s", "-30", "PT-30S", "30x", "s", "1 week", "1e3", "forever" })
	void whatIsNoDurationIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.duration(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("30s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "999999999999999999d", "PT9999999999999H" })
	void durationsBeyondWhatCanBeCountedAreRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.duration(text))
			.withMessageContaining("too large");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "1.0, 1", "0.5, 0.5", "500m, 0.5", "1500m, 1.5", "2, 2", "1m, 0.001" })
	void sharesOfProcessorsAreReadAsNumbersOrThousandths(String text, double cpus) {
		assertThat(Quantity.cpus(text)).isEqualTo(cpus);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "-500m", "500M", "1 core", "half", "NaN", "1e1" })
	void whatIsNoShareIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.cpus(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("500m");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "64, 64", "' 8 ', 8", "999999999, 999999999" })
	void countsAreWholeNumbers(String text, int count) {
		assertThat(Quantity.count(text)).isEqualTo(count);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "1.5", "64k", "1000000000", "ten" })
	void whatIsNoCountIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Quantity.count(text))
			.withMessageContaining("'" + text + "'");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0B", "1, 1B", "1023, 1023B", "1024, 1KB", "1536, 1536B", "268435456, 256MB", "1073741824, 1GB",
			"1099511627776, 1TB" })
	void sizesAreWrittenInTheLargestUnitThatIsExact(long bytes, String text) {
		assertThat(Quantity.formatBytes(bytes)).isEqualTo(text);
		assertThat(Quantity.bytes(text)).isEqualTo(bytes);
	}

	@ParameterizedTest
	@CsvSource({ "PT30S, 30s", "PT0.5S, 500ms", "PT1M, 60s", "PT0.0000015S, 0.0015ms", "PT0S, 0s" })
	void durationsAreWrittenSoThatTheyAreReadBack(Duration duration, String text) {
		assertThat(Quantity.formatDuration(duration)).isEqualTo(text);
		assertThat(Quantity.duration(text)).isEqualTo(duration);
	}

}
