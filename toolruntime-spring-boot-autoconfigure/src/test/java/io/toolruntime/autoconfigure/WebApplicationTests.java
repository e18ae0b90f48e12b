package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.backend.Backend;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/** The HTTP API and Actuator of a real server, on WASM. */
class WebApplicationTests {

	/* What must end well must also do so on a machine that is busy */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws Exception {
		this.context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", "toolruntime.server.enabled=true",
					"toolruntime.profiles.standard.backend=wasm", "toolruntime.profiles.hardened.backend=wasm",
					"toolruntime.profiles.hardened.health=optional", "toolruntime.limits.timeout=150s",
					"toolruntime.profiles.standard.start-timeout=150s",
					"spring.lifecycle.timeout-per-shutdown-phase=150s",
					"management.endpoint.health.show-details=always",
					"management.endpoints.web.exposure.include=health,toolruntime,metrics")
			.run();
		// The engine may take longer to start than anybody waits for its health
		awaitStatus("/actuator/health", 200);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void actuatorShowsEachProfileWithLimitsAndEvidence() throws Exception {
		JsonNode all = json(get("/actuator/toolruntime"));
		assertThat(all.at("/defaultProfile").asString()).isEqualTo("standard");
		assertThat(all.at("/profiles").propertyNames()).containsExactlyInAnyOrder("hardened", "standard");
		JsonNode standard = json(get("/actuator/toolruntime/standard"));
		assertThat(standard.at("/backend/kind").asString()).isEqualTo("wasm");
		assertThat(standard.at("/isolation").asString()).isEqualTo("wasm");
		assertThat(standard.at("/limits/memory").asString()).isEqualTo("256MB");
		assertThat(standard.at("/limitsEnforced/memory/status").asString()).isEqualTo("enforced");
		assertThat(standard.at("/limitsEnforced/network/mechanism").asString()).isEqualTo("not present");
		assertThat(standard.at("/tools/total").asInt()).isOne();
		assertThat(standard.at("/languages").valueStream().map(JsonNode::asString)).contains("javascript");
	}

	@Test
	void actuatorRunsTheProbeNow() throws Exception {
		HttpResponse<String> probed = send(request("/actuator/toolruntime/standard").POST(BodyPublishers.noBody()));
		assertThat(probed.statusCode()).isEqualTo(200);
		assertThat(json(probed).at("/limitsEnforced/memory/status").asString()).isEqualTo("enforced");
	}

	@Test
	void actuatorKnowsNoProfileThatThereIsNot() throws Exception {
		assertThat(get("/actuator/toolruntime/nowhere").statusCode()).isEqualTo(404);
		assertThat(send(request("/actuator/toolruntime/nowhere").POST(BodyPublishers.noBody())).statusCode())
			.isEqualTo(404);
	}

	@Test
	void stoppingABackendTurnsTheApplicationDownIfItIsRequired() throws Exception {
		assertThat(json(get("/actuator/health")).at("/components/toolruntime/components").propertyNames())
			.containsExactlyInAnyOrder("hardened", "standard");
		this.context.getBean("hardenedToolRuntimeBackend", Backend.class).close();
		HttpResponse<String> optional = get("/actuator/health");
		assertThat(optional.statusCode()).isEqualTo(200);
		this.context.getBean("standardToolRuntimeBackend", Backend.class).close();
		HttpResponse<String> required = awaitStatus("/actuator/health", 503);
		assertThat(status(required, "standard")).isEqualTo("DOWN");
		// Each answer is kept for a moment, and this one may have been asked for before
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!status(required, "hardened").equals("OPTIONAL_DOWN") && System.nanoTime() < deadline) {
			required = get("/actuator/health");
		}
		assertThat(status(required, "hardened")).isEqualTo("OPTIONAL_DOWN");
	}

	private static String status(HttpResponse<String> health, String profile) {
		return json(health).at("/components/toolruntime/components/" + profile + "/status").asString();
	}

	@Test
	void requestsThatRunEndBeforeTheRuntimeDoes() throws Exception {
		Application application = this.context.getBean(Application.class);
		CompletableFuture<HttpResponse<String>> execution = this.client
			.sendAsync(request("/toolruntime/executions").header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString("{\"code\": \"return await tools.slow.wait()\"}"))
				.build(), BodyHandlers.ofString());
		// Whichever comes first: a call of the tool, or an answer that tells why there is
		// none
		CompletableFuture.anyOf(application.called, execution).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(application.called).as(() -> String.valueOf(body(execution))).isDone();
		Thread close = new Thread(this.context::close);
		close.start();
		awaitClosing();
		assertThat(execution).isNotDone();
		application.goOn.countDown();
		HttpResponse<String> response = execution.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).at("/value").asString()).as(response.body()).isEqualTo("done");
		close.join(PATIENCE.toMillis());
		assertThat(close.isAlive()).isFalse();
	}

	@Test
	void metricsOfSandboxesAreThere() throws Exception {
		send(request("/toolruntime/executions").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"code\": \"return 1\"}")));
		assertThat(get("/actuator/metrics/toolruntime.sandbox.acquire?tag=profile:standard").statusCode())
			.isEqualTo(200);
		assertThat(get("/actuator/metrics/toolruntime.execution?tag=outcome:ok").statusCode()).isEqualTo(200);
		assertThat(get("/actuator/metrics/toolruntime.pool.active?tag=profile:hardened").statusCode()).isEqualTo(200);
	}

	private static String body(CompletableFuture<HttpResponse<String>> answer) {
		HttpResponse<String> response = answer.getNow(null);
		return (response != null) ? response.body() : null;
	}

	private void awaitClosing() {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!this.context.isClosed()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	private HttpResponse<String> awaitStatus(String path, int status) throws Exception {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		HttpResponse<String> response = get(path);
		while (response.statusCode() != status && System.nanoTime() < deadline) {
			response = get(path);
		}
		assertThat(response.statusCode()).isEqualTo(status);
		return response;
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path).GET());
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final CompletableFuture<Void> called = new CompletableFuture<>();

		private final CountDownLatch goOn = new CountDownLatch(1);

		@Bean
		Tool slowTool() {
			return Tool.of(ToolDescriptor.of("slow:wait", "Waits", Map.of("type", "object")),
					(arguments, toolContext) -> {
						this.called.complete(null);
						this.goOn.await();
						return "done";
					});
		}

	}

}
