package io.toolruntime.profile;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ToolFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SecurityProfileTests {

	@Test
	void devAcceptsEveryIsolationAndRequiresNothing() {
		SecurityProfile dev = SecurityProfile.named("dev");

		assertThat(dev.isolation()).containsExactlyInAnyOrder(Isolation.values());
		assertThat(dev.requireEnforcement()).isEmpty();
	}

	@Test
	void standardAcceptsEveryIsolationButNone() {
		SecurityProfile standard = SecurityProfile.named("standard");

		assertThat(standard.isolation()).containsExactlyInAnyOrder(Isolation.NAMESPACE, Isolation.WASM,
				Isolation.KERNEL, Isolation.VM);
		assertThat(standard.requireEnforcement()).containsExactlyInAnyOrder(Limit.TIMEOUT, Limit.MEMORY, Limit.NETWORK,
				Limit.ROOT_FILESYSTEM);
	}

	@Test
	void hardenedAcceptsNoSharedKernelAndRequiresMore() {
		SecurityProfile hardened = SecurityProfile.named("hardened");

		assertThat(hardened.isolation()).containsExactlyInAnyOrder(Isolation.KERNEL, Isolation.VM, Isolation.WASM);
		assertThat(hardened.requireEnforcement()).containsExactlyInAnyOrder(Limit.TIMEOUT, Limit.MEMORY, Limit.NETWORK,
				Limit.ROOT_FILESYSTEM, Limit.PIDS, Limit.DISK, Limit.OUTPUT, Limit.USER, Limit.CAPABILITIES,
				Limit.SYSTEM_CALLS);
	}

	@Test
	void theApplicationsOwnProfileAcceptsNoUnsafeHostAndRequiresNothing() {
		SecurityProfile own = SecurityProfile.named("batch");

		assertThat(own.isolation()).doesNotContain(Isolation.NONE).hasSize(4);
		assertThat(own.requireEnforcement()).isEmpty();
	}

	@Test
	void limitsThatAreAbsentAreTheDefaults() {
		SecurityProfile profile = SecurityProfile.named("dev").withLimits(Limits.parse(Map.of("pids", 8)));

		assertThat(profile.limits()).isEqualTo(Limits.DEFAULTS.with(Limit.PIDS, 8));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Dev", "my profile", "1st", "a.b", "../x", "a_b" })
	void aNameIsLowerCaseLettersDigitsAndDashes(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> SecurityProfile.named(name))
			.withMessageContaining("'" + name + "'");
	}

	@Test
	void aProfileCanBeChangedInOnePlace() {
		ToolFilter tools = new ToolFilter(List.of("orders:*"), List.of());
		SecurityProfile profile = SecurityProfile.named("standard")
			.withTools(tools)
			.withAdmission(2, 3, Duration.ofSeconds(4));

		assertThat(profile.tools()).isEqualTo(tools);
		assertThat(profile.maxConcurrent()).isEqualTo(2);
		assertThat(profile.maxQueued()).isEqualTo(3);
		assertThat(profile.startTimeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(profile.isolation()).isEqualTo(SecurityProfile.named("standard").isolation());
	}

	@Test
	void admissionThatCannotBeIsRefusedByName() {
		SecurityProfile profile = SecurityProfile.named("standard");

		assertThatIllegalArgumentException().isThrownBy(() -> profile.withAdmission(-1, 0, Duration.ofSeconds(1)))
			.withMessageContaining("max-concurrent");
		assertThatIllegalArgumentException().isThrownBy(() -> profile.withAdmission(1, 0, Duration.ZERO))
			.withMessageContaining("start-timeout");
	}

	@Test
	void aTimeThatIsLongerThanCanBeCountedIsAsLongAsCanBe() {
		Duration endless = Duration.ofDays(1_000_000_000);

		assertThat(SecurityProfile.named("standard").withAdmission(1, 1, endless).startTimeout().toNanos())
			.isEqualTo(Long.MAX_VALUE);
		assertThat(new PoolSettings(null, 1, endless).maxWait().toNanos()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aPoolThatCannotBeIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> new PoolSettings(-1, 1, Duration.ZERO))
			.withMessageContaining("pool.min-idle");
		assertThatIllegalArgumentException().isThrownBy(() -> new PoolSettings(null, 0, Duration.ZERO))
			.withMessageContaining("pool.max-total");
		assertThatIllegalArgumentException().isThrownBy(() -> new PoolSettings(3, 2, Duration.ZERO))
			.withMessageContaining("pool.min-idle is 3")
			.withMessageContaining("pool.max-total");
		assertThatIllegalArgumentException().isThrownBy(() -> new PoolSettings(null, 1, Duration.ofSeconds(-1)))
			.withMessageContaining("pool.max-wait");
	}

}
