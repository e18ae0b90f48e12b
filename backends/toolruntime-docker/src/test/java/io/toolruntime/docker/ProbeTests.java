package io.toolruntime.docker;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.toolruntime.backend.Backend;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** What containers forbid is tried in one, and refused. */
class ProbeTests {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	private static final List<Limit> TRIED = List.of(Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.ENVIRONMENT,
			Limit.USER, Limit.CAPABILITIES);

	private static LimitsEnforced probe(Backend backend) {
		try (backend) {
			LimitsEnforced found = backend.probe(PROFILE.limits());
			for (Limit limit : TRIED) {
				assertThat(found.get(limit).status()).as(limit.key()).isEqualTo(Status.ENFORCED);
				assertThat(found.get(limit).evidence()).as(limit.key()).isEqualTo(Evidence.MEASURED);
			}
			assertThat(found.get(Limit.NETWORK).observer()).isEqualTo(Observer.HOST);
			assertThat(found.get(Limit.USER).measured()).isEqualTo("65534");
			return found;
		}
	}

	@Test
	void inAContainerOnRunc() {
		TestEngine.assume();
		LimitsEnforced found = probe(new DockerBackendFactory().create(PROFILE, TestEngine.PROPERTIES));
		assertThat(found.get(Limit.SYSTEM_CALLS).measured()).isEqualTo("Seccomp 2");
		assertThat(found.get(Limit.KERNEL).status()).isEqualTo(Status.NOT_ENFORCED);
	}

	@Test
	void inAContainerOnGvisor() {
		TestEngine.assume("runsc");
		LimitsEnforced found = probe(OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(PROFILE, OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES));
		assertThat(found.get(Limit.KERNEL).status()).isEqualTo(Status.ENFORCED);
		assertThat(found.get(Limit.KERNEL).evidence()).isEqualTo(Evidence.MEASURED);
		assertThat(found.get(Limit.KERNEL).measured()).asString().contains("gvisor");
		assertThat(found.get(Limit.SYSTEM_CALLS).status()).isEqualTo(Status.ENFORCED);
	}

}
