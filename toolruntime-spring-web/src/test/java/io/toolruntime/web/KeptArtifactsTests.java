package io.toolruntime.web;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.toolruntime.Artifact;
import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;
import io.toolruntime.web.HttpApiSettings.ArtifactRetention;

import static org.assertj.core.api.Assertions.assertThat;

class KeptArtifactsTests {

	private static final Caller ADA = Caller.named("ada");

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private final KeptArtifacts artifacts = new KeptArtifacts(new ArtifactRetention(3, 100, Duration.ofMinutes(1)),
			() -> this.now);

	private static ExecuteResult result(String id, long... sizes) {
		List<Artifact> artifacts = java.util.stream.IntStream.range(0, sizes.length)
			.mapToObj((i) -> new Artifact("f" + i, sizes[i], "text/plain", "",
					() -> new ByteArrayInputStream(new byte[0])))
			.toList();
		return new ExecuteResult(id, ExecutionOutcome.OK, null, null, "", "", false, 0, new Timings(0, 0), List.of(),
				new BackendInfo("wasm", "standard", Isolation.WASM, false, Map.of()),
				LimitsEnforced.nothing(Limits.DEFAULTS), List.of(), artifacts, Map.of());
	}

	private boolean has(String id) {
		return this.artifacts.find(id, "f0", ADA).isPresent();
	}

	@Test
	void artifactsAreFoundByExecutionAndPath() {
		this.artifacts.keep(ADA, result("a", 1, 2));
		assertThat(this.artifacts.find("a", "f1", ADA)).map(Artifact::size).contains(2L);
		assertThat(this.artifacts.find("a", "f2", ADA)).isEmpty();
		assertThat(this.artifacts.find("b", "f1", ADA)).isEmpty();
	}

	@Test
	void onlyWhoStartedTheExecutionFindsThem() {
		this.artifacts.keep(ADA, result("a", 1));
		assertThat(this.artifacts.find("a", "f0", Caller.named("eve"))).isEmpty();
		assertThat(this.artifacts.find("a", "f0", new Caller("ada", "other-tenant", java.util.Set.of()))).isEmpty();
	}

	@Test
	void anIdThatSomebodyElseUsesAgainTakesNothingAway() {
		this.artifacts.keep(ADA, result("a", 1));
		this.artifacts.keep(Caller.named("eve"), result("a"));
		this.artifacts.keep(Caller.named("eve"), result("a", 2));
		assertThat(this.artifacts.find("a", "f0", ADA)).map(Artifact::size).contains(1L);
	}

	@Test
	void aLaterExecutionOfTheSameIdReplacesTheEarlier() {
		this.artifacts.keep(ADA, result("a", 1));
		this.artifacts.keep(ADA, result("a"));
		assertThat(has("a")).isFalse();
	}

	@Test
	void theOldestGoFirstByNumber() {
		List.of("a", "b", "c", "d").forEach((id) -> this.artifacts.keep(ADA, result(id, 1)));
		assertThat(has("a")).isFalse();
		assertThat(has("b")).isTrue();
		assertThat(has("d")).isTrue();
	}

	@Test
	void theOldestGoFirstByBytes() {
		this.artifacts.keep(ADA, result("a", 40));
		this.artifacts.keep(ADA, result("b", 40));
		this.artifacts.keep(ADA, result("c", 40));
		assertThat(has("a")).isFalse();
		assertThat(has("b")).isTrue();
		assertThat(has("c")).isTrue();
	}

	@Test
	void moreThanAllTheRoomIsNotKeptAndPushesNothingOut() {
		this.artifacts.keep(ADA, result("a", 40));
		this.artifacts.keep(ADA, result("b", 101));
		assertThat(has("a")).isTrue();
		assertThat(has("b")).isFalse();
	}

	@Test
	void theyGoAfterTheirTime() {
		this.artifacts.keep(ADA, result("a", 60));
		this.now = this.now.plusSeconds(30);
		this.artifacts.keep(ADA, result("b", 40));
		this.now = this.now.plusSeconds(30);
		assertThat(has("a")).isFalse();
		assertThat(has("b")).isTrue();
		this.artifacts.keep(ADA, result("c", 60));
		assertThat(has("b")).isTrue();
		assertThat(has("c")).isTrue();
	}

}
