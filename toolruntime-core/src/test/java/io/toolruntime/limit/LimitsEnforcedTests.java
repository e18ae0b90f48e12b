package io.toolruntime.limit;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LimitsEnforcedTests {

	/** R5: there, a limit counted as enforced because it was asked for. */
	@ParameterizedTest
	@EnumSource
	void nothingIsEnforcedBecauseItWasAskedFor(Limit limit) {
		LimitsEnforced enforced = LimitsEnforced.nothing(Limits.DEFAULTS);

		assertThat(enforced.isEnforced(limit)).isFalse();
		assertThat(enforced.get(limit).status()).isEqualTo(Status.NOT_ENFORCED);
		assertThat(enforced.get(limit).evidence()).isEqualTo(Evidence.NONE);
	}

	@Test
	void whatNobodyAskedForIsNotRequested() {
		LimitsEnforced enforced = LimitsEnforced.nothing(Limits.DEFAULTS.with(Limit.PIDS, 0));

		assertThat(enforced.get(Limit.PIDS).status()).isEqualTo(Status.NOT_REQUESTED);
		assertThat(enforced.get(Limit.PIDS).requested()).isNull();
	}

	@Test
	void thereIsAnEntryForEveryLimitByItsNameInJson() {
		assertThat(LimitsEnforced.nothing(Limits.NONE).asMap().keySet())
			.containsExactlyElementsOf(Arrays.stream(Limit.values()).map(Limit::key).toList());
	}

	@Test
	void whatWasMeasuredSaysByWhomAndWhen() {
		LimitsEnforced enforced = LimitsEnforced.nothing(Limits.DEFAULTS)
			.with(Limit.MEMORY, Enforcement.measured("256MB", "cgroup memory.max", Observer.HOST, "256MB", "31MB"));

		Enforcement memory = enforced.get(Limit.MEMORY);
		assertThat(enforced.isEnforced(Limit.MEMORY)).isTrue();
		assertThat(memory.evidence()).isEqualTo(Evidence.MEASURED);
		assertThat(memory.observer()).isEqualTo(Observer.HOST);
		assertThat(memory.measuredAt()).isNotNull();
		assertThat(memory.peak()).isEqualTo("31MB");
	}

	@Test
	void replacingAnEntryLeavesTheOriginalAlone() {
		LimitsEnforced nothing = LimitsEnforced.nothing(Limits.DEFAULTS);

		LimitsEnforced replaced = nothing.with(Map.of(Limit.PIDS, Enforcement.configured(64, Enforcement.NOT_PRESENT)));

		assertThat(replaced.isEnforced(Limit.PIDS)).isTrue();
		assertThat(nothing.isEnforced(Limit.PIDS)).isFalse();
		assertThat(replaced).isNotEqualTo(nothing);
	}

	@Test
	void limitsAreFoundByName() {
		assertThat(Limit.of("root-filesystem")).isEqualTo(Limit.ROOT_FILESYSTEM);
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.of("rootFilesystem"))
			.withMessageContaining("rootFilesystem")
			.withMessageContaining("root-filesystem");
	}

	@ParameterizedTest
	@EnumSource
	void quantitiesAreThoseThatLimitsHave(Limit limit) {
		assertThat(limit.isQuantity()).isEqualTo(Limits.DEFAULTS.value(limit) != null);
	}

	@Test
	void valuesAreWrittenInLowerCase() {
		assertThat(Status.NOT_ENFORCED.value()).isEqualTo("not_enforced");
		assertThat(Evidence.MEASURED.value()).isEqualTo("measured");
		assertThat(Observer.REMOTE.value()).isEqualTo("remote");
	}

}
