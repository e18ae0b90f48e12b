package io.toolruntime.runtime;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.PositionMap.Position;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class CodeTransformationTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ShoutingTransformer transformer = new ShoutingTransformer();

	private DefaultRuntime runtime;

	@BeforeEach
	void createRuntime() {
		this.runtime = new DefaultRuntime(RuntimeSettings.DEFAULTS, new EchoGateway(), this.observations, List.of(),
				List.of(this.transformer));
	}

	@AfterEach
	void closeRuntime() {
		this.runtime.close();
	}

	private ScriptedBackend register(ScriptedBackend backend) {
		this.runtime.register(SecurityProfile.named("dev"), backend);
		return backend;
	}

	private ExecuteResult execute(String language, String code) {
		return this.runtime.execute(ExecuteRequest.builder().language(language).code(code).build());
	}

	@Test
	void listsTheLanguagesThatATransformerAddsToABackend() {
		register(ScriptedBackend.returning(1));

		assertThat(this.runtime.profiles()).singleElement()
			.satisfies((profile) -> assertThat(profile.languages()).containsExactly("javascript", "python", "whisper"));
	}

	@Test
	void refusesALanguageThatNothingTurnsIntoOneOfTheBackend() {
		register(ScriptedBackend.returning(1));

		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> execute("ruby", "1"))
			.withMessageContaining("[javascript, python, whisper]");
	}

	@Test
	void handsTheBackendTransformedCodeInALanguageThatItKnows() {
		ScriptedBackend backend = register(ScriptedBackend.returning(1));

		execute("whisper", "return 1");

		assertThat(backend.requests).singleElement().satisfies((request) -> {
			assertThat(request.language()).isEqualTo("javascript");
			assertThat(request.code()).isEqualTo("RETURN 1");
		});
	}

	@Test
	void leavesTheBackendsOwnLanguagesAlone() {
		ScriptedBackend backend = register(ScriptedBackend.returning(1));

		execute("javascript", "return 1");

		assertThat(backend.requests).singleElement()
			.satisfies((request) -> assertThat(request.code()).isEqualTo("return 1"));
		assertThat(this.transformer.calls).hasValue(0);
	}

	@Test
	void tellsListenersAndObservationsTheLanguageOfTheCaller() {
		register(ScriptedBackend.returning(1));

		execute("whisper", "return 1");

		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("toolruntime.execution")
			.that()
			.hasLowCardinalityKeyValue("language", "whisper");
	}

	@Test
	void codeThatIsWrongIsACodeErrorAtItsPlaceAndNeedsNoSandbox() {
		ScriptedBackend backend = register(ScriptedBackend.returning(1));

		ExecuteResult result = execute("whisper", "WRONG");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error())
			.isEqualTo(new ExecutionError("SyntaxError", "too loud", "SyntaxError: too loud\n    at main.w:3:7", 3, 7));
		assertThat(result.timings().runMs()).isZero();
		assertThat(result.toolCalls()).isEmpty();
		assertThat(result.limitsEnforced().get(Limit.TIMEOUT).status()).isEqualTo(Enforcement.Status.ENFORCED);
		assertThat(result.limitsEnforced().get(Limit.TOOL_CALLS).status()).isEqualTo(Enforcement.Status.ENFORCED);
		assertThat(backend.requests).isEmpty();
	}

	@Test
	void placesOfErrorsAreThoseOfTheCallersSource() {
		register(new ScriptedBackend((execution) -> new ExecutionError("TypeError", "x",
				"TypeError: x\n    at f (main.js:3:5)\n    at <anonymous> (main.js:12)\n    at native", 3, 5)));

		ExecuteResult result = execute("whisper", "throw");

		assertThat(result.error()).isEqualTo(new ExecutionError("TypeError", "x",
				"TypeError: x\n    at f (main.w:13:105)\n    at <anonymous> (main.w:22)\n    at native", 13, 105));
	}

	@Test
	void placesThatTheBackendDoesNotKnowStayUnknown() {
		register(new ScriptedBackend((execution) -> new ExecutionError("Error", "x", null, null, null)));

		assertThat(execute("whisper", "throw").error()).isEqualTo(ExecutionError.of("Error", "x"));
	}

	@Test
	void timeOfTheTransformationCountsAsTimeToGetASandbox() {
		register(new ScriptedBackend((execution) -> (System.nanoTime() - execution.admittedAt()) / 1e6));

		ExecuteResult result = execute("whisper", "SLOW");

		assertThat((Double) result.value()).isGreaterThanOrEqualTo(ShoutingTransformer.SLOW_MS);
	}

	@Test
	void cancellingEndsTheTransformation() throws Exception {
		ScriptedBackend backend = register(ScriptedBackend.returning(1));

		ExecutionHandle handle = this.runtime
			.start(ExecuteRequest.builder().language("whisper").code("ENDLESS").build(), ExecutionListener.NONE);
		this.transformer.started.await();
		handle.cancel();

		assertThat(handle.result().get().outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(backend.requests).isEmpty();
	}

	@Test
	void transformersAreClosedWithTheRuntime() {
		this.runtime.close();

		assertThat(this.transformer.closed).hasValue(1);
	}

	/** Ten lines and a hundred columns are before everything in its source. */
	private static final class ShoutingTransformer implements CodeTransformer {

		static final long SLOW_MS = 30;

		final AtomicInteger calls = new AtomicInteger();

		final AtomicInteger closed = new AtomicInteger();

		final CountDownLatch started = new CountDownLatch(1);

		@Override
		public String from() {
			return "whisper";
		}

		@Override
		public String to() {
			return "javascript";
		}

		@Override
		public String sourceName() {
			return "main.w";
		}

		@Override
		public TransformedCode transform(String code, Cancellation cancellation) throws CodeTransformException {
			this.calls.incrementAndGet();
			switch (code) {
				case "WRONG" -> throw new CodeTransformException("SyntaxError", "too loud", 3, 7);
				case "SLOW" -> waitFor(new CountDownLatch(1), SLOW_MS);
				case "ENDLESS" -> {
					CountDownLatch cancelled = new CountDownLatch(1);
					cancellation.onCancel(cancelled::countDown);
					this.started.countDown();
					waitFor(cancelled, 20_000);
					throw new CodeTransformException("TransformError", "cancelled", null, null);
				}
				default -> {
				}
			}
			return new TransformedCode(code.toUpperCase(Locale.ROOT),
					(line, column) -> new Position(line + 10, column + 100));
		}

		private static void waitFor(CountDownLatch latch, long millis) {
			try {
				latch.await(millis, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
