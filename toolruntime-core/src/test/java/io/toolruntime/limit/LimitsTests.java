package io.toolruntime.limit;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

class LimitsTests {

	@Test
	void theDefaultsAreThoseOfTheDocumentation() {
		assertThat(Limits.DEFAULTS.asMap()).containsExactly(entry("timeout", "30s"), entry("memory", "256MB"),
				entry("cpus", 1.0), entry("pids", 64), entry("disk", "100MB"), entry("output", "1MB"),
				entry("tool-calls", 64), entry("chain-steps", 8));
	}

	@Test
	void limitsAreReadByTheirNamesInYaml() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("timeout", "5s");
		values.put("memory", "64Mi");
		values.put("cpus", "500m");
		values.put("pids", 16);
		values.put("disk", 1024);
		values.put("output", "1KB");
		values.put("tool-calls", 3L);
		values.put("chain-steps", 2.0);

		assertThat(Limits.parse(values))
			.isEqualTo(new Limits(Duration.ofSeconds(5), 64L << 20, 0.5, 16, 1024L, 1024L, 3, 2));
	}

	@Test
	void plainNumbersAreMillisecondsBytesAndCounts() {
		Limits limits = Limits.parse(Map.of("timeout", 250, "memory", 1_000_000, "cpus", 0.25, "tool-calls", 7));

		assertThat(limits.timeout()).isEqualTo(Duration.ofMillis(250));
		assertThat(limits.memory()).isEqualTo(1_000_000);
		assertThat(limits.cpus()).isEqualTo(0.25);
		assertThat(limits.toolCalls()).isEqualTo(7);
	}

	@Test
	void whatIsAbsentOrNullStaysAbsent() {
		Map<String, Object> values = new HashMap<>();
		values.put("memory", null);

		assertThat(Limits.parse(values)).isEqualTo(Limits.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "maxMemory", "toolCalls", "network", "", "Timeout" })
	void anUnknownNameIsRefusedAndThoseThereAreAreListed(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.parse(Map.of(name, 1)))
			.withMessageContaining("limits." + name)
			.withMessageContaining("tool-calls");
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMEOUT", "MEMORY", "CPUS", "PIDS", "DISK", "OUTPUT", "TOOL_CALLS", "CHAIN_STEPS" })
	void aNegativeLimitIsRefusedByName(Limit limit) {
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.with(limit, -1))
			.withMessageStartingWith("limits." + limit.key());
	}

	@Test
	void aNegativeLimitIsRefusedInCodeToo() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Limits(Duration.ofSeconds(-1), null, null, null, null, null, null, null))
			.withMessageContaining("limits.timeout");
		assertThatIllegalArgumentException().isThrownBy(() -> new Limits(null, null, null, null, null, null, -1, null))
			.withMessageContaining("limits.tool-calls");
	}

	@ParameterizedTest
	@ValueSource(doubles = { Double.NaN, Double.POSITIVE_INFINITY, 1e300, -0.5 })
	void aNumberThatIsNoneIsRefusedByName(double number) {
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.parse(Map.of("cpus", number)))
			.withMessageContaining("limits.cpus");
	}

	@Test
	void aNumberWithABillionDigitsIsRefusedWithoutWritingThemOut() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Limits.parse(Map.of("memory", new java.math.BigDecimal("1e999999999"))))
			.withMessageContaining("limits.memory");
	}

	@Test
	void aValueThatIsNeitherTextNorNumberIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.parse(Map.of("memory", Map.of())))
			.withMessageContaining("limits.memory")
			.withMessageContaining("string or a number");
	}

	@Test
	void aTimeoutOfMillenniaIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Limits(Duration.ofSeconds(Long.MAX_VALUE), null, null, null, null, null, null, null));
	}

	@Test
	void absentInherits() {
		Limits profile = Limits.parse(Map.of("memory", "64MB", "tool-calls", 0));

		Limits whole = profile.orElse(Limits.DEFAULTS);

		assertThat(whole.memory()).isEqualTo(64L << 20);
		assertThat(whole.toolCalls()).isZero();
		assertThat(whole.timeout()).isEqualTo(Limits.DEFAULTS.timeout());
	}

	@Test
	void aRequestLowersWhatAProfileAllows() {
		Limits limits = Limits.DEFAULTS.tightenedBy(Limits.parse(Map.of("timeout", "1s", "tool-calls", 3)));

		assertThat(limits.timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(limits.toolCalls()).isEqualTo(3);
		assertThat(limits.memory()).isEqualTo(Limits.DEFAULTS.memory());
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMEOUT", "MEMORY", "CPUS", "PIDS", "DISK", "OUTPUT", "TOOL_CALLS", "CHAIN_STEPS" })
	void aRequestNeverRaisesWhatAProfileAllows(Limit limit) {
		Limits profile = Limits.NONE.with(limit, 2);

		assertThat(profile.tightenedBy(Limits.NONE.with(limit, 3))).isEqualTo(profile);
		assertThat(profile.tightenedBy(Limits.NONE.with(limit, 0))).isEqualTo(profile);
		assertThat(profile.tightenedBy(Limits.NONE)).isEqualTo(profile);
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMEOUT", "MEMORY", "CPUS", "PIDS", "DISK", "OUTPUT", "TOOL_CALLS", "CHAIN_STEPS" })
	void zeroIsInfinityWhenTheSmallerIsTaken(Limit limit) {
		Limits unlimited = Limits.NONE.with(limit, 0);
		Limits three = Limits.NONE.with(limit, 3);

		assertThat(unlimited.tightenedBy(three)).isEqualTo(three);
		assertThat(three.tightenedBy(unlimited)).isEqualTo(three);
		assertThat(unlimited.tightenedBy(unlimited)).isEqualTo(unlimited);
		assertThat(unlimited.value(limit)).isNull();
	}

	@Test
	void negativeZeroIsZeroAndNotTheSmallestOfAll() {
		Limits request = new Limits(null, null, -0.0, null, null, null, null, null);

		assertThat(Limits.DEFAULTS.tightenedBy(request).cpus()).isEqualTo(1.0);
	}

	@Test
	void unlimitedAndAbsentBudgetsAreAsLargeAsANumberCanBe() {
		assertThat(Limits.NONE.toolCallsOrMax()).isEqualTo(Integer.MAX_VALUE);
		assertThat(Limits.parse(Map.of("chain-steps", 0)).chainStepsOrMax()).isEqualTo(Integer.MAX_VALUE);
		assertThat(Limits.parse(Map.of("output", 0)).outputOrMax()).isEqualTo(Long.MAX_VALUE);
		assertThat(Limits.parse(Map.of("memory", 0)).memoryOrMax()).isEqualTo(Long.MAX_VALUE);
		assertThat(Limits.parse(Map.of("timeout", 0)).timeoutOrNull()).isNull();
		assertThat(Limits.DEFAULTS.toolCallsOrMax()).isEqualTo(64);
	}

	@Test
	void aPropertyOfASandboxIsNoQuantity() {
		assertThat(Limits.DEFAULTS.value(Limit.NETWORK)).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.NONE.with(Limit.NETWORK, 1));
	}

}
