package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The same file of tools, on each runtime. */
@Timeout(120)
@Tag("once")
class JavaScriptToolsTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	@Nested
	class OnBun extends OnARuntime {

		@Override
		JavaScriptRuntime runtime() {
			return JavaScriptRuntime.BUN;
		}

	}

	@Nested
	class OnNode extends OnARuntime {

		@Override
		JavaScriptRuntime runtime() {
			return JavaScriptRuntime.NODE;
		}

	}

	@Nested
	class OnDeno extends OnARuntime {

		@Override
		JavaScriptRuntime runtime() {
			return JavaScriptRuntime.DENO;
		}

	}

	@TestInstance(Lifecycle.PER_CLASS)
	abstract static class OnARuntime {

		private JavaScriptTools tools;

		abstract JavaScriptRuntime runtime();

		@BeforeAll
		void open(@TempDir Path folder) throws IOException {
			TestRuntimes.assume(runtime());
			TestRuntimes.assumeBubblewrap();
			TestRuntimes.tools(folder);
			this.tools = new JavaScriptToolsFactory()
				.create(TestRuntimes.properties(folder, runtime(), null, new Workers(null, 4, null),
						Map.of("context", new ToolKeys(null, null, Map.of("OWN", "own"), Map.of("from", "settings")),
								"sleeps", new ToolKeys(null, Duration.ofSeconds(40), null, null))));
		}

		@AfterAll
		void close() throws InterruptedException {
			if (this.tools != null) {
				this.tools.close();
				assertNothingIsLeft();
			}
		}

		private void assertNothingIsLeft() throws InterruptedException {
			String runtime = TestRuntimes.commands().get(runtime().value());
			long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
			while (!processes(runtime).isEmpty() && System.nanoTime() < deadline) {
				Thread.sleep(20);
			}
			assertThat(processes(runtime)).isEmpty();
		}

		private List<String> processes(String runtime) {
			return ProcessHandle.current()
				.descendants()
				.map((process) -> process.info().commandLine().orElse(""))
				.filter((line) -> line.contains(runtime))
				.toList();
		}

		private @Nullable Object call(String tool, @Nullable Object input) {
			return this.tools.execute(tool, "e-1", input, Map.of());
		}

		private JavaScriptException failure(String tool, @Nullable Object input) {
			return failure(JavaScriptCall.of(tool, "e-1", input, Map.of()));
		}

		private JavaScriptException failure(JavaScriptCall call) {
			JavaScriptResult result = this.tools.tryExecute(call);
			assertThat(result.isSuccess()).as("%s gave %s", call.toolId(), result.value()).isFalse();
			assertThat(result.failure().getToolId()).isEqualTo(call.toolId());
			assertThat(result.failure().getExecutionId()).isEqualTo(call.executionId());
			// Less what is no text, which a model may have sent
			assertThat(result.failure()).hasMessageContaining(call.toolId().replace('\u0000', '?'))
				.hasMessageContaining(call.executionId());
			return result.failure();
		}

		/** What went wrong with one call is nothing to the next. */
		private void assertGoesOn() {
			assertThat(call("add", Map.of("a", 20, "b", 22))).isEqualTo(42);
		}

		@Test
		void aToolReturnsWhatItsFunctionReturns() {
			assertThat(call("add", Map.of("a", 1, "b", 2))).isEqualTo(3);
			for (Object value : Arrays.asList("text", 1.5, true, List.of(1, "2"), Map.of("a", Map.of("b", List.of())),
					null, "ünïcode \u2028 \ud83d\ude00")) {
				assertThat(call("echo", value)).isEqualTo(value);
			}
			assertThat(call("nothing", null)).isNull();
		}

		@Test
		void theResultIsAlsoAnObject() {
			assertThat(this.tools.tryExecute(JavaScriptCall.of("echo", "e", List.of(1), Map.of())).asMap())
				.isEqualTo(Map.of("value", List.of(1)));
			assertThat(this.tools.tryExecute(JavaScriptCall.of("nothing", "e", null, Map.of())).asMap()).isEmpty();
			assertThat(this.tools.tryExecute(JavaScriptCall.of("echo", "e", Map.of("a", 1), Map.of())).asMap())
				.isEqualTo(Map.of("a", 1));
		}

		@Test
		void theContextHasWhatIsSetForTheToolAndForTheCall() {
			Map<?, ?> own = (Map<?, ?>) call("context", null);
			assertThat(own.get("configuration")).isEqualTo(Map.of("from", "settings"));
			assertThat(own.get("environment")).isEqualTo(Map.of("OWN", "own"));
			Map<?, ?> given = (Map<?, ?>) this.tools.execute("context", "e-2", null, Map.of("GIVEN", "g"),
					Map.of("from", "call"));
			assertThat(given.get("configuration")).isEqualTo(Map.of("from", "call"));
			assertThat(given.get("environment")).isEqualTo(Map.of("OWN", "own", "GIVEN", "g"));
			assertThat(given.get("executionId")).isEqualTo("e-2");
			assertThat(given.get("toolId")).isEqualTo("context");
			assertThat(given.get("aborted")).isEqualTo(false);
		}

		@Test
		void nothingOfTheApplicationsEnvironmentAndNothingOfAnotherCallIsThere() {
			this.tools.execute("echo", "e", 1, Map.of("SECRET_OF_ANOTHER", "s"));
			for (String name : List.of("SECRET_OF_ANOTHER", "HOME", "JAVA_HOME", "USER")) {
				assertThat(call("variable", Map.of("name", name))).as(name).isNull();
			}
		}

		@Test
		void whatAToolThrowsIsTold() {
			assertThat(failure("throws", null)).isInstanceOfSatisfying(JavaScriptToolException.class, (thrown) -> {
				assertThat(thrown.getKind()).isEqualTo(JavaScriptFailure.THROWN);
				assertThat(thrown.getOperation()).isEqualTo("run");
				assertThat(thrown.getError().name()).isEqualTo("TypeError");
				assertThat(thrown.getError().message()).isEqualTo("it does not fit");
				assertThat(thrown.getError().stack()).contains("tools.ts");
			});
			assertThat(failure("rejects", null)).hasMessageContaining("RangeError: too far");
			assertThat(failure("throwsText", null)).hasMessageContaining("only text");
			assertGoesOn();
		}

		@Test
		void whatIsNoJsonIsTheToolsFault() {
			assertThat(failure("bigint", null).getKind()).isEqualTo(JavaScriptFailure.THROWN);
			assertThat(failure("cyclic", null)).hasMessageContaining("no JSON");
			assertGoesOn();
		}

		@Test
		void aToolThatIsNotThereIsToldWithThoseThatAre() {
			assertThat(failure("multiply", null)).isInstanceOf(JavaScriptToolException.class)
				.hasMessageContaining("there is no tool multiply")
				.hasMessageContaining("add, ")
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.NOT_FOUND);
			for (String inherited : List.of("toString", "constructor", "__proto__", "hasOwnProperty", "default")) {
				assertThat(failure(inherited, null).getKind()).as(inherited).isEqualTo(JavaScriptFailure.NOT_FOUND);
			}
		}

		@Test
		void printsAreNoResults() {
			assertThat(call("prints", null)).isEqualTo("real");
		}

		@Test
		void aProcessThatEndsWithoutAResultIsNoSuccess() {
			assertThat(failure("exits", Map.of("code", 0))).isInstanceOfSatisfying(JavaScriptProcessException.class,
					(ended) -> {
						assertThat(ended.getKind()).isEqualTo(JavaScriptFailure.NO_RESULT);
						assertThat(ended.getExitCode()).isZero();
					});
			assertThat(failure("exits", Map.of("code", 3))).isInstanceOfSatisfying(JavaScriptProcessException.class,
					(ended) -> {
						assertThat(ended.getKind()).isEqualTo(JavaScriptFailure.CRASHED);
						assertThat(ended.getExitCode()).isEqualTo(3);
					});
			assertGoesOn();
		}

		@Test
		void aSignalIsTold() {
			assertThat(failure("kills", null)).hasMessageContaining("SIGKILL")
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.CRASHED);
			assertGoesOn();
		}

		@Test
		void anErrorThatNobodyWaitsForCostsItsCall() {
			assertThat(failure("straysLater", null)).hasMessageContaining("nobody waits for this");
			assertGoesOn();
		}

		@Test
		void aLoopIsEndedInTime() {
			long before = System.nanoTime();
			JavaScriptException late = failure(JavaScriptCall.of("loops", "e", null, Map.of()).withTimeout(SHORT));
			assertThat(late.getKind()).isEqualTo(JavaScriptFailure.TIMEOUT);
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
			assertGoesOn();
		}

		@Test
		void whoeverDoesNotHearItsDeadlineIsEndedToo() {
			assertThat(failure(JavaScriptCall.of("neverHears", "e", null, Map.of()).withTimeout(SHORT)))
				.hasMessageContaining("did not end within 300ms")
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.TIMEOUT);
			assertGoesOn();
		}

		@Test
		void aCallsTimeoutReplacesTheToolsAndOnlyADeadlineShortensIt() {
			assertThat(this.tools.execute("sleeps", "e", Map.of("ms", 600), Map.of(), null, Duration.ofSeconds(30)))
				.isEqualTo("slept");
			assertThat(failure(JavaScriptCall.of("sleeps", "e", Map.of("ms", 5000), Map.of())
				.withTimeout(Duration.ofSeconds(30))
				.waitedFor(null, Instant.now().plus(SHORT), new Cancellation())).getKind())
				.isEqualTo(JavaScriptFailure.TIMEOUT);
			assertThat(failure(JavaScriptCall.of("add", "e", Map.of(), Map.of())
				.waitedFor(null, Instant.now().minusSeconds(1), new Cancellation())).getKind())
				.isEqualTo(JavaScriptFailure.TIMEOUT);
		}

		@Test
		void aToolHearsThatItIsCancelled() throws Exception {
			Cancellation cancellation = new Cancellation();
			CompletableFuture<JavaScriptException> failed = new CompletableFuture<>();
			new Thread(() -> failed.complete(failure(JavaScriptCall.of("sleeps", "e", Map.of("ms", 30_000), Map.of())
				.waitedFor(null, null, cancellation)))).start();
			Thread.sleep(500);
			cancellation.cancel();
			assertThat(failed.get(10, TimeUnit.SECONDS).getKind()).isEqualTo(JavaScriptFailure.CANCELLED);
			assertGoesOn();
		}

		@Test
		void aResultThatIsTooLargeIsToldWithItsSize() {
			assertThat(((String) call("large", Map.of("size", 9 << 20))).length()).isEqualTo(9 << 20);
			assertThat(failure("large", Map.of("size", 11 << 20))).hasMessageContaining(((11 << 20) + 2) + " bytes")
				.hasMessageContaining("javascript.output")
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.OUTPUT_TOO_LARGE);
			assertGoesOn();
		}

		@Test
		void aCallThatEndsWhenItIsCancelledCostsTheNextOneNothing() throws Exception {
			for (int i = 0; i < 3; i++) {
				Cancellation cancellation = new Cancellation();
				CompletableFuture<JavaScriptResult> cancelled = CompletableFuture.supplyAsync(
						() -> this.tools.tryExecute(JavaScriptCall.of("sleeps", "e", Map.of("ms", 20_000), Map.of())
							.waitedFor("one-worker", null, cancellation)));
				Thread.sleep(200);
				cancellation.cancel();
				assertThat(cancelled.get(20, TimeUnit.SECONDS).isSuccess()).isFalse();
				// Still runs when the cancelled one would have been ended
				JavaScriptResult next = this.tools
					.tryExecute(JavaScriptCall.of("sleeps", "e", Map.of("ms", 700), Map.of())
						.waitedFor("one-worker", null, new Cancellation()));
				assertThat(next.failure()).isNull();
			}
		}

		@Test
		void anInputThatIsTooLargeIsNotSent() {
			assertThat(call("echo", "x".repeat(9 << 20))).isEqualTo("x".repeat(9 << 20));
			assertThat(failure("echo", "x".repeat(11 << 20))).hasMessageContaining("javascript.input")
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.INVALID);
		}

		@Test
		void aFloodOfOutputHoldsNobodyUp() {
			JavaScriptCall flood = JavaScriptCall.of("floods", "e", Map.of("megabytes", 1024), Map.of())
				.withTimeout(Duration.ofSeconds(100));
			assertThat(this.tools.execute(flood)).isEqualTo("flooded");
			assertGoesOn();
		}

		@Test
		void aBombInTheHeapCostsItsCall() {
			JavaScriptException bomb = failure(
					JavaScriptCall.of("hoards", "e", null, Map.of()).withTimeout(Duration.ofSeconds(60)));
			assertThat(bomb.getKind()).isIn(JavaScriptFailure.MEMORY, JavaScriptFailure.CRASHED,
					JavaScriptFailure.THROWN);
			assertGoesOn();
		}

		@Test
		void whatAToolSaysMeanwhileIsHeardInOrder() {
			List<String> heard = new ArrayList<>();
			JavaScriptResult told = this.tools
				.tryExecute(JavaScriptCall.of("tells", "e", null, Map.of()).heardBy(new JavaScriptListener() {

					@Override
					public void log(String level, String message) {
						heard.add(level + " " + message);
					}

					@Override
					public void progress(double value, @Nullable Double total, @Nullable String message) {
						heard.add(value + " of " + total + " " + message);
					}

				}));
			assertThat(told.orThrow()).isEqualTo("told");
			assertThat(heard).containsExactly("info first {\"second\":2}", "1.0 of 2.0 half", "2.0 of null null");
		}

		@Test
		void aToolThatMayStartNothingStartsNothing() {
			JavaScriptResult result = this.tools.tryExecute(JavaScriptCall.of("startsChild", "e", null, Map.of()));
			String said = result.isSuccess() ? String.valueOf(result.value()) : result.failure().getMessage();
			assertThat(said).doesNotContain("started")
				.containsAnyOf("refused", "ERR_ACCESS_DENIED", "NotCapable", "run");
		}

		@Test
		void callsCannotBeMadeWithWhatNoToolIsCalledOrNoVariable() {
			for (String name : List.of("", "../add", "/add", "a//b", ".hidden", "a b", "a\u0000", "аdd", "a/./b")) {
				assertThat(failure(name, null).getKind()).as(name).isEqualTo(JavaScriptFailure.INVALID);
			}
			for (String name : List.of("lower", "LD_PRELOAD", "NODE_OPTIONS", "BUN_CONFIG", "A-B", "PATH")) {
				assertThat(failure(JavaScriptCall.of("add", "e", null, Map.of(name, "value"))).getKind()).as(name)
					.isEqualTo(JavaScriptFailure.INVALID);
			}
			assertThat(failure(JavaScriptCall.of("add", "e", null, Map.of("A", "secret\nB=1"))))
				.hasMessageNotContaining("secret");
			assertThat(this.tools.tryExecute(JavaScriptCall.of("add", " ", null, Map.of())).failure().getKind())
				.isEqualTo(JavaScriptFailure.INVALID);
		}

		@Test
		void whatAToolReplacesIsNothingToTheWorker() {
			assertThat(call("replacesEverything", null)).isEqualTo("tried");
			for (int i = 0; i < 8; i++) {
				assertGoesOn();
			}
		}

		@Test
		void workersStayWarmAndAreNotSharedAcrossTenants() {
			assertThat(global("ours", 1)).isZero();
			assertThat(global("theirs", 2)).isZero();
			assertThat(global("ours", 3)).isEqualTo(1);
			assertThat(global("theirs", 4)).isEqualTo(2);
		}

		/** What the call before left in the worker. */
		private int global(String tenant, int next) {
			return (int) this.tools.execute(JavaScriptCall.of("remembers", "e", Map.of("next", next), Map.of())
				.waitedFor(tenant, null, new Cancellation()));
		}

		@Test
		void manyMixedCallsAreNeitherLostNorMixed() throws Exception {
			ExecutorService callers = Executors.newFixedThreadPool(16);
			try {
				List<Future<JavaScriptResult>> results = new ArrayList<>();
				for (int i = 0; i < 1000; i++) {
					int number = i;
					JavaScriptCall call = switch (i % 50) {
						case 7 -> JavaScriptCall.of("throws", "e-" + i, null, Map.of());
						case 23 -> JavaScriptCall.of("exits", "e-" + i, Map.of("code", 4), Map.of());
						case 31 -> JavaScriptCall.of("multiply", "e-" + i, null, Map.of());
						default -> JavaScriptCall.of("echo", "e-" + i, Map.of("n", i), Map.of());
					};
					results.add(callers.submit(() -> this.tools.tryExecute(
							call.waitedFor((number % 100 == 99) ? "another" : "one", null, new Cancellation()))));
				}
				for (int i = 0; i < results.size(); i++) {
					JavaScriptResult result = results.get(i).get(100, TimeUnit.SECONDS);
					Optional<JavaScriptFailure> kind = Optional.ofNullable(result.failure())
						.map(JavaScriptException::getKind);
					switch (i % 50) {
						case 7 -> assertThat(kind).hasValue(JavaScriptFailure.THROWN);
						case 23 -> assertThat(kind).hasValue(JavaScriptFailure.CRASHED);
						case 31 -> assertThat(kind).hasValue(JavaScriptFailure.NOT_FOUND);
						default -> assertThat(result.value()).as("%s", result.failure()).isEqualTo(Map.of("n", i));
					}
				}
			}
			finally {
				callers.shutdownNow();
			}
		}

	}

	@Test
	void aRuntimeThatThereIsNotIsNamedWithThoseThatThereAre() {
		JavaScriptToolsProperties properties = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.runtime("rhino")
			.build();
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new JavaScriptToolsFactory().create(properties))
			.withMessageContaining("javascript.runtime")
			.withMessageContaining("rhino")
			.withMessageContaining("bun, node, deno");
	}

	@Test
	void aRuntimeThatIsNotEnclosedLeavesNothingOnTheMachine(@TempDir Path folder) throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.DENO);
		TestRuntimes.tools(folder);
		boolean there = Files.exists(Path.of("/nonexistent"));
		try (JavaScriptTools tools = new JavaScriptToolsFactory()
			.create(TestRuntimes.properties(folder, JavaScriptRuntime.DENO, TestRuntimes.ALL))) {
			assertThat(tools.execute("add", "e", Map.of("a", 1, "b", 2), Map.of())).isEqualTo(3);
		}
		assertThat(Files.exists(Path.of("/nonexistent"))).isEqualTo(there);
		try (Stream<Path> left = Files.list(folder)) {
			assertThat(left).containsExactly(folder.resolve("tools.ts"));
		}
	}

	@Test
	void aRuntimeThatIsNotInstalledLeavesItsToolsUnavailable(@TempDir Path folder) throws IOException {
		TestRuntimes.tools(folder);
		JavaScriptToolsProperties properties = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.projectRoot(folder.toString())
			.runtime("deno")
			.commands(Map.of("deno", "/nonexistent/deno"))
			.build();
		try (JavaScriptTools tools = new JavaScriptToolsFactory().create(properties)) {
			JavaScriptException failure = tools.tryExecute(JavaScriptCall.of("add", "e", Map.of(), Map.of())).failure();
			assertThat(failure.getKind()).isEqualTo(JavaScriptFailure.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("javascript.commands.deno");
			assertThat(tools.runtimes()).filteredOn((status) -> status.runtime() == JavaScriptRuntime.DENO)
				.singleElement()
				.satisfies((status) -> assertThat(status.isAvailable()).isFalse());
		}
	}

	@Test
	void anEntrypointThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
		JavaScriptToolsProperties properties = TestRuntimes.properties(folder, JavaScriptRuntime.BUN, null);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new JavaScriptToolsFactory().create(properties))
			.withMessageContaining("./tools.ts")
			.withMessageContaining(folder.resolve("tools.ts").toString());
		assertThat(Files.list(folder)).isEmpty();
	}

}
