package io.toolruntime.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.Artifact;
import io.toolruntime.InputFile;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/** The conversation with a guest, whatever the guest does. */
class GuestSessionTests {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Heard heard = new Heard();

	@AfterEach
	void endThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void aGuestIsReadyWhenItSaysSo() throws Exception {
		try (ScriptedGuest guest = ScriptedGuest.returning(42)) {
			GuestSession session = session(guest);
			assertThat(session.awaitReady(PATIENCE)).isTrue();
			assertThat(session.isReady()).isTrue();
			assertThat(session.runtime()).isEqualTo("scripted 1");
		}
	}

	@Test
	void aGuestThatDiesBeforeItIsReadyLeavesWhatItWrote() throws Exception {
		try (ScriptedGuest guest = ScriptedGuest.running((dying) -> dying.writeError("node: not found\n"))) {
			GuestSession session = session(guest);
			assertThat(session.awaitReady(PATIENCE)).isFalse();
			assertThat(session.hasEnded()).isTrue();
			await(() -> session.bootOutput().equals("node: not found"));
		}
	}

	@Test
	void codeInputEnvironmentAndFilesReachTheGuest() throws Exception {
		BlockingQueue<Map<?, ?>> received = new LinkedBlockingQueue<>();
		try (ScriptedGuest guest = ScriptedGuest.running((running) -> {
			running.becomeReady();
			received.add(running.read());
			running.answer(null);
		})) {
			execute(guest,
					new GuestRequest("return input", "{\"a\":[1,null]}", Map.of("MODE", "fast"),
							List.of(new InputFile("d/a.bin", new byte[] { 0, 1 })),
							Map.of("orders", List.of("find_order")), ArtifactBounds.DEFAULTS));
			Map<?, ?> params = (Map<?, ?>) received.take().get("params");
			assertThat(params.get("code")).isEqualTo("return input");
			assertThat(params.get("input")).hasToString("{a=[1, null]}");
			assertThat(params.get("env")).isEqualTo(Map.of("MODE", "fast"));
			assertThat(params.get("names")).isEqualTo(Map.of("orders", List.of("find_order")));
			assertThat(params.get("files")).isEqualTo(List.of(Map.of("path", "d/a.bin", "data", "AAE=")));
			assertThat(this.heard.end()).isEqualTo(new GuestEnd.Completed(null, 0, List.of()));
		}
	}

	@Test
	void outputIsHeardInOrderFramedOrNot() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.tell("output", Map.of("stream", "stdout", "text", "one "));
			running.write("two ");
			running.tell("output", Map.of("stream", "stderr", "text", "oops"));
			running.write("three");
			running.answer(1);
		})) {
			assertThat(this.heard.end()).isInstanceOf(GuestEnd.Completed.class);
			assertThat(this.heard.stdout).hasToString("one two three");
			assertThat(this.heard.stderr).hasToString("oops");
		}
	}

	@Test
	void aRequestIsAnsweredWithWhatTheToolGave() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.request(1, "runTool", Map.of("id", "test:echo", "args", Map.of("id", 7)));
			running.answer(running.read());
		})) {
			GuestEnd.Completed end = (GuestEnd.Completed) this.heard.end();
			assertThat(end.value()).isEqualTo(Map.of("jsonrpc", "2.0", "id", 1, "result", Map.of("id", 7)));
		}
	}

	@Test
	void aFailureIsToldWithCodeAndTool() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.request(1, "runTool", Map.of("id", "test:none", "args", Map.of()));
			running.answer(running.read());
		})) {
			GuestEnd.Completed end = (GuestEnd.Completed) this.heard.end();
			assertThat(end.value().toString()).contains("code=tool_not_found", "toolId=test:none");
			assertThat(this.heard.refused).hasValue(1);
		}
	}

	@Test
	void requestsAreServedAtOnce() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("test:meet", (arguments, context) -> {
			both.countDown();
			return both.await(60, TimeUnit.SECONDS);
		}));
		try (ScriptedGuest guest = ready((running) -> {
			running.request(1, "runTool", Map.of("id", "test:meet", "args", Map.of()));
			running.request(2, "runTool", Map.of("id", "test:meet", "args", Map.of()));
			running.answer(List.of(running.read().get("result"), running.read().get("result")));
		})) {
			GuestSession session = readySession(guest);
			session.execute(request("1"), new ToolGatewayServer(gateway), this.threads, this.heard);
			assertThat(((GuestEnd.Completed) this.heard.end()).value()).isEqualTo(List.of(true, true));
		}
	}

	@Test
	void aThousandRequestsInARowAreAnswered() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			for (int i = 1; i <= 1000; i++) {
				running.request(i, "runTool", Map.of("namespace", "test", "name", "echo", "args", Map.of("id", i)));
				assertThat(running.read().get("id")).isEqualTo(i);
			}
			running.answer("all");
		})) {
			assertThat(((GuestEnd.Completed) this.heard.end()).value()).isEqualTo("all");
		}
	}

	@Test
	void anErrorHasItsPlaceAndTheCodeOfItsTool() throws Exception {
		try (ScriptedGuest guest = executing((running) -> running
			.frame("""
					{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"no","data":{"name":"ToolError","stack":"at x",\
					"line":3,"column":7,"exitCode":1,"toolCode":"tool_call_limit"}}}"""))) {
			GuestEnd.Failed end = (GuestEnd.Failed) this.heard.end();
			assertThat(end.error().name()).isEqualTo("ToolError");
			assertThat(end.error().line()).isEqualTo(3);
			assertThat(end.error().column()).isEqualTo(7);
			assertThat(end.toolCode()).isEqualTo("tool_call_limit");
		}
	}

	@Test
	void filesComeInPieces() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.tell("artifact", Map.of("path", "a/report.csv", "data", base64("id;"), "last", false));
			running.tell("artifact", Map.of("path", "a/report.csv", "data", base64("1\n"), "last", true));
			running.tell("skipped", Map.of("path", "pipe", "reason", "a fifo"));
			running.answer(null);
		})) {
			List<Artifact> artifacts = ((GuestEnd.Completed) this.heard.end()).artifacts();
			assertThat(artifacts).singleElement().satisfies((artifact) -> {
				assertThat(artifact.path()).isEqualTo("a/report.csv");
				assertThat(artifact.size()).isEqualTo(5);
				assertThat(artifact.mediaType()).isEqualTo("text/csv");
				assertThat(artifact.content().get()).hasContent("id;1\n");
			});
		}
	}

	@Test
	void aGuestThatDiesIsGone() throws Exception {
		try (ScriptedGuest guest = executing((running) -> running.write("last words"))) {
			assertThat(this.heard.end()).isEqualTo(new GuestEnd.Gone());
			assertThat(this.heard.stdout).hasToString("last words");
		}
	}

	@Test
	void aGuestThatDiedBeforeItsExecutionIsGone() throws Exception {
		try (ScriptedGuest guest = ScriptedGuest.running(ScriptedGuest::becomeReady)) {
			GuestSession session = session(guest);
			await(session::hasEnded);
			assertThat(session.isReady()).isFalse();
			session.execute(request("1"), new ToolGatewayServer(gateway()), this.threads, this.heard);
			assertThat(this.heard.end()).isEqualTo(new GuestEnd.Gone());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "[]", "1", "{}", "{\"jsonrpc\":\"1.0\",\"id\":0,\"result\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"value\":1,\"exitCode\":0}}",
			"{\"jsonrpc\":\"2.0\",\"result\":{\"value\":1,\"exitCode\":0}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":1,\"exitCode\":0},\"error\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":1,\"value\":2,\"exitCode\":0}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":1,\"exitCode\":256}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":1}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":1,\"message\":1,\"data\":{\"exitCode\":1}}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":1,\"message\":\"\",\"data\":{\"exitCode\":1,\"line\":-1}}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":-1,\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"exec\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"runTool\",\"params\":[]}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"runTool\",\"params\":{}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"ready\",\"params\":{\"protocol\":1,\"runtime\":\"again\"}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"output\",\"params\":{\"stream\":\"stdin\",\"text\":\"\"}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"output\",\"params\":{\"stream\":\"stdout\"}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"artifact\",\"params\":{\"path\":\"../a\",\"data\":\"\",\"last\":true}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"artifact\",\"params\":{\"path\":\"/etc/a\",\"data\":\"\",\"last\":true}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"artifact\",\"params\":{\"path\":\"1/2/3/4/5/6/7/8/9/a\",\"data\":\"\"}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"artifact\",\"params\":{\"path\":\"a\",\"data\":\"?\",\"last\":true}}" })
	void aFrameThatNoGuestMaySendBreaksTheProtocol(String frame) throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.frame(frame);
			running.answer("too late");
		})) {
			assertThat(this.heard.end()).isInstanceOf(GuestEnd.Broken.class);
		}
	}

	@Test
	void whatBreaksTheProtocolIsToldWithoutTheGuestsOwnWords() throws Exception {
		try (ScriptedGuest guest = executing((running) -> running.frame("{\"jsonrpc\":\"forged\nlog line\"}"))) {
			assertThat(((GuestEnd.Broken) this.heard.end()).how()).doesNotContain("forged", "log line");
		}
	}

	@Test
	void anIdIsNotUsedTwice() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.request(5, "listNamespaces", Map.of());
			running.request(5, "listNamespaces", Map.of());
			running.runForEver();
		})) {
			assertThat(this.heard.end()).isInstanceOf(GuestEnd.Broken.class);
		}
	}

	@Test
	void aGuestThatAsksWithoutEndAndReadsNothingIsEnded() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("test:wait", (arguments, context) -> {
			never.await();
			return null;
		}));
		try (ScriptedGuest guest = ready((running) -> {
			for (int i = 1; i <= 2 * GuestCalls.MAX_WAITING; i++) {
				running.request(i, "runTool", Map.of("id", "test:wait", "args", Map.of()));
			}
			running.runForEver();
		})) {
			GuestSession session = readySession(guest);
			session.execute(request("1"), new ToolGatewayServer(gateway), this.threads, this.heard);
			assertThat(((GuestEnd.Broken) this.heard.end()).how()).contains("too many requests");
		}
	}

	@Test
	void aFrameOfManySmallValuesBreaksTheProtocolBeforeItFillsTheHeap() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.frame("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":["
					+ "[0],".repeat(GuestJson.MAX_VALUES / 2) + "0],\"exitCode\":0}}");
			running.runForEver();
		})) {
			assertThat(((GuestEnd.Broken) this.heard.end()).how()).contains("values");
		}
	}

	@Test
	void aRequestForAToolWithAnEndlessIdIsAnsweredShortly() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			running.request(1, "runTool", Map.of("id", "x".repeat(20 << 20), "args", Map.of()));
			running.answer(running.read().toString().length());
		})) {
			assertThat((Integer) ((GuestEnd.Completed) this.heard.end()).value()).isLessThan(20_000);
		}
	}

	@Test
	void requestsThatHaveNotBegunWhenAGuestEndsAreNotRun() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CountDownLatch released = new CountDownLatch(1);
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("test:count", (arguments, context) -> {
			calls.incrementAndGet();
			return released.await(60, TimeUnit.SECONDS);
		}));
		try (ScriptedGuest guest = ready((running) -> {
			for (int i = 1; i <= 2 * GuestCalls.MAX_PARALLEL; i++) {
				running.request(i, "runTool", Map.of("id", "test:count", "args", Map.of()));
			}
		})) {
			GuestSession session = readySession(guest);
			session.execute(request("1"), new ToolGatewayServer(gateway), this.threads, this.heard);
			assertThat(this.heard.end()).isEqualTo(new GuestEnd.Gone());
			released.countDown();
			this.threads.shutdown();
			assertThat(this.threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
			assertThat(calls.get()).isLessThanOrEqualTo(GuestCalls.MAX_PARALLEL);
		}
	}

	@Test
	void moreFilesThanAllowedBreakTheProtocol() throws Exception {
		try (ScriptedGuest guest = executing((running) -> {
			for (int i = 0; i <= ArtifactBounds.DEFAULTS.maxFiles(); i++) {
				running.tell("artifact", Map.of("path", "f" + i, "data", "", "last", true));
			}
			running.answer(null);
		})) {
			assertThat(((GuestEnd.Broken) this.heard.end()).how()).contains("files were sent");
		}
	}

	@Test
	void whatComesAfterTheAnswerChangesNothing() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		CatalogToolGateway gateway = CatalogToolGateway
			.of(Tools.tool("test:count", (arguments, context) -> calls.incrementAndGet()));
		CountDownLatch sent = new CountDownLatch(1);
		try (ScriptedGuest guest = ready((running) -> {
			running.answer("first");
			running.request(1, "runTool", Map.of("id", "test:count", "args", Map.of()));
			running.answer("second");
			running.write("late output");
			sent.countDown();
		})) {
			GuestSession session = readySession(guest);
			session.execute(request("1"), new ToolGatewayServer(gateway), this.threads, this.heard);
			assertThat(((GuestEnd.Completed) this.heard.end()).value()).isEqualTo("first");
			assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
			this.threads.shutdown();
			assertThat(this.threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
			assertThat(calls).hasValue(0);
			assertThat(this.heard.stdout).isEmpty();
			assertThat(this.heard.ends).isEmpty();
		}
	}

	@Test
	void outputThatCannotBeHandledEndsTheConversation() throws Exception {
		this.heard.failing = true;
		try (ScriptedGuest guest = executing((running) -> {
			running.write("output");
			running.runForEver();
		})) {
			assertThat(this.heard.end()).isInstanceOf(GuestEnd.Broken.class);
		}
	}

	private ScriptedGuest executing(ScriptedGuest.Script script) throws InterruptedException {
		ScriptedGuest guest = ready(script);
		GuestSession session = readySession(guest);
		session.execute(request("1"), new ToolGatewayServer(gateway()), this.threads, this.heard);
		return guest;
	}

	private void execute(ScriptedGuest guest, GuestRequest request) throws InterruptedException {
		GuestSession session = readySession(guest);
		session.execute(request, new ToolGatewayServer(gateway()), this.threads, this.heard);
	}

	private static ScriptedGuest ready(ScriptedGuest.Script script) {
		return ScriptedGuest.running((guest) -> {
			guest.becomeReady();
			guest.read();
			script.run(guest);
		});
	}

	private static GuestSession session(ScriptedGuest guest) {
		GuestSession session = new GuestSession("test", guest.stdin(), guest.stdout(), guest.stderr());
		session.start();
		return session;
	}

	private static GuestSession readySession(ScriptedGuest guest) throws InterruptedException {
		GuestSession session = session(guest);
		assertThat(session.awaitReady(PATIENCE)).isTrue();
		return session;
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE;
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
			Thread.sleep(1);
		}
	}

	private static CatalogToolGateway gateway() {
		return CatalogToolGateway.of(Tools.echo("test:echo"));
	}

	private static GuestRequest request(String code) {
		return new GuestRequest(code, "null", Map.of(), List.of(), null, ArtifactBounds.DEFAULTS);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/** What was heard of a guest. */
	private static final class Heard implements GuestEvents {

		private final StringBuffer stdout = new StringBuffer();

		private final StringBuffer stderr = new StringBuffer();

		private final AtomicInteger refused = new AtomicInteger();

		private final BlockingQueue<GuestEnd> ends = new LinkedBlockingQueue<>();

		private volatile boolean failing;

		private final List<String> failures = new ArrayList<>();

		@Override
		public void output(boolean error, String text) {
			if (this.failing) {
				this.failures.add(text);
				throw new IllegalStateException("A listener failed");
			}
			(error ? this.stderr : this.stdout).append(text);
		}

		@Override
		public void refused(ToolException failure) {
			this.refused.incrementAndGet();
		}

		@Override
		public void ended(GuestEnd end) {
			this.ends.add(end);
		}

		GuestEnd end() throws InterruptedException {
			GuestEnd end = this.ends.poll(60, TimeUnit.SECONDS);
			assertThat(end).as("the end of the conversation").isNotNull();
			return end;
		}

	}

}
