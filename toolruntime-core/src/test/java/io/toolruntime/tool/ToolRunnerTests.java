package io.toolruntime.tool;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import io.toolruntime.caller.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

class ToolRunnerTests {

	private final ToolRunner runner = new ToolRunner();

	private final ToolCallContext context = ToolCallContext.anonymous();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void captureLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(HiddenFailures.class)).addAppender(this.log);
	}

	@AfterEach
	void releaseLog() {
		((Logger) LoggerFactory.getLogger(HiddenFailures.class)).detachAppender(this.log);
	}

	@Test
	void aToolGetsItsArgumentsAndGivesItsResult() {
		assertThat(run(Tools.echo("math:echo"), Map.of("a", 1, "b", List.of("x", true))))
			.isEqualTo(Map.of("a", 1, "b", List.of("x", true)));
	}

	@Test
	void aToolIsToldWhoAsks() {
		ToolCallContext asked = new ToolCallContext(Caller.named("ann"), "e1", "standard", null, new Cancellation());
		AtomicReference<ToolCallContext> told = new AtomicReference<>();

		this.runner.run(Tools.tool("a:b", (arguments, context) -> {
			told.set(context);
			return null;
		}), Map.of(), asked);

		assertThat(told.get()).isSameAs(asked);
	}

	@Test
	void argumentsThatDoNotFitNeverReachTheTool() {
		AtomicInteger calls = new AtomicInteger();
		Tool tool = Tool.of(ToolDescriptor.of("orders:find", "Finds", Tools.ID),
				(arguments, context) -> calls.incrementAndGet());

		ToolException failure = failure(tool, Map.of("id", "seven"));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure.getToolId()).isEqualTo("orders:find");
		assertThat(failure).hasMessage("arguments.id: string found, integer expected");
		assertThat(calls).hasValue(0);
	}

	@Test
	void argumentsAreACopyThatNobodyCanChange() {
		Map<String, Object> inner = new HashMap<>(Map.of("a", 1));
		Map<String, Object> arguments = new HashMap<>(Map.of("inner", inner, "list", new ArrayList<>(List.of(1))));
		AtomicReference<Map<String, Object>> seen = new AtomicReference<>();
		run(Tools.tool("a:b", (received, context) -> {
			seen.set(received);
			return null;
		}), arguments);

		inner.put("a", 2);

		assertThat(seen.get()).containsEntry("inner", Map.of("a", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> seen.get().put("b", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((Map<?, ?>) seen.get().get("inner")).clear());
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) seen.get().get("list")).clear());
	}

	@Test
	void argumentsMayHoldNull() {
		Map<String, Object> arguments = new HashMap<>();
		arguments.put("previous", null);

		assertThat(run(Tools.echo("a:b"), arguments)).isEqualTo(arguments);
	}

	@Test
	void argumentsThatContainThemselvesAreRefused() {
		Map<String, Object> arguments = new HashMap<>();
		arguments.put("self", arguments);

		ToolException failure = failure(Tools.echo("a:b"), arguments);

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure).hasMessageContaining("nested");
	}

	@Test
	void argumentsThatAreTooLargeAreRefused() {
		ToolException failure = catchThrowableOfType(ToolException.class,
				() -> new ToolRunner(1000).run(Tools.echo("a:b"), Map.of("a", "x".repeat(1000)), this.context));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure).hasMessageContaining("larger than 1000 bytes");
	}

	static Stream<Arguments> results() {
		return Stream.of(
				Arguments.of(new Order(7, LocalDate.of(2026, 11, 21), Optional.of("Ann"), Status.OPEN),
						Map.of("id", 7, "date", "2026-11-21", "customer", "Ann", "status", "OPEN")),
				Arguments.of(List.of(Optional.empty(), Optional.of(1)), java.util.Arrays.asList(null, 1)),
				Arguments.of(Instant.parse("2026-11-21T12:00:00Z"), "2026-11-21T12:00:00Z"),
				Arguments.of(Duration.ofSeconds(90), "PT1M30S"), Arguments.of(Status.OPEN, "OPEN"),
				Arguments.of(new int[] { 1, 2 }, List.of(1, 2)), Arguments.of(new byte[] { 1, 2 }, "AQI="),
				Arguments.of(Map.of(1, "a"), Map.of("1", "a")), Arguments.of("text", "text"), Arguments.of(7L, 7),
				Arguments.of(1L << 40, 1L << 40), Arguments.of(BigInteger.TWO.pow(70), BigInteger.TWO.pow(70)),
				Arguments.of(new BigDecimal("19.99"), 19.99), Arguments.of(1.5f, 1.5), Arguments.of(true, true),
				Arguments.of(new Bean(), Map.of("name", "bean")));
	}

	@ParameterizedTest
	@MethodSource("results")
	void resultsBecomePlainJsonValues(Object result, Object plain) {
		assertThat(run(Tools.tool("a:b", (arguments, context) -> result), Map.of())).isEqualTo(plain);
	}

	@Test
	void noResultIsNull() {
		assertThat(run(Tools.tool("a:b", (arguments, context) -> null), Map.of())).isNull();
	}

	@Test
	void theOrderOfARecordsComponentsStays() {
		Object result = run(
				Tools.tool("a:b", (arguments, context) -> new Order(7, LocalDate.EPOCH, Optional.empty(), Status.OPEN)),
				Map.of());

		assertThat(((Map<?, ?>) result).keySet()).map(String::valueOf)
			.containsExactly("id", "date", "customer", "status");
	}

	@Test
	void resultsAreACopyThatNobodyCanChange() {
		List<Object> live = new ArrayList<>(List.of(1));

		Object result = run(Tools.tool("a:b", (arguments, context) -> live), Map.of());
		live.add(2);

		assertThat(result).isEqualTo(List.of(1));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> ((List<?>) result).clear());
	}

	@Test
	void controlCharactersAreTakenOutOfResults() {
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("k\u0000ey", "a\u001b[31mred\u0007\r\n\tb");

		assertThat(run(Tools.tool("a:b", (arguments, context) -> result), Map.of()))
			.isEqualTo(Map.of("key", "a[31mred\r\n\tb"));
	}

	@Test
	void charactersThatLanguagesNeedStayInResults() {
		String text = "می‌خواهم 👩‍💻 Ångström";

		assertThat(run(Tools.tool("a:b", (arguments, context) -> text), Map.of())).isEqualTo(text);
	}

	@Test
	void halfACharacterInArgumentsOrResultsIsReplacedForNoEncodingHasIt() {
		AtomicReference<Object> seen = new AtomicReference<>();

		Object result = run(Tools.tool("a:b", (arguments, context) -> {
			seen.set(arguments.get("text"));
			return "b\uDE00";
		}), Map.of("text", "a\uD83D😀"));

		assertThat(seen).hasValue("a?😀");
		assertThat(result).isEqualTo("b?");
	}

	@Test
	void theSizeOfAResultIsThatOfItsBytes() {
		assertThat(new ToolRunner(22).run(Tools.tool("a:b", (arguments, context) -> "😀".repeat(5)), Map.of(),
				this.context))
			.isEqualTo("😀".repeat(5));
		assertThat(catchThrowableOfType(ToolException.class, () -> new ToolRunner(21)
			.run(Tools.tool("a:b", (arguments, context) -> "😀".repeat(5)), Map.of(), this.context)).getCode())
			.isEqualTo(ToolErrorCode.OUTPUT_LIMIT);
	}

	@Test
	void aResultThatDoesNotFitItsSchemaIsAFailureThatSaysTheToolRan() {
		Tool tool = Tool.of(ToolDescriptor.of("orders:count", "Counts", ToolDescriptor.ANY_OBJECT)
			.withOutputSchema(Map.of("type", "integer")), (arguments, context) -> "many");

		ToolException failure = failure(tool, Map.of());

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_OUTPUT);
		assertThat(failure).hasMessageContaining("ran").hasMessageContaining("result: string found, integer expected");
	}

	@Test
	void noResultWhereOneIsDescribedIsAFailure() {
		Tool tool = Tool.of(ToolDescriptor.of("orders:count", "Counts", ToolDescriptor.ANY_OBJECT)
			.withOutputSchema(Map.of("type", "integer")), (arguments, context) -> null);

		assertThat(failure(tool, Map.of()).getCode()).isEqualTo(ToolErrorCode.VALIDATION_OUTPUT);
	}

	@Test
	void aResultThatIsTooLargeIsAFailureThatSaysHowLargeItMayBe() {
		ToolException failure = catchThrowableOfType(ToolException.class, () -> new ToolRunner(1000)
			.run(Tools.tool("a:b", (arguments, context) -> List.of("x".repeat(1000))), Map.of(), this.context));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.OUTPUT_LIMIT);
		assertThat(failure).hasMessageContaining("1000 bytes");
	}

	@Test
	void aResultWithoutEndIsCutOffBeforeItFillsTheHeap() {
		Iterable<String> endless = () -> Stream.generate(() -> "x".repeat(1000)).iterator();

		assertThat(failure(Tools.tool("a:b", (arguments, context) -> endless), Map.of()).getCode())
			.isEqualTo(ToolErrorCode.OUTPUT_LIMIT);
	}

	@Test
	void aResultThatContainsItselfIsAFailure() {
		List<Object> result = new ArrayList<>();
		result.add(result);

		assertThat(failure(Tools.tool("a:b", (arguments, context) -> result), Map.of()).getCode())
			.isEqualTo(ToolErrorCode.OUTPUT_LIMIT);
	}

	@Test
	void aResultThatCannotBeReadIsAFailureWithoutItsMessage() {
		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> new Broken()), Map.of());

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		assertThat(failure.getMessage()).doesNotContain("secret");
	}

	@ParameterizedTest
	@EnumSource(ToolErrorCode.class)
	void aFailureThatTheToolMeantForTheModelKeepsCodeAndMessage(ToolErrorCode code) {
		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> {
			throw new ToolException(null, code, "There is no order 7");
		}), Map.of());

		assertThat(failure.getCode()).isEqualTo(code);
		assertThat(failure).hasMessage("There is no order 7");
		assertThat(failure.getToolId()).isEqualTo("a:b");
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void aFailureOfAToolThatATopToolCalledKeepsItsTool() {
		ToolException inner = new ToolException("inner:tool", ToolErrorCode.DENIED, "No");

		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> {
			throw inner;
		}), Map.of());

		assertThat(failure).isSameAs(inner);
	}

	@Test
	void aMessageForTheModelIsCleanAndBounded() {
		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> {
			throw new ToolException("a\u001b\u202eb" + "x".repeat(100_000));
		}), Map.of());

		assertThat(failure.getMessage()).startsWith("abx").hasSizeLessThan(5000);
	}

	static Stream<Exception> failures() {
		return Stream.of(new IllegalStateException("password=secret"), new IOException("password=secret"),
				new NullPointerException(), new RuntimeException("password=secret", new IOException("secret")),
				new UndeclaredThrowableException(new IOException("password=secret")));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void everyOtherMessageIsReplacedByAnIdThatTheLogHas(Exception thrown) {
		ToolException failure = failure(Tools.tool("orders:find", (arguments, context) -> {
			throw thrown;
		}), Map.of("card", "4111-1111"));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		Matcher message = Pattern.compile("The tool failed; the log has the details under ([0-9a-f-]{36})")
			.matcher(failure.getMessage());
		assertThat(message.matches()).isTrue();
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getFormattedMessage()).contains(message.group(1), "orders:find", "Exception");
			assertThat(event.getFormattedMessage()).doesNotContain("4111");
		});
	}

	/**
	 * ErrExecution wrapped its cause with %v there: nobody could see a timeout any more.
	 */
	@ParameterizedTest
	@MethodSource("failures")
	void theCauseIsKept(Exception thrown) {
		ToolException failure = failure(Tools.tool("orders:find", (arguments, context) -> {
			throw thrown;
		}), Map.of());

		assertThat(failure.getCause())
			.isSameAs((thrown instanceof UndeclaredThrowableException) ? thrown.getCause() : thrown);
	}

	@Test
	void theLogOfAFailureIsBoundedAndCannotForgeLines() {
		failure(Tools.tool("a:b", (arguments, context) -> {
			throw new IllegalStateException("x\n2026-11-21 ERROR forged\u001b[2J" + "y".repeat(1_000_000));
		}), Map.of());

		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getFormattedMessage()).hasSizeLessThan(20_000).doesNotContain("\n2026", "\u001b");
			assertThat(event.getThrowableProxy()).isNull();
		});
	}

	@Test
	void anErrorOfTheToolDoesNotTakeTheThreadDown() {
		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> {
			throw new NoClassDefFoundError("com/example/Missing");
		}), Map.of());

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		assertThat(failure.getMessage()).doesNotContain("Missing");
	}

	@Test
	void endlessRecursionInAToolIsItsFailure() {
		assertThat(failure(Tools.tool("a:b", (arguments, context) -> recurse(1)), Map.of()).getCode())
			.isEqualTo(ToolErrorCode.EXECUTION_FAILED);
	}

	private static long recurse(long n) {
		return 1 + recurse(n + 1);
	}

	@Test
	void anInterruptedToolIsCancelledAndTheThreadStaysInterrupted() {
		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> {
			throw new InterruptedException();
		}), Map.of());

		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.CANCELLED);
	}

	static Stream<Arguments> recognised() {
		return Stream.of(Arguments.of(new CancellationException(), ToolErrorCode.CANCELLED),
				Arguments.of(new TimeoutException(), ToolErrorCode.TIMEOUT),
				Arguments.of(new ExecutionException(new TimeoutException()), ToolErrorCode.TIMEOUT),
				Arguments.of(new CompletionException(new CancellationException()), ToolErrorCode.CANCELLED),
				Arguments.of(new ExecutionException(new ToolException(null, ToolErrorCode.RATE_LIMITED, "Later")),
						ToolErrorCode.RATE_LIMITED));
	}

	/** There, timeouts and cancellation could not be told from other failures. */
	@ParameterizedTest
	@MethodSource("recognised")
	void timeoutsAndCancellationAreRecognisedThroughWhatWrapsThem(Exception thrown, ToolErrorCode code) {
		assertThat(failure(Tools.tool("a:b", (arguments, context) -> {
			throw thrown;
		}), Map.of()).getCode()).isEqualTo(code);
	}

	@Test
	void aToolThatNobodyWaitsForIsNotRun() {
		AtomicInteger calls = new AtomicInteger();
		this.context.cancellation().cancel();

		ToolException failure = failure(Tools.tool("a:b", (arguments, context) -> calls.incrementAndGet()), Map.of());

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.CANCELLED);
		assertThat(calls).hasValue(0);
	}

	@Test
	void aToolIsNotRunAfterTheDeadline() {
		ToolCallContext late = new ToolCallContext(Caller.ANONYMOUS, null, null, Instant.now().minusSeconds(1),
				new Cancellation());

		ToolException failure = catchThrowableOfType(ToolException.class,
				() -> this.runner.run(Tools.echo("a:b"), Map.of(), late));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TIMEOUT);
	}

	@Test
	void aToolWithAnUnusableSchemaFailsClosedAndSaysWhoMustMendIt() {
		Tool tool = Tool.of(ToolDescriptor.of("a:b", "", Map.of("$ref", "https://example.org/x.json")),
				(arguments, context) -> "ran");

		ToolException failure = failure(tool, Map.of());

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure).hasMessageContaining("input schema")
			.hasMessageContaining("https://example.org/x.json")
			.hasMessageContaining("author");
	}

	@Test
	void numbersOfManyDigitsAreRefusedAndNoError() {
		BigInteger huge = BigInteger.TEN.pow(5000);

		assertThat(failure(Tools.echo("a:b"), Map.of("n", huge)).getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure(Tools.tool("a:b", (arguments, context) -> huge), Map.of()).getCode())
			.isEqualTo(ToolErrorCode.OUTPUT_LIMIT);
	}

	@Test
	void mapsKeepTheOrderOfTheirKeys() {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("z", 1);
		arguments.put("a", 2);

		Object result = run(Tools.echo("a:b"), arguments);

		assertThat(result).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
			.containsExactly(entry("z", 1), entry("a", 2));
	}

	private Object run(Tool tool, Map<String, Object> arguments) {
		return this.runner.run(tool, arguments, this.context);
	}

	private ToolException failure(Tool tool, Map<String, Object> arguments) {
		return catchThrowableOfType(ToolException.class, () -> run(tool, arguments));
	}

	private enum Status {

		OPEN

	}

	private record Order(int id, LocalDate date, Optional<String> customer, Status status) {
	}

	/** A bean. */
	public static final class Bean {

		/**
		 * Returns the name.
		 * @return the name
		 */
		public String getName() {
			return "bean";
		}

	}

	/** A bean that cannot be read. */
	public static final class Broken {

		/**
		 * Fails.
		 * @return nothing
		 */
		public String getName() {
			throw new IllegalStateException("password=secret");
		}

	}

}
