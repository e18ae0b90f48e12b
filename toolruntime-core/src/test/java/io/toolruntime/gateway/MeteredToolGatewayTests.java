package io.toolruntime.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSummary;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Timeout(60)
class MeteredToolGatewayTests {

	private final AtomicInteger ran = new AtomicInteger();

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<ToolCallRecord> heard = Collections.synchronizedList(new ArrayList<>());

	private final ToolCallContext context = new ToolCallContext(Caller.named("ann"), "e1", "standard", null,
			new Cancellation());

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CatalogToolGateway application = CatalogToolGateway
		.of(Tools.tool("math:next", (arguments, context) -> {
			Object n = arguments.getOrDefault("previous", arguments.get("n"));
			this.ran.incrementAndGet();
			return ((n instanceof Integer number) ? number : 0) + 1;
		}), Tools.tool("math:fail", (arguments, context) -> {
			this.ran.incrementAndGet();
			throw new ToolException("No such number");
		}), Tools.tool("math:wait", (arguments, context) -> {
			this.entered.countDown();
			this.release.await();
			return "late";
		}), Tools.tool("who:am_i", (arguments, context) -> context.caller().name()));

	@AfterEach
	void endThreads() throws InterruptedException {
		this.release.countDown();
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aCallGivesTheToolsResultAndIsRecorded() {
		MeteredToolGateway gateway = gateway(Map.of());

		assertThat(gateway.runTool("math:next", Map.of("n", 41))).isEqualTo(42);

		assertThat(gateway.records()).singleElement().satisfies((call) -> {
			assertThat(call.sequence()).isEqualTo(1);
			assertThat(call.toolId()).isEqualTo("math:next");
			assertThat(call.arguments()).isEqualTo(Map.of("n", 41));
			assertThat(call.outcome()).isEqualTo("ok");
			assertThat(call.durationMs()).isPositive();
			assertThat(call.error()).isNull();
		});
	}

	@Test
	void toolsAreToldOfTheExecutionsCaller() {
		assertThat(gateway(Map.of()).runTool("who:am_i", Map.of())).isEqualTo("ann");
	}

	@Test
	void toolsAreToldTheEndOfTheClockThatStartsWithTheGuest() {
		List<Duration> left = new ArrayList<>();
		MeteredToolGateway gateway = metered(CatalogToolGateway.of(Tools.tool("a:b", (arguments, context) -> {
			left.add(context.remaining());
			return null;
		})), Map.of("timeout", "1h"));
		ToolCallContext before = gateway.context();

		gateway.startClock();
		gateway.runTool("a:b", Map.of());

		assertThat(before.deadline()).isNull();
		assertThat(left.get(0)).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
		assertThat(gateway.context().cancellation()).isSameAs(before.cancellation());
	}

	@Test
	void withoutATimeoutThereIsNoEnd() {
		MeteredToolGateway gateway = metered(this.application, Map.of("timeout", 0));

		gateway.startClock();

		assertThat(gateway.context().deadline()).isNull();
	}

	/** The failure of an MCP tool counted as a success there; ours never does. */
	@Test
	void aFailedCallIsAFailureInTheRecordToo() {
		MeteredToolGateway gateway = gateway(Map.of());

		assertThat(failure(() -> gateway.runTool("math:fail", Map.of()))).hasMessage("No such number");

		assertThat(gateway.records()).singleElement().satisfies((call) -> {
			assertThat(call.outcome()).isEqualTo("execution_failed");
			assertThat(call.error())
				.isEqualTo(new ToolCallRecord.Error(ToolErrorCode.EXECUTION_FAILED, "No such number"));
		});
	}

	@Test
	void discoveryIsNeitherCountedNorRecorded() {
		MeteredToolGateway gateway = gateway(Map.of("tool-calls", 1));

		for (int i = 0; i < 20; i++) {
			assertThat(gateway.searchTools("next", 5, null).tools()).map(ToolSummary::id).contains("math:next");
			assertThat(gateway.listNamespaces()).containsExactly("math", "who");
			assertThat(gateway.describeTool("math:next", DetailLevel.SUMMARY).summary()).isNotEmpty();
			assertThat(gateway.listToolExamples("math:next", 1)).isEmpty();
			assertThat(gateway.toolsCalled("math", "next")).containsExactly("math:next");
		}

		assertThat(gateway.records()).isEmpty();
		assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);
	}

	@Test
	void recordsKeepTheArgumentsAsTheyWere() {
		MeteredToolGateway gateway = gateway(Map.of());
		Map<String, Object> arguments = new HashMap<>(Map.of("n", 1));

		gateway.runTool("math:next", arguments);
		arguments.put("n", 2);

		assertThat(gateway.records()).map(ToolCallRecord::arguments).containsExactly(Map.of("n", 1));
	}

	@Nested
	class Budget {

		@Test
		void aCallBeyondTheBudgetRunsNothing() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 2));
			gateway.runTool("math:next", Map.of());
			gateway.runTool("math:next", Map.of());

			ToolException failure = failure(() -> gateway.runTool("math:next", Map.of()));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
			assertThat(failure).hasMessageContaining("2 times");
			assertThat(MeteredToolGatewayTests.this.ran).hasValue(2);
			assertThat(gateway.records()).hasSize(2);
			assertThat(gateway.callsAccepted()).isEqualTo(2);
			assertThat(gateway.limitReached()).isEqualTo(ExecutionOutcome.TOOL_CALL_LIMIT);
		}

		@Test
		void failedCallsCount() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 2));
			failure(() -> gateway.runTool("math:fail", Map.of()));
			failure(() -> gateway.runTool("no:such_tool", Map.of()));

			assertThat(failure(() -> gateway.runTool("math:next", Map.of())).getCode())
				.isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
			assertThat(gateway.records()).map(ToolCallRecord::outcome)
				.containsExactly("execution_failed", "tool_not_found");
		}

		@Test
		void zeroIsUnlimited() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 0, "chain-steps", 0));

			for (int i = 0; i < 500; i++) {
				gateway.runTool("math:next", Map.of());
			}
			gateway.runChain(Collections.nCopies(100, next()));

			assertThat(gateway.records()).hasSize(600);
			assertThat(gateway.limitReached()).isNull();
		}

		@Test
		void tenRefusedCallsEndTheExecution() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 1));
			gateway.runTool("math:next", Map.of());

			for (int i = 0; i < 9; i++) {
				failure(() -> gateway.runTool("math:next", Map.of()));
			}
			assertThat(gateway.isExhausted()).isFalse();
			failure(() -> gateway.runTool("math:next", Map.of()));

			assertThat(gateway.isExhausted()).isTrue();
		}

	}

	@Nested
	class Chains {

		@Test
		void eachStepIsRecordedWithItsEffectiveArguments() {
			MeteredToolGateway gateway = gateway(Map.of());

			ChainResult result = gateway
				.runChain(List.of(new ChainStep("math:next", Map.of("n", 1), false), next(), next()));

			assertThat(result.value()).isEqualTo(4);
			assertThat(gateway.records()).map(ToolCallRecord::sequence).containsExactly(1, 2, 3);
			assertThat(gateway.records()).map(ToolCallRecord::arguments)
				.containsExactly(Map.of("n", 1), Map.of("previous", 2), Map.of("previous", 3));
			assertThat(gateway.longestChain()).isEqualTo(3);
		}

		/** There, every step of a chain was said to have taken the same time. */
		@Test
		void eachStepIsTimedByItself() {
			MeteredToolGateway gateway = new MeteredToolGateway(
					CatalogToolGateway.of(Tools.echo("a:quick"), Tools.tool("a:slow", (arguments, context) -> {
						long end = System.nanoTime() + 30_000_000;
						while (System.nanoTime() < end) {
							Thread.onSpinWait();
						}
						return null;
					})), MeteredToolGatewayTests.this.context, Limits.DEFAULTS, ExecutionListener.NONE,
					ObservationRegistry.NOOP);
			gateway.runTool("a:quick", Map.of());

			gateway
				.runChain(List.of(new ChainStep("a:quick", Map.of(), false), new ChainStep("a:slow", Map.of(), false)));

			assertThat(gateway.records().get(2).durationMs()).isGreaterThanOrEqualTo(30);
			assertThat(gateway.records().get(1).durationMs()).isLessThan(gateway.records().get(2).durationMs());
		}

		@Test
		void aChainOfNStepsTakesNCalls() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 4));
			gateway.runChain(Collections.nCopies(3, next()));

			assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);
			assertThat(failure(() -> gateway.runTool("math:next", Map.of())).getCode())
				.isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
		}

		@Test
		void aChainThatTheBudgetIsTooSmallForRunsNothing() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 2));

			ToolException failure = failure(() -> gateway.runChain(Collections.nCopies(3, next())));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
			assertThat(MeteredToolGatewayTests.this.ran).hasValue(0);
			assertThat(gateway.records()).isEmpty();
			assertThat(gateway.runChain(Collections.nCopies(2, next())).value()).isEqualTo(2);
		}

		@Test
		void callsThatDidNotRunAreGivenBackAndTheFailedOneIsNot() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 5));

			ChainResult result = gateway.runChain(List.of(next(), fail(), next(), next()));

			assertThat(result.steps()).hasSize(2);
			assertThat(gateway.records()).map(ToolCallRecord::outcome).containsExactly("ok", "execution_failed");
			for (int i = 0; i < 3; i++) {
				gateway.runTool("math:next", Map.of());
			}
			assertThat(failure(() -> gateway.runTool("math:next", Map.of())).getCode())
				.isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
		}

		@Test
		void aChainThatIsTooLongRunsNothing() {
			MeteredToolGateway gateway = gateway(Map.of("chain-steps", 2));

			ToolException failure = failure(() -> gateway.runChain(Collections.nCopies(3, next())));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.CHAIN_STEP_LIMIT);
			assertThat(failure).hasMessageContaining("3 steps").hasMessageContaining("at most 2");
			assertThat(MeteredToolGatewayTests.this.ran).hasValue(0);
			assertThat(gateway.limitReached()).isEqualTo(ExecutionOutcome.CHAIN_STEP_LIMIT);
			assertThat(gateway.longestChain()).isZero();
		}

		@Test
		void aChainWithoutStepsIsNoCall() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 1));

			assertThat(gateway.runChain(List.of())).isSameAs(ChainResult.EMPTY);

			assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);
		}

		@Test
		void aGatewayThatBreaksInAChainFailsTheStepAndGivesTheRestBack() {
			MeteredToolGateway gateway = metered(new BrokenGateway(), Map.of("tool-calls", 3));

			ChainResult result = gateway.runChain(Collections.nCopies(3, next()));

			assertThat(result.steps()).singleElement()
				.satisfies((step) -> assertThat(step.error().code()).isEqualTo(ToolErrorCode.INTERNAL));
			assertThat(gateway.runChain(Collections.nCopies(2, next())).steps()).hasSize(1);
		}

		private ChainStep fail() {
			return new ChainStep("math:fail", Map.of(), false);
		}

	}

	@Nested
	class Closing {

		@Test
		void afterTheEndNothingIsAnswered() {
			MeteredToolGateway gateway = gateway(Map.of());
			gateway.close();

			assertThat(List.of(failure(() -> gateway.runTool("math:next", Map.of())),
					failure(() -> gateway.runChain(List.of(next()))), failure(() -> gateway.runChain(List.of())),
					failure(() -> gateway.searchTools("", 1, null)), failure(gateway::listNamespaces),
					failure(() -> gateway.describeTool("math:next", DetailLevel.SUMMARY)),
					failure(() -> gateway.listToolExamples("math:next", 1)),
					failure(() -> gateway.toolsCalled("math", "next"))))
				.allSatisfy((failure) -> assertThat(failure.getCode()).isEqualTo(ToolErrorCode.CANCELLED));
			assertThat(MeteredToolGatewayTests.this.ran).hasValue(0);
			assertThat(gateway.records()).isEmpty();
		}

		@Test
		void aCallThatStillRunsIsRecordedAsCancelledExactlyOnce() throws Exception {
			MeteredToolGateway gateway = gateway(Map.of());
			Future<?> late = MeteredToolGatewayTests.this.threads.submit(() -> gateway.runTool("math:wait", Map.of()));
			MeteredToolGatewayTests.this.entered.await();
			assertThat(gateway.records()).isEmpty();

			gateway.close();
			gateway.close();
			MeteredToolGatewayTests.this.release.countDown();
			late.get();

			assertThat(gateway.records()).singleElement().satisfies((call) -> {
				assertThat(call.outcome()).isEqualTo("cancelled");
				assertThat(call.error().code()).isEqualTo(ToolErrorCode.CANCELLED);
			});
			assertThat(MeteredToolGatewayTests.this.heard).isEqualTo(gateway.records());
		}

		@Test
		void theToolsThatStillRunAreToldThatNobodyWaits() {
			MeteredToolGateway gateway = gateway(Map.of());
			AtomicInteger told = new AtomicInteger();
			gateway.context().cancellation().onCancel(told::incrementAndGet);

			gateway.close();

			assertThat(told).hasValue(1);
		}

		@Test
		void aChainDoesNotGoOnAfterTheEnd() throws Exception {
			MeteredToolGateway gateway = gateway(Map.of());
			Future<ChainResult> chain = MeteredToolGatewayTests.this.threads
				.submit(() -> gateway.runChain(List.of(new ChainStep("math:wait", Map.of(), false), next())));
			MeteredToolGatewayTests.this.entered.await();

			gateway.close();
			MeteredToolGatewayTests.this.release.countDown();

			assertThat(chain.get().steps()).hasSize(2)
				.last()
				.satisfies((step) -> assertThat(step.error().code()).isEqualTo(ToolErrorCode.CANCELLED));
			assertThat(MeteredToolGatewayTests.this.ran).hasValue(0);
			assertThat(gateway.records()).hasSize(1);
		}

	}

	@Nested
	class Listening {

		@Test
		void theListenerHearsOfEachCallWhenItEnds() {
			MeteredToolGateway gateway = gateway(Map.of());
			gateway.runTool("math:next", Map.of());
			failure(() -> gateway.runTool("math:fail", Map.of()));

			assertThat(MeteredToolGatewayTests.this.heard).isEqualTo(gateway.records()).hasSize(2);
		}

		@Test
		void aListenerThatFailsDoesNotFailTheCall() {
			MeteredToolGateway gateway = new MeteredToolGateway(MeteredToolGatewayTests.this.application,
					MeteredToolGatewayTests.this.context, Limits.DEFAULTS, new ExecutionListener() {

						@Override
						public void onToolCall(ToolCallRecord call) {
							throw new IllegalStateException("The page was closed");
						}

					}, ObservationRegistry.NOOP);

			assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);
			assertThat(gateway.records()).map(ToolCallRecord::outcome).containsExactly("ok");
		}

		/** There the budget stood still as long as somebody looked at a call. */
		@Test
		void aListenerThatBlocksHoldsUpNoOtherCallAndNotTheEnd() throws Exception {
			CountDownLatch blocked = new CountDownLatch(1);
			List<Object> told = Collections.synchronizedList(new ArrayList<>());
			MeteredToolGateway gateway = listenedTo((call) -> {
				blocked.countDown();
				awaitRelease();
				told.add(call.sequence());
			});
			Future<?> first = MeteredToolGatewayTests.this.threads.submit(() -> gateway.runTool("math:next", Map.of()));
			blocked.await();

			assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);
			assertThat(gateway.runChain(List.of(next(), next())).value()).isEqualTo(2);
			assertThat(gateway.listNamespaces()).isNotEmpty();
			gateway.close();

			assertThat(gateway.records()).map(ToolCallRecord::sequence).containsExactly(1, 2, 3, 4);
			assertThat(first.isDone()).isFalse();
			assertThat(told).isEmpty();
			MeteredToolGatewayTests.this.release.countDown();
			first.get();
			assertThat(told).containsExactly(1, 2, 3, 4);
		}

		@Test
		void aListenerMayCallAToolAndHearsOfThatCallNext() {
			List<String> told = new ArrayList<>();
			List<MeteredToolGateway> itself = new ArrayList<>();
			MeteredToolGateway gateway = listenedTo((call) -> {
				told.add("begin " + call.sequence());
				if (call.sequence() < 3) {
					itself.get(0).runTool("math:next", Map.of());
				}
				told.add("end " + call.sequence());
			});
			itself.add(gateway);

			gateway.runTool("math:next", Map.of());

			assertThat(told).containsExactly("begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3");
		}

		@Test
		void aListenerMayEndTheExecutionFromAnotherThread() throws Exception {
			List<MeteredToolGateway> itself = new ArrayList<>();
			MeteredToolGateway gateway = listenedTo((call) -> {
				try {
					MeteredToolGatewayTests.this.threads.submit(itself.get(0)::close).get();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			itself.add(gateway);

			assertThat(gateway.runTool("math:next", Map.of())).isEqualTo(1);

			assertThat(failure(gateway::listNamespaces).getCode()).isEqualTo(ToolErrorCode.CANCELLED);
		}

		private void awaitRelease() {
			try {
				MeteredToolGatewayTests.this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private MeteredToolGateway listenedTo(Consumer<ToolCallRecord> listener) {
			return new MeteredToolGateway(MeteredToolGatewayTests.this.application,
					MeteredToolGatewayTests.this.context, Limits.DEFAULTS, new ExecutionListener() {

						@Override
						public void onToolCall(ToolCallRecord call) {
							listener.accept(call);
						}

					}, ObservationRegistry.NOOP);
		}

		@Test
		void aListenerMayAskTheGateway() {
			List<Integer> counts = new ArrayList<>();
			List<MeteredToolGateway> itself = new ArrayList<>();
			MeteredToolGateway gateway = new MeteredToolGateway(MeteredToolGatewayTests.this.application,
					MeteredToolGatewayTests.this.context, Limits.DEFAULTS, new ExecutionListener() {

						@Override
						public void onToolCall(ToolCallRecord call) {
							counts.add(itself.get(0).records().size());
						}

					}, ObservationRegistry.NOOP);
			itself.add(gateway);

			gateway.runTool("math:next", Map.of());

			assertThat(counts).containsExactly(1);
		}

	}

	@Nested
	class FailuresOfAGateway {

		@Test
		void whatAGatewayOfTheApplicationsOwnThrowsIsHidden() {
			MeteredToolGateway gateway = metered(new BrokenGateway(), Map.of());

			ToolException failure = failure(() -> gateway.runTool("a:b", Map.of()));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.INTERNAL);
			assertThat(failure.getMessage()).doesNotContain("secret").contains("the log has the details under");
			assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
			assertThat(gateway.records()).map(ToolCallRecord::outcome).containsExactly("internal");
		}

		@Test
		void argumentsThatCannotBeCopiedLeaveNoGapInTheSequence() {
			MeteredToolGateway gateway = gateway(Map.of());
			Map<String, Object> broken = new HashMap<>() {

				private static final long serialVersionUID = 1L;

				@Override
				public Set<Map.Entry<String, Object>> entrySet() {
					throw new IllegalStateException("Broken");
				}

			};

			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> gateway.runTool("math:next", broken));
			gateway.runTool("math:next", Map.of());

			assertThat(gateway.records()).map(ToolCallRecord::sequence).containsExactly(1);
		}

	}

	@Nested
	class QuestionsThatAreNotValid {

		static Stream<Consumer<ToolGateway>> malformedIds() {
			return Stream.of((gateway) -> gateway.runTool("nonsense", Map.of()),
					(gateway) -> gateway.describeTool("nonsense", DetailLevel.FULL),
					(gateway) -> gateway.listToolExamples("nonsense", 1));
		}

		@ParameterizedTest
		@MethodSource("malformedIds")
		void aMalformedIdIsAToolErrorForTheCodeOfAnExecution(Consumer<ToolGateway> question) {
			ToolException failure = failure(() -> question.accept(gateway(Map.of())));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
			assertThat(failure.getToolId()).isEqualTo("nonsense");
			assertThat(failure).hasMessageContaining("'nonsense' is not a tool id");
		}

		@ParameterizedTest
		@MethodSource("malformedIds")
		void aMalformedIdIsAnInvalidRequestOutsideExecutions(Consumer<ToolGateway> question) {
			MeteredToolGateway gateway = new MeteredToolGateway(MeteredToolGatewayTests.this.application,
					ToolCallContext.anonymous(), Limits.DEFAULTS, ExecutionListener.NONE, ObservationRegistry.NOOP);

			assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> question.accept(gateway))
				.withMessageStartingWith("id: 'nonsense' is not a tool id");
			assertThat(gateway.records()).isEmpty();
		}

		@Test
		void inAnExecutionTheCallCountsAndIsRecorded() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 1));

			failure(() -> gateway.runTool("nonsense", Map.of()));

			assertThat(gateway.records()).map(ToolCallRecord::outcome).containsExactly("validation_input");
			assertThat(failure(() -> gateway.runTool("math:next", Map.of())).getCode())
				.isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT);
		}

		@Test
		void inAChainItFailsTheStepAndKeepsThoseBefore() {
			List<ChainStep> steps = List.of(next(), new ChainStep("nonsense", Map.of(), false), next());

			for (ToolGateway gateway : List.of(gateway(Map.of()), MeteredToolGatewayTests.this.application)) {
				ChainResult result = gateway.runChain(steps);

				assertThat(result.value()).isEqualTo(1);
				assertThat(result.steps()).hasSize(2)
					.last()
					.satisfies((step) -> assertThat(step.error().code()).isEqualTo(ToolErrorCode.VALIDATION_INPUT));
			}
		}

	}

	@Nested
	class Observed {

		@Test
		void aCallIsObservedWithProfileToolAndOutcome() {
			gateway(Map.of()).runTool("math:next", Map.of());

			observed().hasNumberOfObservationsEqualTo(1)
				.hasObservationWithNameEqualTo("toolruntime.tool.call")
				.that()
				.hasLowCardinalityKeyValue("profile", "standard")
				.hasLowCardinalityKeyValue("tool", "math:next")
				.hasLowCardinalityKeyValue("outcome", "ok")
				.hasBeenStarted()
				.hasBeenStopped()
				.doesNotHaveError();
		}

		@Test
		void aFailureIsObservedWithItsCode() {
			failure(() -> gateway(Map.of()).runTool("math:fail", Map.of()));

			observed().hasSingleObservationThat()
				.hasLowCardinalityKeyValue("outcome", "execution_failed")
				.hasBeenStopped()
				.hasError();
		}

		@Test
		void idsThatTheCodeMadeUpDoNotFillTheMeters() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 0));
			for (int i = 0; i < 20; i++) {
				String id = "made:up" + i;
				failure(() -> gateway.runTool(id, Map.of()));
				failure(() -> gateway.runTool(id + ":::", Map.of()));
			}

			observed().hasNumberOfObservationsEqualTo(40)
				.forAllObservationsWithNameEqualTo("toolruntime.tool.call",
						(observation) -> observation.hasLowCardinalityKeyValue("tool", "other"));
		}

		@Test
		void aRefusedCallIsNoCall() {
			MeteredToolGateway gateway = gateway(Map.of("tool-calls", 1));
			gateway.runTool("math:next", Map.of());
			failure(() -> gateway.runTool("math:next", Map.of()));

			observed().hasNumberOfObservationsEqualTo(1);
		}

	}

	private TestObservationRegistryAssert observed() {
		return TestObservationRegistryAssert.assertThat(this.observations);
	}

	private static ChainStep next() {
		return new ChainStep("math:next", Map.of(), true);
	}

	private MeteredToolGateway gateway(Map<String, Object> limits) {
		return metered(this.application, limits);
	}

	private MeteredToolGateway metered(ToolGateway delegate, Map<String, Object> limits) {
		return new MeteredToolGateway(delegate, this.context, Limits.parse(limits).orElse(Limits.DEFAULTS),
				new ExecutionListener() {

					@Override
					public void onToolCall(ToolCallRecord call) {
						MeteredToolGatewayTests.this.heard.add(call);
					}

				}, this.observations);
	}

	private static ToolException failure(ThrowingCallable call) {
		ToolException failure = catchThrowableOfType(ToolException.class, call);
		assertThat(failure).isNotNull();
		return failure;
	}

}
