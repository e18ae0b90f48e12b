package io.toolruntime.test;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.PoolState;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every {@link HostileProgram} on a backend, in one runtime: each ends in its
 * outcome and in time, and the execution after it is as clean as the first and sees
 * nothing of it. Where JUnit runs tests in parallel, the programs do.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class HostileProgramSuite {

	/** How much later than its timeout a program may end. */
	private static final Duration LATE = Duration.ofSeconds(1);

	/**
	 * The machine of a test may stand still for a second; it does not do so each time.
	 */
	private static final int TRIES = 4;

	private static final Duration LAST_SANDBOX_GONE = Duration.ofSeconds(30);

	private static final int MAX_TEXT = 1 << 20;

	private static final Set<String> TOOLS = Set.of("test:echo", "test:slow", "test:big", "test:fails");

	/** What a record may show of an id that is no tool's. */
	private static final Pattern HARMLESS = Pattern.compile("\\p{Print}{1,512}");

	private static final ExecuteRequest CANARY = ExecuteRequest.javascript("""
			const echoed = await tools.test.echo({ list: [1, 2], text: 'a' });
			let dirty = 0;
			for (const word of new Uint32Array(1 << 12)) dirty |= word;
			return {
			  clean: {
			    echoed,
			    dirty,
			    globals: Object.getOwnPropertyNames(globalThis).sort().join(),
			    leaks: [typeof globalThis.leak, typeof Object.prototype.toolId, typeof Object.prototype.toJSON],
			    json: JSON.stringify([new Date(0), [1, { a: 2 }]]),
			    sum: [1, 2, 3].map((x) => x * 2).reduce((a, b) => a + b),
			  },
			  random: Math.random(),
			  clock: performance.now(),
			};
			""").build();

	private final Set<Object> randomNumbers = ConcurrentHashMap.newKeySet();

	@SuppressWarnings("NullAway.Init")
	private Backend backend;

	@SuppressWarnings("NullAway.Init")
	private DefaultRuntime runtime;

	@SuppressWarnings("NullAway.Init")
	private Object cleanAnswer;

	/**
	 * Makes the backend.
	 * @param profile the profile that it will run
	 * @return the backend
	 */
	protected abstract Backend backend(SecurityProfile profile);

	@BeforeAll
	void start() {
		SecurityProfile profile = SecurityProfile.named("dev");
		this.backend = backend(profile);
		this.runtime = new DefaultRuntime(Map.of("dev", this.backend), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()));
		this.cleanAnswer = clean();
	}

	@AfterAll
	void nothingRunsOn() throws InterruptedException {
		long deadline = System.nanoTime() + LAST_SANDBOX_GONE.toNanos();
		while (active() > 0 && System.nanoTime() - deadline < 0) {
			Thread.sleep(5);
		}
		assertThat(active()).as("sandboxes that live on").isZero();
		this.runtime.close();
	}

	private int active() {
		return this.backend.pool().map(PoolState::active).orElse(0);
	}

	@Test
	void thereAreEnoughPrograms() {
		assertThat(HostileProgram.javascript()).hasSizeGreaterThan(150);
	}

	@TestFactory
	@Execution(ExecutionMode.CONCURRENT)
	Stream<DynamicTest> endsInItsOutcomeAndTheNextExecutionIsClean() {
		return HostileProgram.javascript()
			.stream()
			.map((program) -> DynamicTest.dynamicTest(program.toString(), () -> run(program)));
	}

	private void run(HostileProgram program) {
		Ended ended = execute(program);
		ExecuteResult result = ended.result();

		assertThat(result.outcome()).as("%s ended with %s", program, result.error()).isIn(program.outcomes());
		if (result.outcome() == ExecutionOutcome.OK && program.value() != null) {
			assertThat(result.value()).isEqualTo(JsonMapper.shared().readValue(program.value(), Object.class));
		}
		if (result.outcome() == ExecutionOutcome.TIMEOUT) {
			assertEndsInTime(program, ended);
		}
		assertThat(result.stdout().length() + result.stderr().length()).isLessThanOrEqualTo(MAX_TEXT);
		assertThat(result.toolCalls()).allSatisfy(HostileProgramSuite::assertTrueRecord);
		if (result.error() != null) {
			assertThat(result.error().message()).hasSizeLessThan(MAX_TEXT).doesNotContain("secret of the host");
		}
		assertThat(clean()).isEqualTo(this.cleanAnswer);
	}

	private Ended execute(HostileProgram program) {
		ExecuteRequest request = ExecuteRequest.javascript(program.code()).limits(program.limits()).build();
		long start = System.nanoTime();
		ExecuteResult result = this.runtime.execute(request);
		return new Ended(result, (System.nanoTime() - start) / 1e6 - result.timings().acquireMs());
	}

	private void assertEndsInTime(HostileProgram program, Ended first) {
		double timeout = Objects.requireNonNull(program.limits().timeout()).toMillis();
		double ran = first.ranMs();
		for (int i = 1; i < TRIES && ran > timeout + LATE.toMillis(); i++) {
			ran = Math.min(ran, execute(program).ranMs());
		}
		assertThat(ran).as("milliseconds until %s ended", program).isBetween(timeout, timeout + LATE.toMillis());
	}

	private static void assertTrueRecord(ToolCallRecord call) {
		if (!TOOLS.contains(call.toolId())) {
			assertThat(call.outcome()).isNotEqualTo(ToolCallRecord.OK);
			assertThat(call.toolId()).matches(HARMLESS);
		}
	}

	private Object clean() {
		ExecuteResult result = this.runtime.execute(CANARY);
		assertThat(result.outcome()).as("the execution after it: %s", result.error()).isEqualTo(ExecutionOutcome.OK);
		Map<?, ?> answer = assertThat(result.value()).asInstanceOf(InstanceOfAssertFactories.MAP).actual();
		assertThat(this.randomNumbers.add(Objects.requireNonNull(answer.get("random"))))
			.as("a random number that no execution had before")
			.isTrue();
		// A clock that were older would tell of executions before this one
		assertThat(((Number) Objects.requireNonNull(answer.get("clock"))).doubleValue())
			.isLessThanOrEqualTo(result.timings().acquireMs() + result.timings().runMs());
		return Objects.requireNonNull(answer.get("clean"));
	}

	/*
	 * A result, and how long its caller waited for it once there was a sandbox.
	 */
	private record Ended(ExecuteResult result, double ranMs) {
	}

}
