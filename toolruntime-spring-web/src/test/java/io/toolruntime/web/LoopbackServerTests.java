package io.toolruntime.web;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The API over real connections. */
@Timeout(120)
class LoopbackServerTests {

	private static final String STREAMED = "POST /toolruntime/executions HTTP/1.1\r\nHost: localhost\r\n"
			+ "Content-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: 26\r\n\r\n"
			+ "{\"id\": \"s\", \"code\": \"  1\"}";

	private static void await(String what, BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as(what).isLessThan(deadline);
			Thread.sleep(5);
		}
	}

	@Test
	void anExecutionIsAnsweredOverHttp() {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			HttpResponse<String> answer = server.send(server.post("/executions", "{\"code\": \"1\"}"));
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(Api.JSON.readValue(answer.body(), Map.class)).containsEntry("value", 42);
		}
	}

	@Test
	void theApiIsBelowTheContextPath() {
		try (LoopbackServer server = LoopbackServer.of("/shop", HttpApiSettings.DEFAULTS, (run) -> 42)) {
			assertThat(server.send(server.post("/executions", "{\"code\": \"1\"}")).statusCode()).isEqualTo(200);
			assertThat(server.send(HttpRequest.newBuilder(server.uri("/profiles"))).statusCode()).isEqualTo(200);
			assertThat(server.send(HttpRequest.newBuilder(server.uri("/none"))).body()).contains("urn:toolruntime:");
		}
	}

	@Test
	void outputIsSeenWhileTheCodeRuns() throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		try (LoopbackServer server = LoopbackServer.of((run) -> {
			run.print("first");
			awaitLatch(seen);
			return "done";
		})) {
			HttpRequest request = server.post("/executions", "{\"id\": \"live\", \"code\": \"1\"}")
				.header("Accept", "text/event-stream")
				.build();
			HttpResponse<InputStream> answer = server.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
			List<String> events = new ArrayList<>();
			try (BufferedReader reader = new BufferedReader(
					new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					if (line.startsWith("event: ")) {
						events.add(line.substring(7));
					}
					if (line.equals("event: stdout")) {
						seen.countDown();
					}
				}
			}
			assertThat(events).containsExactly("started", "stdout", "result");
		}
	}

	@Test
	void aStreamedExecutionIsCancelledByItsId() throws Exception {
		try (LoopbackServer server = LoopbackServer.of(ScriptedBackend.Run::untilCancelled)) {
			HttpRequest request = server.post("/executions", "{\"id\": \"live\", \"code\": \"1\"}")
				.header("Accept", "text/event-stream")
				.build();
			HttpResponse<InputStream> answer = server.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
			assertThat(server.send(HttpRequest.newBuilder(server.uri("/executions/live")).DELETE()).statusCode())
				.isEqualTo(204);
			String events = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(Api.Event.parse(events)).last()
				.satisfies((last) -> assertThat(last.data()).containsEntry("outcome", "cancelled"));
		}
	}

	@Test
	void aClientThatGoesAwayCancelsItsExecution() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		try (LoopbackServer server = LoopbackServer.of((run) -> {
			running.countDown();
			run.untilCancelled();
			cancelled.countDown();
			return null;
		})) {
			Socket socket = server.open(STREAMED);
			assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(socket.getInputStream().read()).isPositive();
			socket.close();
			assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aClientThatDoesNotReadIsDroppedAndNeverHoldsUpTheGuest() throws Exception {
		AtomicInteger printed = new AtomicInteger();
		CountDownLatch cancelled = new CountDownLatch(1);
		try (LoopbackServer server = LoopbackServer.withQueueOf(100_000, (run) -> {
			while (!run.isCancelled()) {
				run.print("x".repeat(1000));
				printed.incrementAndGet();
			}
			cancelled.countDown();
			return null;
		})) {
			try (Socket socket = server.open(STREAMED)) {
				assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
				assertThat(printed).hasPositiveValue();
				await("the id is free again",
						() -> server.send(HttpRequest.newBuilder(server.uri("/executions/s")).DELETE())
							.statusCode() == 404);
			}
			// The server is as well as before
			assertThat(server.send(HttpRequest.newBuilder(server.uri("/profiles"))).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aClientThatReadsTooLateIsToldWhy() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		try (LoopbackServer server = LoopbackServer.withQueueOf(100_000, (run) -> {
			while (!run.isCancelled()) {
				run.print("x".repeat(1000));
			}
			cancelled.countDown();
			return null;
		}); Socket socket = server.open(STREAMED)) {
			assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
			StringBuilder text = new StringBuilder();
			byte[] buffer = new byte[65536];
			InputStream in = socket.getInputStream();
			while (text.lastIndexOf("\r\n0\r\n\r\n") < 0) {
				int read = in.read(buffer);
				assertThat(read).isPositive();
				// Only the end is looked at
				text.delete(0, Math.max(0, text.length() - 2000));
				text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
			}
			assertThat(text).contains("event: problem").contains("urn:toolruntime:client-too-slow");
		}
	}

	@Test
	void manyStreamsAtOnceDoNotMix() throws Exception {
		try (LoopbackServer server = LoopbackServer.of((run) -> {
			for (int i = 0; i < 200; i++) {
				run.print(run.execution.id() + "\n");
			}
			return run.execution.id();
		})) {
			List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				HttpRequest request = server.post("/executions", "{\"id\": \"run-" + i + "\", \"code\": \"1\"}")
					.header("Accept", "text/event-stream")
					.build();
				answers.add(server.client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
			}
			for (int i = 0; i < answers.size(); i++) {
				String id = "run-" + i;
				List<Api.Event> events = Api.Event.parse(answers.get(i).get(60, TimeUnit.SECONDS).body());
				StringBuilder text = new StringBuilder();
				events.stream()
					.filter((event) -> event.name().equals("stdout"))
					.forEach((event) -> text.append(event.data().get("text")));
				assertThat(text.toString()).isEqualTo((id + "\n").repeat(200));
				assertThat(events.get(events.size() - 1).data()).containsEntry("value", id);
			}
		}
	}

	@Test
	void aBodyBeyondTheLimitIsRefusedWithAnAnswerThatCanBeRead() {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			String code = "x".repeat(11 << 20);
			HttpResponse<String> answer = server.send(server.post("/executions", "{\"code\": \"" + code + "\"}"));
			assertThat(answer.statusCode()).isEqualTo(413);
			assertThat(answer.body()).contains("urn:toolruntime:too-large");
		}
	}

	@Test
	void aBodyWithoutLengthIsBoundedToo() throws Exception {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			byte[] body = ("{\"code\": \"" + "x".repeat(11 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
			HttpRequest request = HttpRequest.newBuilder(server.uri("/executions"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
				.build();
			HttpResponse<String> answer = server.client.send(request, HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(413);
		}
	}

	@Test
	void aBodyThatIsAnnouncedAsFarTooLargeIsNotWaitedFor() throws Exception {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			String answer = server.raw("POST /toolruntime/executions HTTP/1.1\r\nHost: localhost\r\n"
					+ "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n");
			assertThat(answer).contains("HTTP/1.1 413").contains("urn:toolruntime:too-large");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "192.168.1.1" })
	void aRequestToAnotherHostNameIsRefused(String host) throws Exception {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			assertThat(
					server.raw("GET /toolruntime/profiles HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
				.startsWith("HTTP/1.1 403")
				.contains("urn:toolruntime:forbidden");
		}
	}

	@Test
	void aPageOfAnotherSiteCannotRunAnything() {
		AtomicInteger runs = new AtomicInteger();
		try (LoopbackServer server = LoopbackServer.of((run) -> runs.incrementAndGet())) {
			String body = "{\"code\": \"1\"}";
			assertThat(
					server.send(server.post("/executions", body).header("Origin", "http://evil.example")).statusCode())
				.isEqualTo(403);
			// What a form or a fetch without preflight can send
			for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
				assertThat(server.send(server.post("/executions", body).setHeader("Content-Type", type)).statusCode())
					.isEqualTo(415);
			}
			assertThat(runs).hasValue(0);
			assertThat(
					server.send(server.post("/executions", body).header("Origin", "http://localhost:" + server.port()))
						.statusCode())
				.isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/toolruntime/profiles", "/toolruntime/../toolruntime/profiles", "//toolruntime/profiles",
			"/%74oolruntime/profiles", "/toolruntime;a=b/profiles", "/toolruntime/./profiles",
			"/toolruntime/profiles;x", "/toolruntime/%70rofiles", "/toolruntime//profiles", "/./toolruntime/profiles" })
	void noSpellingOfThePathGetsPastTheToken(String path) throws Exception {
		try (LoopbackServer server = LoopbackServer.of("", Api.settings("s3cret", Set.of(), Set.of()), (run) -> 42)) {
			String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			assertThat(answer.substring(9, 12)).isIn("401", "400", "404");
			assertThat(answer).doesNotContain("\"standard\"");
		}
	}

	@Test
	void theTokenOpensTheApi() {
		try (LoopbackServer server = LoopbackServer.of("", Api.settings("s3cret", Set.of(), Set.of()),
				(run) -> run.execution.request().caller().name())) {
			HttpResponse<String> refused = server.send(server.post("/executions", "{\"code\": \"1\"}"));
			assertThat(refused.statusCode()).isEqualTo(401);
			assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"toolruntime\"");
			HttpResponse<String> served = server
				.send(server.post("/executions", "{\"code\": \"1\"}").header("Authorization", "Bearer s3cret"));
			assertThat(Api.JSON.readValue(served.body(), Map.class)).containsEntry("value", "token");
		}
	}

	@Test
	void aRequestThroughAProxyOfThisMachineIsNotLocal() {
		try (LoopbackServer server = LoopbackServer.of((run) -> 42)) {
			assertThat(server
				.send(HttpRequest.newBuilder(server.uri("/profiles")).header("X-Forwarded-For", "203.0.113.9"))
				.statusCode()).isEqualTo(403);
		}
	}

	@Test
	void aBodyThatEndsTooEarlyRunsNothing() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		try (LoopbackServer server = LoopbackServer.of((run) -> runs.incrementAndGet())) {
			try (Socket socket = server.open("POST /toolruntime/executions HTTP/1.1\r\nHost: localhost\r\n"
					+ "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"code\": \"1\"}")) {
				socket.shutdownOutput();
				assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
					.doesNotContain("200 OK");
			}
			assertThat(runs).hasValue(0);
		}
	}

	private static void awaitLatch(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
