package io.toolruntime.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.Artifact;
import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InputFile;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/**
 * What every backend keeps, in each of its languages: routing, every outcome and limit,
 * tools, errors, cancellation, isolation, and evidence that is true. A backend says what
 * it {@linkplain Lack lacks}, and is held to that too: nothing is skipped.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class BackendContract {

	/** How much later than its limit an execution may end. */
	private static final Duration LATE = Duration.ofSeconds(1);

	/**
	 * The machine of a test may stand still for a second; it does not do so each time.
	 */
	private static final int TRIES = 4;

	/** Memory of the profiles. What takes less than this, a lowered limit has ended. */
	private static final int MEBIBYTES = 256;

	/** Beyond its limit, a bomb takes no more than this. */
	private static final int MEBIBYTES_BEYOND = 300;

	private static final Duration GONE_WITHIN = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static final Duration POLL = Duration.ofMillis(10);

	private static final int POOLED = 2;

	private static final int MOST = 8;

	/**
	 * Of a processor, where less is asked for than the profile has: so little that code
	 * that is not held gets more of a busy machine.
	 */
	private static final double SHARE = 0.2;

	private static final double BURN_SECONDS = 1.5;

	/** Empty where a machine cannot run the backend, and nothing was started. */
	private final List<DefaultRuntime> started = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@SuppressWarnings("NullAway.Init")
	private DefaultRuntime runtime;

	@SuppressWarnings("NullAway.Init")
	private Backend backend;

	@SuppressWarnings("NullAway.Init")
	private Backend pooledBackend;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path folder;

	/**
	 * Makes the backend.
	 * @param profile the profile that it will run
	 * @return the backend
	 */
	protected abstract Backend backend(SecurityProfile profile);

	/**
	 * Lists the languages that the contract is held to.
	 * @return {@code javascript}, {@code typescript}, {@code python}, as far as the
	 * backend has them
	 */
	protected abstract Set<String> languages();

	/**
	 * Lists what sandboxes of this backend have on the host now: processes, mounts,
	 * control groups, files.
	 * @return descriptions, empty when there are no sandboxes
	 */
	protected abstract Set<String> leftovers();

	/**
	 * Says what the backend lacks.
	 * @return the lacks
	 */
	protected Set<Lack> lacks() {
		return EnumSet.noneOf(Lack.class);
	}

	/**
	 * Says how many executions are alive at the same moment.
	 * @return the count
	 */
	protected int scale() {
		return 200;
	}

	/**
	 * Says how much memory code needs that does nothing.
	 * @return mebibytes
	 */
	protected int smallestMemory() {
		return 96;
	}

	/**
	 * Says how many times as much of a processor as it gets code may believe to have: a
	 * quota may be exceeded by what was saved before, and for a moment.
	 * @return the factor
	 */
	protected double cpuSlack() {
		return 1.6;
	}

	/**
	 * Turns languages into those of the backend.
	 * @return the transformers, which are closed at the end
	 */
	protected List<CodeTransformer> transformers() {
		return List.of();
	}

	@BeforeAll
	void start() {
		this.runtime = newRuntime();
		this.backend = register(this.runtime, profile("cold", 0, MOST));
		this.pooledBackend = register(this.runtime, profile("pooled", POOLED, MOST));
	}

	private DefaultRuntime newRuntime() {
		DefaultRuntime runtime = new DefaultRuntime(
				new RuntimeSettings("javascript", "cold", Set.of(), Duration.ofSeconds(10)),
				CatalogToolGateway.of(TestTools.source()), ObservationRegistry.NOOP, List.of(), transformers());
		this.started.add(runtime);
		return runtime;
	}

	private Backend register(DefaultRuntime runtime, SecurityProfile profile) {
		Backend backend = backend(profile);
		runtime.register(profile, backend);
		return backend;
	}

	private static SecurityProfile profile(String name, int minIdle, int most) {
		SecurityProfile dev = SecurityProfile.named("dev");
		Limits limits = Limits.parse(Map.<String, Object>of("timeout", "120s", "memory", MEBIBYTES + "MB", "disk",
				"64MB", "tool-calls", 600, "cpus", 2));
		return new SecurityProfile(name, limits.orElse(dev.limits()), dev.isolation(), Set.of(), dev.tools(), most,
				1000, PATIENCE, new PoolSettings(minIdle, most, PATIENCE));
	}

	@AfterAll
	void nothingIsLeft() throws InterruptedException {
		stop();
		this.threads.shutdownNow();
		awaitNothingLeft();
	}

	private void stop() {
		this.started.forEach(DefaultRuntime::close);
		this.started.clear();
	}

	private void awaitNothingLeft() throws InterruptedException {
		awaitNothingLeft(GONE_WITHIN);
	}

	private void awaitNothingLeft(Duration within) throws InterruptedException {
		long deadline = System.nanoTime() + within.toNanos();
		while (!leftovers().isEmpty() && System.nanoTime() - deadline < 0) {
			Thread.sleep(10);
		}
		assertThat(leftovers()).as("what is left of sandboxes").isEmpty();
	}

	// Routing and values

	@ParameterizedTest
	@MethodSource("languages")
	void codeEndsWithItsValue(String language) {
		ExecuteResult result = run(language, "value");
		assertOk(result);
		assertThat(result.value()).isInstanceOfSatisfying(Map.class, (value) -> {
			assertThat(value.get("sum")).isEqualTo(6);
			assertThat(value.get("text")).isEqualTo("é€𝄞");
			assertThat(value.get("list")).hasToString("[1.5, true, null]");
		});
		assertThat(result.exitCode()).isZero();
	}

	@ParameterizedTest
	@MethodSource("languages")
	void theResultSaysWhatRanItAndHowLong(String language) {
		ExecuteResult result = run(language, "value");
		BackendInfo info = this.backend.info();
		assertThat(result.backend().kind()).isEqualTo(info.kind());
		assertThat(result.backend().isolation()).isEqualTo(info.isolation());
		assertThat(result.backend().profile()).isEqualTo("cold");
		assertThat(result.timings().acquireMs()).isNotNegative();
		assertThat(result.timings().runMs()).isPositive();
		assertThat(result.timings().durationMs()).isCloseTo(result.timings().acquireMs() + result.timings().runMs(),
				within(0.001));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void anExpressionAndAnOutAreValuesToo(String language) {
		assertThat(run(language, "expression").value()).isEqualTo(2);
		assertThat(run(language, "out").value()).isEqualTo("from __out");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void inputReachesTheCode(String language) {
		ExecuteResult result = execute(
				request(language, "input").input(Map.<String, Object>of("number", 21, "text", "é")));
		assertOk(result);
		assertThat(result.value())
			.isEqualTo(Map.<String, Object>of("input", Map.<String, Object>of("number", 21, "text", "é"), "twice", 42));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void theExecutionsEnvironmentReachesTheCode(String language) {
		ExecuteResult result = execute(request(language, "environment").env("MODE", "fast"));
		assertThat(result.value()).isEqualTo("fast");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aLargeValueComesWhole(String language) {
		assertThat((String) run(language, "large value").value()).hasSize(2_000_000).containsPattern("^x+$");
	}

	@Test
	void aLanguageThatItDoesNotHaveIsAnInvalidRequestThatListsThoseThereAre() {
		assertThatThrownBy(() -> this.runtime.execute(ExecuteRequest.builder().code("1").language("cobol").build()))
			.isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("cobol")
			.hasMessageContaining(this.backend.languages().iterator().next());
	}

	@Test
	void itIsHealthyAndSaysWhatItIs() {
		BackendHealth health = this.backend.health();
		assertThat(health.up()).as(health.reason()).isTrue();
		assertThat(health.reason()).isEmpty();
	}

	// Output

	@ParameterizedTest
	@MethodSource("languages")
	void outputIsKeptApart(String language) {
		ExecuteResult result = run(language, "print");
		assertOk(result);
		assertThat(result.stdout()).isEqualTo("to stdout\n");
		assertThat(result.stderr()).isEqualTo("to stderr\n");
		assertThat(result.truncated()).isFalse();
	}

	@ParameterizedTest
	@MethodSource("languages")
	void outputIsHeardInOrderWhileTheCodeRuns(String language) throws Exception {
		StringBuffer heard = new StringBuffer();
		ExecuteResult result = this.runtime.start(request(language, "order").build(), new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				heard.append(text);
			}

		}).result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		String expected = String.join("\n", IntStream.range(0, 100).mapToObj(String::valueOf).toList()) + "\n";
		assertThat(result.stdout()).isEqualTo(expected);
		assertThat(heard).hasToString(expected);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void outputBeyondTheLimitIsDroppedAndSaid(String language) {
		ExecuteResult result = execute(
				request(language, "much output").limits(limits(Map.<String, Object>of("output", "100KB"))));
		assertOk(result);
		assertThat(result.value()).isEqualTo("ended");
		assertThat(result.truncated()).isTrue();
		assertThat(result.stdout()).hasSize(100 << 10);
		assertEnforced(result, Limit.OUTPUT);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aFloodEndsTheExecution(String language) {
		ExecuteResult result = execute(
				request(language, "flood").limits(limits(Map.<String, Object>of("output", "100KB"))));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OUTPUT_LIMIT);
		assertThat(result.truncated()).isTrue();
		assertThat(result.stdout()).hasSizeLessThanOrEqualTo(100 << 10).startsWith("xxx");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void framesThatCodeForgesAreOutput(String language) {
		ExecuteResult result = run(language, "forge");
		assertOk(result);
		assertThat(result.value()).isEqualTo("true");
		assertThat(result.stdout()).contains("forged");
	}

	/*
	 * Code shares the guest's process and can find out how the guest marks its frames:
	 * what it says that way is what the guest could say of it, and nothing else.
	 */
	@ParameterizedTest
	@MethodSource("languages")
	void whatCodeForgesWithTheGuestsOwnMarkIsAtMostItsOwnAnswer(String language) {
		if (lacks().contains(Lack.PROCESSES)) {
			// No frames: the guest hands over its answer when it is called
			assertThat(execute(forged(language, "answer")).outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			return;
		}
		ExecuteResult honest = run(language, "echo");
		ExecuteResult forged = execute(forged(language, "answer"));
		assertOk(forged);
		assertThat(forged.value()).as("which shows that the mark was found").isEqualTo("forged");
		for (String what : List.of("answer", "claims", "record", "limits", "answers")) {
			ExecuteResult result = execute(forged(language, what));
			assertThat(result.outcome()).as(what).isIn(ExecutionOutcome.OK, ExecutionOutcome.CRASHED);
			assertThat(result.toolCalls()).as(what).singleElement().satisfies((call) -> {
				assertThat(call.toolId()).isEqualTo("test:echo");
				assertThat(call.sequence()).isEqualTo(1);
				assertThat(call.outcome()).isEqualTo(ToolCallRecord.OK);
			});
			assertThat(policy(result)).as(what).isEqualTo(policy(honest));
			assertThat(result.timings().runMs()).isBetween(0.0, (double) PATIENCE.toMillis());
			assertNextIsClean(language);
		}
	}

	private static ExecuteRequest.Builder forged(String language, String what) {
		String claims = """
				"outcome":"timeout","durationMs":0,"toolCalls":[{"sequence":7,"toolId":"test:big","outcome":"ok"}],\
				"limitsEnforced":{"memory":{"requested":"1TB","status":"enforced"}}""";
		String answer = """
				{"jsonrpc":"2.0","id":0,"result":{"value":"forged","exitCode":0}}""";
		List<String> frames = switch (what) {
			case "answer" -> List.of(answer);
			case "claims" -> List.of("""
					{"jsonrpc":"2.0","id":0,"result":{"value":"forged","exitCode":0,%s}}""".formatted(claims));
			case "record" -> List.of("""
					{"jsonrpc":"2.0","method":"toolCall","params":{"toolId":"test:big","outcome":"ok"}}""");
			case "limits" -> List.of("""
					{"jsonrpc":"2.0","method":"limits","params":{%s}}""".formatted(claims));
			default -> List.of(answer, answer.replace("forged", "forged again"));
		};
		return request(language, "forge with the mark").input(frames);
	}

	// Errors

	@ParameterizedTest
	@MethodSource("languages")
	void anErrorHasNameMessageAndPlaceInTheCallersSource(String language) {
		ExecuteResult result = run(language, "throw");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		ExecutionError error = Objects.requireNonNull(result.error());
		assertThat(error.name()).isEqualTo(language.equals("python") ? "IndexError" : "RangeError");
		assertThat(error.message()).isEqualTo("out of bounds 1");
		assertThat(error.line()).isEqualTo(3);
		assertThat(error.stack()).contains(language.equals("python") ? "main.py" : "main.");
		assertThat(result.exitCode()).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void whatDoesNotParseIsAnErrorWithItsPlace(String language) {
		ExecuteResult result = run(language, "syntax");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		ExecutionError error = Objects.requireNonNull(result.error());
		assertThat(error.name()).isEqualTo("SyntaxError");
		assertThat(error.line()).isEqualTo(2);
		assertThat(error.column()).isNotNull();
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aValueThatJsonCannotHoldIsAnErrorThatSaysSo(String language) {
		ExecuteResult result = run(language, "unserializable");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(Objects.requireNonNull(result.error()).message()).containsIgnoringCase("JSON");
	}

	// Tools

	@ParameterizedTest
	@MethodSource("languages")
	void aToolIsCalledWithArgumentsAndGivesItsResult(String language) {
		ExecuteResult result = run(language, "echo");
		assertOk(result);
		assertThat(result.value()).hasToString("{id=7, nested={list=[1, null, é]}}");
		assertThat(result.toolCalls()).singleElement().satisfies((call) -> {
			assertThat(call.sequence()).isEqualTo(1);
			assertThat(call.toolId()).isEqualTo("test:echo");
			assertThat(call.outcome()).isEqualTo(ToolCallRecord.OK);
			assertThat(call.arguments()).hasToString("{id=7, nested={list=[1, null, é]}}");
		});
	}

	@ParameterizedTest
	@MethodSource("languages")
	void toolsAreCalledOneAfterTheOther(String language) {
		ExecuteResult result = run(language, "sequence");
		assertThat(result.value()).isEqualTo(55);
		assertThat(result.toolCalls()).extracting(ToolCallRecord::sequence)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 10).boxed().toList());
	}

	@ParameterizedTest
	@MethodSource("languages")
	void toolsReallyRunAtOnce(String language) {
		ExecuteResult result = run(language, "parallel");
		assertOk(result);
		assertThat(result.value()).isEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void hundredsOfCallsAtOnceAreAllAnswered(String language) {
		ExecuteResult result = run(language, "many calls at once");
		assertOk(result);
		assertThat(result.value()).isEqualTo(true);
		assertThat(result.toolCalls()).hasSize(500);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aChainPassesItsResultsOn(String language) {
		ExecuteResult result = run(language, "chain");
		assertOk(result);
		assertThat(result.value()).isEqualTo(Map.<String, Object>of("value",
				Map.<String, Object>of("b", 2, "previous", Map.<String, Object>of("a", 1)), "steps", 2));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void theGatewayIsThere(String language) {
		ExecuteResult result = run(language, "gateway");
		assertOk(result);
		assertThat(result.value()).isEqualTo(Map.<String, Object>of("found", true, "namespaces", List.of("test"),
				"name", "echo", "ran", Map.<String, Object>of("a", 1), "examples", List.of()));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void toolsCanBeListedAsTheLanguageDoes(String language) {
		ExecuteResult result = run(language, "list tools");
		assertOk(result);
		assertThat(result.value()).isEqualTo(Map.<String, Object>of("namespaces", List.of("test"), "has", true,
				"hasNot", false, "names", List.of("big", "echo", "fails", "meet", "refuses", "slow", "whoami")));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aToolThatFailsThrowsAToolError(String language) {
		assertThat(run(language, "tool fails").value()).isEqualTo(Map.<String, Object>of("name", "ToolError", "toolId",
				"test:refuses", "code", "execution_failed", "message", "That is not possible on a Sunday"));
		assertThat(run(language, "no such tool").value())
			.isEqualTo(Map.<String, Object>of("code", "tool_not_found", "toolId", "test:nothing"));
		ExecuteResult uncaught = run(language, "uncaught tool error");
		assertThat(uncaught.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(Objects.requireNonNull(uncaught.error()).name()).isEqualTo("ToolError");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void whatAToolDidNotMeanForTheModelIsHidden(String language) {
		ExecuteResult result = run(language, "tool hides");
		assertThat(result.value()).asString().doesNotContain("secret of the host");
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.toString()).doesNotContain("secret of the host"));
	}

	@ParameterizedTest
	@MethodSource("languages")
	void callsBeyondTheBudgetAreRefusedAndEndTheExecution(String language) {
		ExecuteResult result = execute(
				request(language, "too many calls").limits(limits(Map.<String, Object>of("tool-calls", 5))));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TOOL_CALL_LIMIT);
		assertThat(result.toolCalls()).hasSize(5);
		assertEnforced(result, Limit.TOOL_CALLS);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aRefusalThatIsCaughtIsTheCodesOwnAffair(String language) {
		ExecuteResult result = execute(
				request(language, "caught limit").limits(limits(Map.<String, Object>of("tool-calls", 5))));
		assertOk(result);
		assertThat(result.value()).isEqualTo("tool_call_limit");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aChainThatIsTooLongIsRefused(String language) {
		ExecuteResult result = run(language, "chain too long");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CHAIN_STEP_LIMIT);
		assertThat(result.stdout()).isEqualTo("before\n");
		assertThat(result.toolCalls()).hasSize(1);
		assertEnforced(result, Limit.CHAIN_STEPS);
	}

	// Time

	@ParameterizedTest
	@MethodSource("languages")
	void codeThatRunsTooLongIsEndedWithWhatCameBefore(String language) {
		for (String program : List.of("loop", "sleep", "slow tool")) {
			ExecuteResult result = endsInTime(request(language, program), Duration.ofMillis(700));
			assertThat(result.stdout()).as(program).isEqualTo("before\n");
			assertEnforced(result, Limit.TIMEOUT);
			if (program.equals("loop")) {
				assertThat(result.toolCalls()).hasSize(1);
			}
		}
		assertNextIsClean(language);
	}

	private ExecuteResult endsInTime(ExecuteRequest.Builder request, Duration timeout) {
		ExecuteRequest limited = request.limits(limits(Map.<String, Object>of("timeout", timeout.toMillis() + "ms")))
			.build();
		ExecuteResult result = this.runtime.execute(limited);
		for (int i = 1; i < TRIES && result.timings().runMs() > timeout.plus(LATE).toMillis(); i++) {
			result = this.runtime.execute(limited);
		}
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.timings().runMs()).isBetween((double) timeout.toMillis(),
				(double) timeout.plus(LATE).toMillis());
		return result;
	}

	@ParameterizedTest
	@MethodSource("languages")
	void anExecutionIsCancelledWithinASecondWithWhatCameBefore(String language) throws Exception {
		for (String program : List.of("loop", "sleep", "slow tool")) {
			Duration took = cancel(language, program);
			for (int i = 1; i < TRIES && took.compareTo(LATE) > 0; i++) {
				took = cancel(language, program);
			}
			assertThat(took).as(program).isLessThanOrEqualTo(LATE);
		}
		assertNextIsClean(language);
	}

	private Duration cancel(String language, String program) throws Exception {
		ExecutionHandle handle = startedAndPrinted(this.runtime, request(language, program));
		long start = System.nanoTime();
		handle.cancel();
		ExecuteResult result = handle.result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(result.outcome()).as(program).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(result.stdout()).isEqualTo("before\n");
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static ExecutionHandle startedAndPrinted(DefaultRuntime runtime, ExecuteRequest.Builder request)
			throws InterruptedException {
		CountDownLatch printed = new CountDownLatch(1);
		ExecutionHandle handle = runtime.start(request.build(), new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				printed.countDown();
			}

		});
		assertThat(printed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		return handle;
	}

	private static ExecuteResult ended(ExecutionHandle handle) throws Exception {
		return handle.result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void whatRunsWhenItsBackendIsClosedIsCancelledAndWhatWaitsIsRefused(String language) throws Exception {
		List<String> programs = List.of("loop", "sleep", "slow tool");
		try (Alone alone = new Alone(profile("cold", 0, programs.size()).withAdmission(MOST, MOST, PATIENCE))) {
			List<ExecutionHandle> running = new ArrayList<>();
			for (String program : programs) {
				running.add(startedAndPrinted(alone.runtime, request(language, program)));
			}
			ExecutionHandle waiting = alone.runtime.start(request(language, "value").build());
			awaitPending(alone.backend);

			alone.backend.close();

			for (ExecutionHandle handle : running) {
				ExecuteResult result = ended(handle);
				assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
				assertThat(result.stdout()).isEqualTo("before\n");
			}
			assertThatThrownBy(() -> ended(waiting)).hasCauseInstanceOf(RuntimeUnavailableException.class);
			awaitNothingLeft();
		}
	}

	private static void awaitPending(Backend backend) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (backend.pool().orElseThrow().pending() == 0 && System.nanoTime() - deadline < 0) {
			Thread.sleep(10);
		}
	}

	/* From the last thing that was heard of the code: after it, the limit was there. */
	@ParameterizedTest
	@MethodSource("languages")
	void everyOtherEndComesWithinASecondToo(String language) throws Exception {
		Map<String, Limits> programs = new LinkedHashMap<>();
		programs.put("print and throw", Limits.NONE);
		programs.put("flood", limits(Map.<String, Object>of("output", "100KB")));
		programs.put("too many calls", limits(Map.<String, Object>of("tool-calls", 5)));
		programs.put("chain too long", Limits.NONE);
		if (!lacks().contains(Lack.MEMORY_LIMIT)) {
			programs.put("memory", limits(Map.<String, Object>of("memory", smallestMemory() + "MB")));
		}
		for (Map.Entry<String, Limits> program : programs.entrySet()) {
			ExecuteRequest request = request(language, program.getKey()).limits(program.getValue())
				.input(Map.<String, Object>of("mebibytes", smallestMemory() + MEBIBYTES_BEYOND))
				.build();
			assertThat(endedInTime(this.runtime, request).outcome()).isNotEqualTo(ExecutionOutcome.OK);
		}
	}

	private static ExecuteResult endedInTime(DefaultRuntime runtime, ExecuteRequest request) throws Exception {
		LastSign lastSign = new LastSign();
		ExecuteResult result = ended(runtime.start(request, lastSign));
		Duration took = lastSign.ago();
		for (int i = 1; i < TRIES && took.compareTo(LATE) > 0; i++) {
			lastSign = new LastSign();
			result = ended(runtime.start(request, lastSign));
			took = lastSign.ago();
		}
		assertThat(took).as("%s after the last sign of: %s", result.outcome(), request.code())
			.isLessThanOrEqualTo(LATE);
		return result;
	}

	// Memory, processes, disk

	@ParameterizedTest
	@MethodSource("languages")
	void memoryIsBoundedOrSaidNotToBe(String language) {
		for (String profile : List.of("cold", "pooled")) {
			int limit = smallestMemory();
			ExecuteResult result = executeIn(profile,
					request(language, "memory").input(Map.<String, Object>of("mebibytes", (limit + MEBIBYTES) / 2))
						.limits(limits(Map.<String, Object>of("memory", limit + "MB"))));
			assertHeld(result, Limit.MEMORY, ExecutionOutcome.MEMORY_LIMIT, Lack.MEMORY_LIMIT);
		}
		assertNextIsClean(language);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void processesAreBoundedOrSaidNotToBe(String language) {
		if (lacks().contains(Lack.PROCESSES)) {
			ExecuteResult result = execute(request(language, "processes").input(Map.<String, Object>of("count", 1)));
			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			assertThat(result.limitsEnforced().get(Limit.PIDS).mechanism()).isEqualTo(Enforcement.NOT_PRESENT);
			return;
		}
		for (String profile : lacks().contains(Lack.HOST_PROCESS_COUNTER) ? List.of("cold")
				: List.of("cold", "pooled")) {
			int limit = 24;
			ExecuteResult result = executeIn(profile,
					request(language, "processes")
						.input(Map.<String, Object>of("count", lacks().contains(Lack.PROCESS_LIMIT) ? 3 : 40))
						.limits(limits(Map.<String, Object>of("pids", limit))));
			assertHeld(result, Limit.PIDS, ExecutionOutcome.PROCESS_LIMIT, Lack.PROCESS_LIMIT);
		}
		assertNextIsClean(language);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void diskIsBoundedOrSaidNotToBe(String language) {
		if (lacks().contains(Lack.FILES)) {
			ExecuteResult result = execute(request(language, "disk").input(Map.<String, Object>of("mebibytes", 1)));
			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			assertThat(result.limitsEnforced().get(Limit.DISK).mechanism()).isEqualTo(Enforcement.NOT_PRESENT);
			return;
		}
		for (String profile : List.of("cold", "pooled")) {
			int limit = 16;
			ExecuteResult result = execute(request(language, "disk").profile(profile)
				.input(Map.<String, Object>of("mebibytes", lacks().contains(Lack.DISK_LIMIT) ? 2 : 3 * limit))
				.limits(limits(Map.<String, Object>of("disk", limit + "MB"))));
			assertHeld(result, Limit.DISK, ExecutionOutcome.DISK_LIMIT, Lack.DISK_LIMIT);
		}
		assertNextIsClean(language);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void cpusAreBoundedOrSaidNotToBe(String language) {
		Limits little = limits(Map.<String, Object>of("cpus", SHARE));
		if (lacks().contains(Lack.CPU_LIMIT)) {
			assertHeld(execute(request(language, "value").limits(little)), Limit.CPUS, ExecutionOutcome.OK,
					Lack.CPU_LIMIT);
			return;
		}
		ExecuteRequest.Builder burn = request(language, "burn").input(Map.<String, Object>of("seconds", BURN_SECONDS));
		double unbounded = cpusUsed(execute(burn));
		for (int i = 1; i < TRIES && unbounded <= SHARE * cpuSlack(); i++) {
			unbounded = cpusUsed(execute(burn));
		}
		assertThat(unbounded).as("processors where more are allowed").isGreaterThan(SHARE * cpuSlack());
		for (String profile : List.of("cold", "pooled")) {
			ExecuteResult result = executeIn(profile, burn.limits(little));
			assertThat(cpusUsed(result)).as(profile).isLessThanOrEqualTo(SHARE * cpuSlack());
			Enforcement enforcement = result.limitsEnforced().get(Limit.CPUS);
			assertEnforced(result, Limit.CPUS);
			assertThat(enforcement.requested()).isEqualTo(SHARE);
			assertThat(enforcement.evidence()).isEqualTo(Evidence.MEASURED);
			assertThat(enforcement.measured()).isEqualTo(SHARE);
		}
	}

	private static double cpusUsed(ExecuteResult result) {
		assertOk(result);
		Map<?, ?> used = (Map<?, ?>) Objects.requireNonNull(result.value());
		return number(used, "cpu") / number(used, "wall");
	}

	private static double number(Map<?, ?> map, String name) {
		return ((Number) Objects.requireNonNull(map.get(name))).doubleValue();
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aBombIsGoneSoonAndHarmsNobody(String language) throws Exception {
		Map<String, ExecutionOutcome> bombs = new LinkedHashMap<>();
		if (!lacks().contains(Lack.MEMORY_LIMIT)) {
			bombs.put("memory", ExecutionOutcome.MEMORY_LIMIT);
		}
		if (!lacks().contains(Lack.PROCESSES) && !lacks().contains(Lack.PROCESS_LIMIT)) {
			bombs.put("processes", ExecutionOutcome.PROCESS_LIMIT);
			bombs.put("fork bomb", ExecutionOutcome.PROCESS_LIMIT);
		}
		if (!lacks().contains(Lack.FILES) && !lacks().contains(Lack.DISK_LIMIT)) {
			bombs.put("disk", ExecutionOutcome.DISK_LIMIT);
		}
		try (Alone alone = new Alone(profile("cold", 0, MOST))) {
			for (Map.Entry<String, ExecutionOutcome> bomb : bombs.entrySet()) {
				String at = UUID.randomUUID().toString();
				boolean ofMemory = bomb.getKey().equals("memory");
				Limits limits = limits(
						Map.<String, Object>of("memory", (ofMemory ? smallestMemory() : MEBIBYTES) + "MB", "pids", 24,
								"disk", "16MB", "timeout", "60s"));
				ExecutionHandle neighbour = alone.runtime
					.start(request(language, "meet").input(Map.<String, Object>of("n", 1, "of", 2, "at", at)).build());

				ExecuteResult result = endedInTime(alone.runtime, request(language, bomb.getKey()).limits(limits)
					.input(Map.<String, Object>of("mebibytes", smallestMemory() + MEBIBYTES_BEYOND, "count", 40))
					.build());

				if (bomb.getKey().equals("fork bomb") && lacks().contains(Lack.HOST_PROCESS_COUNTER)) {
					assertThat(result.outcome()).isIn(bomb.getValue(), ExecutionOutcome.CODE_ERROR);
				}
				else {
					assertThat(result.outcome()).as("%s, with %s", bomb.getKey(), result.error())
						.isEqualTo(bomb.getValue());
				}
				ExecuteResult next = alone.runtime.execute(
						request(language, "meet").input(Map.<String, Object>of("n", 2, "of", 2, "at", at)).build());
				assertOk(next);
				assertThat(next.value()).isEqualTo(4);
				assertThat(next.stdout()).isEmpty();
				assertThat(ended(neighbour).value()).isEqualTo(2);
				awaitNothingLeft();
			}
		}
	}

	/* Held and shown to be, or not held and said so. */
	private void assertHeld(ExecuteResult result, Limit limit, ExecutionOutcome outcome, Lack lack) {
		Enforcement enforcement = result.limitsEnforced().get(limit);
		assertThat(enforcement.requested()).isEqualTo(effective(result, limit));
		if (lacks().contains(lack)) {
			assertThat(enforcement.status()).isEqualTo(Status.NOT_ENFORCED);
			assertOk(result);
		}
		else {
			assertThat(result.outcome()).as("%s, with %s", limit, result.error()).isEqualTo(outcome);
			assertEnforced(result, limit);
		}
	}

	private static Object effective(ExecuteResult result, Limit limit) {
		return Objects.requireNonNull(result.limitsEnforced().get(limit).requested());
	}

	@ParameterizedTest
	@MethodSource("languages")
	void aGuestThatDiesIsACrashWithItsExitCode(String language) {
		if (lacks().contains(Lack.PROCESSES)) {
			assertThat(run(language, "kill itself").outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			return;
		}
		ExecuteResult result = run(language, "kill itself");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CRASHED);
		assertThat(result.exitCode()).isEqualTo(137);
		assertThat(Objects.requireNonNull(result.error()).message()).contains("signal 9");
		assertThat(result.stdout()).isEqualTo("before\n");
	}

	@ParameterizedTest
	@MethodSource("languages")
	void codeThatExitsEndsWithItsExitCode(String language) {
		ExecuteResult result = run(language, "exit");
		assertThat(result.stdout()).isEqualTo("before\n");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		if (!lacks().contains(Lack.PROCESSES)) {
			assertThat(result.exitCode()).isEqualTo(3);
		}
	}

	@ParameterizedTest
	@MethodSource("languages")
	void processesThatCodeLeavesBehindAreEnded(String language) throws InterruptedException {
		ExecuteResult result = run(language, "background process");
		if (lacks().contains(Lack.PROCESSES)) {
			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			return;
		}
		assertOk(result);
		awaitColdSandboxesGone();
	}

	private void awaitColdSandboxesGone() throws InterruptedException {
		long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
		while (live(this.backend) > 0 && System.nanoTime() - deadline < 0) {
			Thread.sleep(10);
		}
		assertThat(live(this.backend)).as("sandboxes that live on").isZero();
	}

	private static int live(Backend backend) {
		return backend.pool().map((pool) -> pool.active() + pool.idle()).orElse(0);
	}

	// Files

	@ParameterizedTest
	@MethodSource("languages")
	void filesGoInAndArtifactsComeOut(String language) {
		ExecuteRequest.Builder request = request(language, "files")
			.file(new InputFile("data/in.csv", "id;é\n".getBytes(StandardCharsets.UTF_8)));
		if (lacks().contains(Lack.FILES)) {
			assertThatThrownBy(() -> execute(request)).isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("files");
			return;
		}
		ExecuteResult result = execute(request);
		assertOk(result);
		assertThat(result.artifacts()).extracting(Artifact::path).containsExactly("out/report.csv");
		assertThat(result.artifacts().get(0).content().get())
			.hasBinaryContent("ID;É\n".getBytes(StandardCharsets.UTF_8));
	}

	// Isolation

	@ParameterizedTest
	@MethodSource("languages")
	void nothingOfTheHostsEnvironmentIsThere(String language) {
		Set<String> expected = new HashSet<>(
				Set.of("PATH", "HOME", "LANG", "LC_CTYPE", "LC_ALL", "TMPDIR", "TZ", "PWD"));
		ExecuteResult result = run(language, "environment names");
		assertOk(result);
		assertThat((List<?>) result.value()).allMatch(expected::contains);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void theHostsFilesAreNotReadable(String language) throws IOException {
		Path secret = Files.createFile(this.folder.resolve("secret-" + language),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
		Files.writeString(secret, "secret of the host");
		ExecuteResult result = execute(request(language, "read file")
			.input(Map.<String, Object>of("path", secret.toAbsolutePath().toString())));
		assertOk(result);
		if (lacks().contains(Lack.ISOLATION)) {
			assertThat(result.limitsEnforced().get(Limit.ROOT_FILESYSTEM).status()).isEqualTo(Status.NOT_ENFORCED);
			return;
		}
		assertThat(result.value()).asString().contains("refused").doesNotContain("secret of the host");
		assertEnforced(result, Limit.ROOT_FILESYSTEM);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void thereIsNoNetwork(String language) throws IOException {
		InetAddress loopback = InetAddress.getLoopbackAddress();
		try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
			try (Socket control = new Socket(loopback, server.getLocalPort())) {
				assertThat(control.isConnected()).as("the host itself").isTrue();
			}
			ExecuteResult result = execute(request(language, "connect")
				.input(Map.<String, Object>of("host", loopback.getHostAddress(), "port", server.getLocalPort())));
			assertOk(result);
			if (lacks().contains(Lack.ISOLATION)) {
				assertThat(result.limitsEnforced().get(Limit.NETWORK).status()).isEqualTo(Status.NOT_ENFORCED);
				return;
			}
			assertThat(result.value()).asString().contains("refused");
			assertEnforced(result, Limit.NETWORK);
		}
	}

	@ParameterizedTest
	@MethodSource("languages")
	void oneExecutionSeesNothingOfAnother(String language) {
		for (String profile : List.of("cold", "pooled")) {
			assertOk(execute(request(language, "leave something").profile(profile)));
			for (int i = 0; i < 2 * POOLED; i++) {
				ExecuteResult result = execute(request(language, "find something").profile(profile));
				assertThat(result.value()).asString().doesNotContain("str");
			}
		}
	}

	@ParameterizedTest
	@MethodSource("languages")
	void randomNumbersAreOnesOwn(String language) {
		Set<Object> numbers = new HashSet<>();
		for (String profile : List.of("cold", "pooled")) {
			for (int i = 0; i < 10; i++) {
				numbers.add(Objects.requireNonNull(execute(request(language, "random").profile(profile)).value()));
			}
		}
		assertThat(numbers).hasSize(20);
	}

	@ParameterizedTest
	@MethodSource("languages")
	void callersAndExecutionsAreNotMixedUp(String language) throws Exception {
		List<Future<ExecuteResult>> results = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			ExecuteRequest request = request(language, "who").id(language + "-who-" + i)
				.input(i)
				.caller(Caller.named("caller-" + i))
				.profile((i % 2 == 0) ? "cold" : "pooled")
				.build();
			results.add(this.threads.submit(() -> this.runtime.execute(request)));
		}
		for (int i = 0; i < results.size(); i++) {
			ExecuteResult result = results.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertOk(result);
			assertThat(result.id()).isEqualTo(language + "-who-" + i);
			assertThat(result.value()).isEqualTo(
					Map.<String, Object>of("caller", "caller-" + i, "execution", language + "-who-" + i, "input", i));
			assertThat(result.toolCalls()).hasSize(1);
		}
	}

	// Many

	@ParameterizedTest
	@MethodSource("languages")
	void manyExecutionsAtOnceAllEndWithTheirOwnValue(String language) throws Exception {
		String at = UUID.randomUUID().toString();
		List<ExecutionHandle> handles = new ArrayList<>();
		try (Alone alone = new Alone(profile("many", 0, scale()))) {
			for (int i = 0; i < scale(); i++) {
				handles.add(alone.runtime.start(request(language, "meet").profile("many")
					.input(Map.<String, Object>of("n", i, "of", scale(), "at", at))
					.build()));
			}
			for (int i = 0; i < handles.size(); i++) {
				ExecuteResult result = handles.get(i).result().get(5, TimeUnit.MINUTES);
				assertOk(result);
				assertThat(result.value()).isEqualTo(2 * i);
			}
			// All of them have ended at once
			awaitNothingLeft(GONE_WITHIN.multipliedBy(4));
		}
	}

	/* The control of every look for what is left. */
	@ParameterizedTest
	@MethodSource("languages")
	void whatAnExecutionHasOnTheHostIsSeenWhileItRunsAndGoneAfterIt(String language) throws Exception {
		try (Alone alone = new Alone(profile("cold", 0, MOST))) {
			ExecutionHandle handle = startedAndPrinted(alone.runtime, request(language, "slow tool"));

			assertThat(leftovers()).isNotEmpty();

			handle.cancel();
			assertThat(ended(handle).outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			awaitNothingLeft();
		}
	}

	// Pools

	@ParameterizedTest
	@MethodSource("languages")
	void whatIsPooledIsHeldToTheSamePolicyAsWhatIsCold(String language) {
		ExecuteResult pooled = executeIn("pooled", request(language, "value"));
		ExecuteResult cold = run(language, "value");
		assertThat(cold.backend().pooled()).isFalse();
		assertThat(policy(pooled)).isEqualTo(policy(cold));
	}

	private static Map<String, List<Object>> policy(ExecuteResult result) {
		Map<String, List<Object>> policy = new LinkedHashMap<>();
		result.limitsEnforced()
			.asMap()
			.forEach((limit, enforcement) -> policy.put(limit, List.of(String.valueOf(enforcement.requested()),
					enforcement.status(), enforcement.mechanism(), enforcement.evidence())));
		return policy;
	}

	@ParameterizedTest
	@MethodSource("languages")
	void limitsAreLoweredThroughAPool(String language) {
		Map<Limit, Object> lowered = Map.of(Limit.MEMORY, (smallestMemory() + 8) + "MB", Limit.PIDS, 32, Limit.CPUS,
				SHARE);
		lowered.forEach((limit, value) -> {
			ExecuteRequest.Builder request = request(language, "value").limits(limits(Map.of(limit.key(), value)));
			boolean cold = limit == Limit.PIDS && lacks().contains(Lack.HOST_PROCESS_COUNTER);
			ExecuteResult result = cold ? execute(request.profile("pooled")) : executeIn("pooled", request);
			assertOk(result);
			assertThat(result.backend().pooled()).as("pooled").isEqualTo(!cold);
			Enforcement enforcement = result.limitsEnforced().get(limit);
			assertThat(enforcement.requested()).isEqualTo(value);
			if (enforcement.measured() != null) {
				assertThat(enforcement.measured()).as(limit.key()).hasToString(value.toString());
			}
		});
	}

	// Evidence

	@ParameterizedTest
	@MethodSource("languages")
	void evidenceIsCompleteAndNothingIsEnforcedBecauseItWasAskedFor(String language) {
		ExecuteResult result = run(language, "value");
		for (Limit limit : Limit.values()) {
			Enforcement enforcement = result.limitsEnforced().get(limit);
			assertThat(enforcement.mechanism()).as(limit.key()).isNotBlank();
			if (enforcement.status() == Status.ENFORCED) {
				assertThat(enforcement.evidence()).as(limit.key()).isNotEqualTo(Evidence.NONE);
				assertThat(enforcement.observer()).as(limit.key()).isNotNull();
			}
			else {
				assertThat(enforcement.evidence()).as(limit.key()).isEqualTo(Evidence.NONE);
				assertThat(enforcement.measured()).as(limit.key()).isNull();
			}
			if (enforcement.evidence() == Evidence.MEASURED) {
				assertThat(enforcement.measuredAt()).as(limit.key()).isNotNull();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("languages")
	void whatIsUnlimitedIsNotRequested(String language) {
		Limits unlimited = Limits.parse(Map.<String, Object>of("tool-calls", 0));
		ExecuteResult result = execute(request(language, "value").limits(unlimited));
		// A request cannot raise what its profile allows
		assertThat(result.limitsEnforced().get(Limit.TOOL_CALLS).requested()).isEqualTo(600);
	}

	// What the tests are made of

	private void assertNextIsClean(String language) {
		ExecuteResult next = run(language, "value");
		assertOk(next);
		assertThat(next.stdout()).isEmpty();
		assertThat(next.toolCalls()).isEmpty();
	}

	private static void assertOk(ExecuteResult result) {
		assertThat(result.outcome()).as("outcome, with %s and %s", result.error(), result.stderr())
			.isEqualTo(ExecutionOutcome.OK);
	}

	private static void assertEnforced(ExecuteResult result, Limit limit) {
		assertThat(result.limitsEnforced().get(limit).status()).as(limit.key()).isEqualTo(Status.ENFORCED);
	}

	private static Limits limits(Map<String, ?> limits) {
		return Limits.parse(limits);
	}

	private static ExecuteRequest.Builder request(String language, String program) {
		return ExecuteRequest.builder().language(language).code(new ContractPrograms(language).named(program));
	}

	private ExecuteResult run(String language, String program) {
		return execute(request(language, program));
	}

	/* In a sandbox that really came from the pool, where that is the profile. */
	private ExecuteResult executeIn(String profile, ExecuteRequest.Builder request) {
		request.profile(profile);
		ExecuteResult result = execute(request);
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (profile.equals("pooled") && !result.backend().pooled() && System.nanoTime() - deadline < 0) {
			awaitIdle();
			result = execute(request);
		}
		assertThat(result.backend().pooled()).as("pooled").isEqualTo(profile.equals("pooled"));
		return result;
	}

	/*
	 * Sandboxes of another language may be those that are idle: then it is tried again.
	 */
	private void awaitIdle() {
		long deadline = System.nanoTime() + LATE.toNanos();
		while (this.pooledBackend.pool().orElseThrow().idle() == 0 && System.nanoTime() - deadline < 0) {
			LockSupport.parkNanos(POLL.toNanos());
		}
		LockSupport.parkNanos(POLL.toNanos());
	}

	private ExecuteResult execute(ExecuteRequest.Builder request) {
		return this.runtime.execute(request.build());
	}

	/**
	 * A backend on a machine where there is no other sandbox, not even a pooled one that
	 * waits: what there is on the host is its own.
	 */
	private final class Alone implements AutoCloseable {

		private final DefaultRuntime runtime;

		private final Backend backend;

		Alone(SecurityProfile profile) throws InterruptedException {
			stop();
			awaitNothingLeft();
			this.runtime = newRuntime();
			this.backend = register(this.runtime, profile);
		}

		@Override
		public void close() throws InterruptedException {
			stop();
			try {
				awaitNothingLeft();
			}
			finally {
				start();
			}
		}

	}

	/** Remembers when something was last heard of the code. */
	private static final class LastSign implements ExecutionListener {

		private final AtomicLong at = new AtomicLong();

		@Override
		public void onStdout(String text) {
			this.at.set(System.nanoTime());
		}

		@Override
		public void onToolCall(ToolCallRecord call) {
			this.at.set(System.nanoTime());
		}

		Duration ago() {
			assertThat(this.at.get()).as("when something was heard").isNotZero();
			return Duration.ofNanos(System.nanoTime() - this.at.get());
		}

	}

}
