package io.toolruntime.sample;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators see. */
@SampleTest
class ActuatorTests {

	@LocalServerPort
	int port;

	SampleClient sample;

	@BeforeEach
	void connect() {
		this.sample = new SampleClient(this.port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "dev", "standard", "hardened" })
	void healthHasAComponentForEachProfile(String profile) {
		// An engine that has yet to start may take longer than health waits on a busy
		// machine
		JsonNode health = awaitUp();

		assertThat(health.path("status").asString()).as(health.toString()).isEqualTo("UP");
		JsonNode component = health.path("components").path("toolruntime").path("components").path(profile);
		assertThat(component.path("status").asString()).isEqualTo("UP");
		JsonNode memory = component.path("details").path("limitsEnforced").path("memory");
		assertThat(memory.path("status").asString()).isEqualTo("enforced");
		assertThat(memory.path("mechanism").asString()).isNotBlank();
		assertThat(memory.path("evidence").asString()).isIn("configured", "measured");
	}

	private JsonNode awaitUp() {
		long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
		JsonNode health = this.sample.get("/actuator/health").json();
		while (!health.path("status").asString().equals("UP") && System.nanoTime() < deadline) {
			health = this.sample.get("/actuator/health").json();
		}
		return health;
	}

	@Test
	void theEndpointShowsBackendLimitsAndEvidence() {
		this.sample.execute("return 1");

		JsonNode profile = this.sample.get("/actuator/toolruntime/standard").json();

		assertThat(profile.toString()).contains("\"wasm\"", "\"tool-calls\"", "\"enforced\"");
		assertThat(this.sample.get("/actuator/toolruntime").body()).contains("dev", "standard", "hardened");
	}

	@Test
	void metricsCountExecutionsAndToolCalls() {
		this.sample.execute("return await tools.inventory.stock_level({ productId: 1 })");

		assertThat(this.sample.get("/actuator/metrics/toolruntime.execution").json().path("measurements").toString())
			.contains("COUNT");
		assertThat(this.sample.get("/actuator/metrics/toolruntime.tool.call").body()).contains("inventory:stock_level");
	}

	@Test
	void onlyFourEndpointsAreExposed() {
		assertThat(this.sample.get("/actuator/env").status()).isEqualTo(404);
		assertThat(this.sample.get("/actuator/prometheus").status()).isEqualTo(200);
	}

}
