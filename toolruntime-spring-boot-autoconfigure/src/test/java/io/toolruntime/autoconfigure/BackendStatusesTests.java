package io.toolruntime.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.toolruntime.backend.BackendHealth;
import io.toolruntime.limit.Limit;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.BackendRegistry;
import io.toolruntime.runtime.RegisteredBackend;

import static org.assertj.core.api.Assertions.assertThat;

class BackendStatusesTests {

	private final BackendStatuses statuses = new BackendStatuses(Duration.ofMillis(300));

	private final BackendRegistry registry = new BackendRegistry(null);

	private final CountDownLatch hang = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.hang.countDown();
		this.statuses.destroy();
	}

	@Test
	void tellsWhatTheBackendSays() {
		RegisteredBackend backend = register("standard", fake("standard"));
		BackendStatus status = this.statuses.of(backend);
		assertThat(status.health().up()).isTrue();
		assertThat(status.limitsEnforced()).isNotNull();
		assertThat(status.pool()).isNotNull();
	}

	@Test
	void aBackendWhoseProfileRequiresWhatItDoesNotEnforceIsDown() {
		SecurityProfile dev = SecurityProfile.named("strict");
		this.registry.register(new SecurityProfile(dev.name(), dev.limits(), dev.isolation(), Set.of(Limit.DISK),
				dev.tools(), 1, 1, dev.startTimeout(), dev.pool()), fake("strict"));
		BackendStatus status = this.statuses.of(this.registry.find("strict").orElseThrow());
		assertThat(status.health().up()).isFalse();
		assertThat(status.health().reason()).contains("'strict' requires that disk is enforced",
				"backend 'wasm' does not");
		assertThat(status.limitsEnforced()).isNotNull();
	}

	@Test
	void waitsNoLongerThanItsTimeoutForABackendThatHangs() {
		RegisteredBackend backend = register("standard", hanging("standard"));
		long before = System.nanoTime();
		BackendStatus status = this.statuses.of(backend);
		assertThat(status.health().up()).isFalse();
		assertThat(status.health().reason()).contains("did not answer within 300 ms");
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void asksABackendThatHangsNoSecondTime() {
		AtomicInteger asked = new AtomicInteger();
		FakeBackend backend = fake("standard");
		backend.health(() -> {
			asked.incrementAndGet();
			return hang();
		});
		RegisteredBackend registered = register("standard", backend);
		for (int i = 0; i < 5; i++) {
			this.statuses.of(registered);
		}
		assertThat(asked).hasValue(1);
	}

	@Test
	void severalThatHangTakeNoLongerThanOne() {
		for (int i = 0; i < 20; i++) {
			register("profile-" + i, hanging("profile-" + i));
		}
		long before = System.nanoTime();
		Map<String, BackendStatus> all = this.statuses.of(this.registry.list());
		assertThat(all).hasSize(20).allSatisfy((name, status) -> assertThat(status.health().up()).isFalse());
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(20 * 300 / 2));
	}

	@Test
	void anAnswerHoldsForAMoment() {
		AtomicInteger asked = new AtomicInteger();
		FakeBackend backend = fake("standard");
		backend.health(() -> {
			asked.incrementAndGet();
			return BackendHealth.up(Map.of());
		});
		RegisteredBackend registered = register("standard", backend);
		List.of(1, 2, 3).forEach((i) -> this.statuses.of(registered));
		assertThat(asked.get()).isLessThan(3);
	}

	@Test
	void aBackendThatThrowsIsDownWithTheReason() {
		FakeBackend backend = fake("standard");
		backend.health(() -> {
			throw new IllegalStateException("no socket");
		});
		BackendStatus status = this.statuses.of(register("standard", backend));
		assertThat(status.health().up()).isFalse();
		assertThat(status.health().reason()).contains("no socket");
	}

	@Test
	void aProbeIsMadeAtOnceAndItsFindingsReplaceTheLastAnswer() {
		FakeBackend backend = fake("standard");
		RegisteredBackend registered = register("standard", backend);
		this.statuses.of(registered);
		BackendStatus found = this.statuses.probe(registered);
		assertThat(backend.probed).hasValue(1);
		assertThat(found.limitsEnforced()).isNotNull();
	}

	@Test
	void nothingIsKeptOfABackendThatNobodyAsksForAnyMore() {
		for (int i = 0; i < 20; i++) {
			this.statuses.of(register("profile-" + i, fake("profile-" + i)));
		}
		RegisteredBackend last = register("last", fake("last"));
		long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (this.statuses.remembered() > 1 && System.nanoTime() < deadline) {
			this.statuses.of(last);
		}
		assertThat(this.statuses.remembered()).isOne();
	}

	private RegisteredBackend register(String profile, FakeBackend backend) {
		this.registry.register(SecurityProfile.named(profile), backend);
		return this.registry.find(profile).orElseThrow();
	}

	private static FakeBackend fake(String profile) {
		return new FakeBackend("wasm", profile, Isolation.WASM);
	}

	private FakeBackend hanging(String profile) {
		FakeBackend backend = fake(profile);
		backend.health(this::hang);
		return backend;
	}

	private BackendHealth hang() {
		try {
			this.hang.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return BackendHealth.up(Map.of());
	}

}
