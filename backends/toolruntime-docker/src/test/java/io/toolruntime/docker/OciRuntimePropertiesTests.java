package io.toolruntime.docker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.profile.Isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What can be set for gVisor and Kata. */
class OciRuntimePropertiesTests {

	@Test
	void whereNothingIsSetEachKindHasItsOwnRuntimeOnDocker() {
		assertThat(OciRuntimeProperties.DEFAULTS.engine()).isEqualTo("docker");
		assertThat(OciRuntimeProperties.DEFAULTS.runtime()).isNull();
		assertThat(OciRuntime.gvisor(null).name()).isEqualTo("runsc");
		assertThat(OciRuntime.kata(null).name()).isEqualTo("kata");
	}

	@ParameterizedTest
	@ValueSource(strings = { "runsc-kvm", "kata-qemu", "io.containerd.kata.v2" })
	void aRuntimeHasTheNameThatTheEngineKnowsItBy(String runtime) {
		assertThat(new OciRuntimeProperties(null, runtime).runtime()).isEqualTo(runtime);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-x", "/usr/bin/runsc", "runsc --network=host", "runsc\n" })
	void whatIsNoNameIsRefused(String runtime) {
		assertThatIllegalArgumentException().isThrownBy(() -> new OciRuntimeProperties(null, runtime))
			.withMessageContaining("runtime is '" + runtime + "'")
			.withMessageContaining("such as runsc");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "containerd", "Docker" })
	void thereIsOneEngine(String engine) {
		assertThatIllegalArgumentException().isThrownBy(() -> new OciRuntimeProperties(engine, null))
			.withMessageContaining("engine is '" + engine + "'")
			.withMessageContaining("docker");
	}

	@Test
	void whatARuntimeIsFollowsFromItsKindAndNotFromItsName() {
		assertThat(OciRuntime.gvisor("kata").isolation()).isEqualTo(Isolation.KERNEL);
		assertThat(OciRuntime.kata("runsc").isGvisor()).isFalse();
		assertThat(OciRuntime.ofEngine().hasOwnKernel()).isFalse();
	}

}
