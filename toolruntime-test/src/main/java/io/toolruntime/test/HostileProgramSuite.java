package io.toolruntime.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every {@link HostileProgram} on a backend, one after the other in one runtime:
 * each ends in its outcome and in time, and the execution after it is as clean as the
 * first.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class HostileProgramSuite {

	private static final Duration GRACE = Duration.ofSeconds(10);

	private static final Set<String> TOOLS = Set.of("test:echo", "test:slow", "test:big", "test:fails");

	private static final ExecuteRequest CANARY = ExecuteRequest.javascript("""
			const echoed = await tools.test.echo({ list: [1, 2], text: 'a' });
			return {
			  echoed,
			  globals: Object.getOwnPropertyNames(globalThis).sort().join(),
			  leaks: [typeof globalThis.leak, typeof Object.prototype.toolId, typeof Object.prototype.toJSON],
			  json: JSON.stringify([new Date(0), [1, { a: 2 }]]),
			  sum: [1, 2, 3].map((x) => x * 2).reduce((a, b) => a + b),
			};
			""").build();

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
		this.runtime = new DefaultRuntime(Map.of("dev", backend(profile)), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()));
		this.cleanAnswer = clean();
	}

	@AfterAll
	void stop() {
		this.runtime.close();
	}

	@Test
	void thereAreEnoughPrograms() {
		assertThat(HostileProgram.javascript()).hasSizeGreaterThan(150);
	}

	@TestFactory
	Stream<DynamicTest> endsInItsOutcomeAndTheNextExecutionIsClean() {
		return HostileProgram.javascript()
			.stream()
			.map((program) -> DynamicTest.dynamicTest(program.toString(), () -> run(program)));
	}

	private void run(HostileProgram program) {
		long start = System.nanoTime();
		ExecuteResult result = this.runtime
			.execute(ExecuteRequest.javascript(program.code()).limits(program.limits()).build());
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);

		assertThat(result.outcome()).as("%s ended with %s", program, result.error()).isIn(program.outcomes());
		Duration timeout = Objects.requireNonNull(program.limits().timeout());
		assertThat(elapsed).isLessThan(timeout.plus(GRACE));
		if (program.value() != null) {
			assertThat(result.value()).isEqualTo(JsonMapper.shared().readValue(program.value(), Object.class));
		}
		assertThat(result.stdout().length() + result.stderr().length()).isLessThanOrEqualTo(1 << 20);
		assertThat(result.toolCalls()).extracting(ToolCallRecord::toolId).allMatch(TOOLS::contains);
		if (result.error() != null) {
			assertThat(result.error().message()).hasSizeLessThan(1 << 20).doesNotContain("secret of the host");
		}
		assertThat(clean()).isEqualTo(this.cleanAnswer);
	}

	private Object clean() {
		ExecuteResult result = this.runtime.execute(CANARY);
		assertThat(result.outcome()).as("the execution after it: %s", result.error()).isEqualTo(ExecutionOutcome.OK);
		return Objects.requireNonNull(result.value());
	}

	@Test
	void randomNumbersOfTwoExecutionsDiffer() {
		ExecuteRequest request = ExecuteRequest.javascript("return [Math.random(), Math.random()]").build();

		List<Object> values = Stream.generate(() -> this.runtime.execute(request).value()).limit(20).toList();

		assertThat(values).doesNotHaveDuplicates();
	}

}
