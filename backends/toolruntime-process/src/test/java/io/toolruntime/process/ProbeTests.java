package io.toolruntime.process;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** The probe finds the protection of bubblewrap, and finds it missing where it is. */
class ProbeTests {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	@Test
	void whatBubblewrapForbidsIsTriedAndRefused() {
		Machine.assumeBubblewrap();
		try (Backend backend = new ProcessBackendFactory().create(PROFILE, ProcessProperties.DEFAULTS)) {
			LimitsEnforced found = backend.probe(PROFILE.limits());
			for (Limit limit : List.of(Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.ENVIRONMENT, Limit.USER,
					Limit.CAPABILITIES, Limit.SYSTEM_CALLS)) {
				assertThat(found.get(limit).status()).as(limit.key()).isEqualTo(Status.ENFORCED);
				assertThat(found.get(limit).evidence()).as(limit.key()).isEqualTo(Evidence.MEASURED);
				assertThat(found.get(limit).measuredAt()).as(limit.key()).isNotNull();
			}
			assertThat(found.get(Limit.NETWORK).observer()).isEqualTo(Observer.HOST);
			assertThat(found.get(Limit.USER).measured()).isEqualTo("65534");
			assertThat(found.get(Limit.SYSTEM_CALLS).measured()).isEqualTo("Seccomp 2");
			assertThat(backend.enforcement(PROFILE.limits())).isEqualTo(found);
			assertThat(backend.pool().map(PoolState::active)).contains(0);
		}
	}

	@Test
	void withoutProtectionTheSameTriesSucceed() {
		try (Backend backend = new UnsafeBackendFactory().create(PROFILE, new UnsafeProperties(true, Map.of()))) {
			LimitsEnforced found = backend.probe(PROFILE.limits());
			assertThat(found.get(Limit.NETWORK)).satisfies(ProbeTests::broken)
				.extracting(Enforcement::mechanism)
				.isEqualTo("a sandbox reached a listener of the host");
			assertThat(found.get(Limit.ROOT_FILESYSTEM)).satisfies(ProbeTests::broken)
				.extracting(Enforcement::mechanism)
				.isEqualTo("a sandbox read a file of the host");
			assertThat(found.get(Limit.SYSTEM_CALLS)).satisfies(ProbeTests::broken);
		}
	}

	private static void broken(Enforcement enforcement) {
		assertThat(enforcement.status()).isEqualTo(Status.NOT_ENFORCED);
		assertThat(enforcement.evidence()).isEqualTo(Evidence.NONE);
	}

}
