package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.caller.Caller;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolRunner;
import io.toolruntime.tool.ToolSource;
import io.toolruntime.tool.ToolSummary;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CatalogToolGatewayTests {

	private final CatalogToolGateway gateway = CatalogToolGateway.of(Tools.echo("orders:find_order"),
			Tools.echo("orders:refund_order"), Tools.echo("inventory:reserve"),
			Tools.tool("math:fail", (arguments, context) -> {
				throw new ToolException("No such number");
			}),
			Tools.tool("math:increment",
					(arguments, context) -> ((Number) arguments.getOrDefault("previous", 0)).intValue() + 1),
			Tool.of(ToolDescriptor.of("math:square", "Squares", Tools.ID), (arguments, context) -> {
				int id = (Integer) arguments.get("id");
				return Map.of("square", id * id);
			}));

	@Test
	void aGatewayIsMadeOfToolsInCode() {
		assertThat(this.gateway.runTool("math:square", Map.of("id", 7))).isEqualTo(Map.of("square", 49));
	}

	@Test
	void aGatewayIsMadeOfSources() {
		CatalogToolGateway gateway = CatalogToolGateway.of(ToolSource.of("a", List.of(Tools.echo("a:x"))),
				ToolSource.of("b", List.of(Tools.echo("b:x"))));

		assertThat(gateway.listNamespaces()).containsExactly("a", "b");
	}

	@Test
	void toolsAreToldWhoTheGatewayIsBoundTo() {
		AtomicReference<ToolCallContext> told = new AtomicReference<>();
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("a:b", (arguments, context) -> {
			told.set(context);
			return null;
		}));
		ToolCallContext context = new ToolCallContext(Caller.named("ann"), "e1", "standard", null, new Cancellation());

		gateway.bind(context).runTool("a:b", Map.of());
		assertThat(told.get()).isSameAs(context);

		gateway.runTool("a:b", Map.of());
		assertThat(told.get().caller()).isEqualTo(Caller.ANONYMOUS);
	}

	@Test
	void aMistypedNameGetsAHint() {
		ToolException failure = failure(() -> this.gateway.runTool("orders:find", Map.of()));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND);
		assertThat(failure.getToolId()).isEqualTo("orders:find");
		assertThat(failure).hasMessageContaining("There is no tool 'orders:find'")
			.hasMessageContaining("orders:find_order");
	}

	@Test
	void anUnversionedNameRunsTheLatestVersionThatTheViewMaySee() {
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("a:b:1", (arguments, context) -> "one"),
				Tools.tool("a:b:2", (arguments, context) -> "two"));

		assertThat(gateway.runTool("a:b", Map.of())).isEqualTo("two");
		assertThat(gateway.withFilter((tool) -> "1".equals(tool.id().version())).runTool("a:b", Map.of()))
			.isEqualTo("one");
	}

	static Stream<Arguments> questions() {
		return Stream.of(Arguments.of("limit", (Question) (gateway) -> gateway.searchTools("", 0, null)),
				Arguments.of("limit", (Question) (gateway) -> gateway.searchTools("", 101, null)),
				Arguments.of("cursor", (Question) (gateway) -> gateway.searchTools("", 1, "garbage")),
				Arguments.of("max", (Question) (gateway) -> gateway.listToolExamples("orders:find_order", 6)));
	}

	@ParameterizedTest
	@MethodSource("questions")
	void anArgumentThatIsNotValidIsNamed(String argument, Question question) {
		ToolException failure = failure(() -> question.ask(this.gateway));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure.getMessage()).startsWith(argument);
	}

	static Stream<Question> malformedIds() {
		return Stream.of((gateway) -> gateway.describeTool("nonsense", DetailLevel.FULL),
				(gateway) -> gateway.listToolExamples("", 1), (gateway) -> gateway.runTool("a:b:c:d", Map.of()));
	}

	@ParameterizedTest
	@MethodSource("malformedIds")
	void whatIsNoIdIsAnInvalidRequest(Question question) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> question.ask(this.gateway))
			.withMessageStartingWith("id: ")
			.withMessageContaining("is not a tool id");
	}

	@Nested
	class Away {

		private final CatalogToolGateway gateway = CatalogToolGateway.of(new ToolSource() {

			@Override
			public String name() {
				return "javascript";
			}

			@Override
			public String namespace() {
				return "javascript";
			}

			@Override
			public List<Tool> tools() {
				throw new ToolException(null, ToolErrorCode.UNAVAILABLE, "bun is not installed; install it");
			}

		}, ToolSource.of("code", List.of(Tools.echo("orders:find_order"))));

		@Test
		void aToolOfASourceThatIsAwayIsUnavailableWithTheReason() {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> this.gateway.runTool("javascript:convert", Map.of()))
				.withMessageContaining("bun is not installed; install it")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.UNAVAILABLE));
		}

		@Test
		void aToolOfASourceThatIsThereIsNot() {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> this.gateway.runTool("orders:no_order", Map.of()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND));
		}

		@Test
		void aViewThatMayNotSeeItIsNotTold() {
			CatalogToolGateway narrow = this.gateway.narrowedTo(new ToolFilter(List.of("*"), List.of("javascript:*")));

			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> narrow.runTool("javascript:convert", Map.of()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND));
		}

	}

	@Nested
	class Narrowed {

		private final CatalogToolGateway narrow = CatalogToolGatewayTests.this.gateway
			.narrowedTo(new ToolFilter(List.of("orders:*"), List.of("orders:refund_order")));

		@Test
		void searchNamespacesAndCalledNamesAgree() {
			assertThat(this.narrow.searchTools("", 100, null).tools()).map(ToolSummary::id)
				.containsExactly("orders:find_order");
			assertThat(this.narrow.searchTools("refund", 100, null).tools()).map(ToolSummary::id)
				.doesNotContain("orders:refund_order");
			assertThat(this.narrow.listNamespaces()).containsExactly("orders");
			assertThat(this.narrow.toolsCalled("orders", "find_order")).containsExactly("orders:find_order");
			assertThat(this.narrow.toolsCalled("orders", "refund_order")).isEmpty();
			assertThat(this.narrow.toolNames()).isEqualTo(Map.of("orders", List.of("find_order")));
		}

		static Stream<Question> questions() {
			return Stream.of((gateway) -> gateway.runTool("orders:refund_order", Map.of()),
					(gateway) -> gateway.describeTool("orders:refund_order", DetailLevel.SUMMARY),
					(gateway) -> gateway.listToolExamples("orders:refund_order", 1));
		}

		@ParameterizedTest
		@MethodSource("questions")
		void aToolOutsideDoesNotExist(Question question) {
			ToolException failure = failure(() -> question.ask(this.narrow));

			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND);
			assertThat(failure.getMessage()).startsWith("There is no tool 'orders:refund_order'");
		}

		@Test
		void aChainCannotReachOutside() {
			ChainResult result = this.narrow.runChain(List.of(step("inventory:reserve", Map.of())));

			assertThat(result.steps()).singleElement()
				.satisfies((step) -> assertThat(step.error().code()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND));
		}

		@Test
		void theHintDoesNotGiveAwayWhatIsOutside() {
			assertThat(failure(() -> this.narrow.runTool("orders:refund", Map.of())).getMessage())
				.doesNotContain("refund_order");
		}

		@Test
		void aViewIsNeverWiderThanWhatItIsAViewOf() {
			CatalogToolGateway again = this.narrow.narrowedTo(ToolFilter.ALL).withFilter((tool) -> true);

			assertThat(again.listNamespaces()).containsExactly("orders");
			assertThat(again.bind(ToolCallContext.anonymous()).listNamespaces()).containsExactly("orders");
		}

	}

	@Nested
	class CalledNames {

		private final CatalogToolGateway gateway = CatalogToolGateway.of(Tools.echo("my-shop:find.order:1"),
				Tools.echo("my-shop:find.order:2"), Tools.echo("a:find-x"), Tools.echo("a:then"),
				Tools.echo("--proto--:find"));

		private final CatalogToolGateway clashing = new CatalogToolGateway(
				new UnorderedCatalog("a:find-x", "a:find_x", "a:find.x"), new ToolRunner());

		@Test
		void aNameThatIsNoIdentifierIsFoundAsItIsWritten() {
			assertThat(this.gateway.toolsCalled("my_shop", "find_order")).containsExactly("my-shop:find.order");
		}

		@Test
		void namesThatClashAreAllNamed() {
			assertThat(this.clashing.toolsCalled("a", "find_x")).containsExactly("a:find-x", "a:find.x", "a:find_x");
		}

		@Test
		void aNameThatIsWrittenExactlyIsMeant() {
			assertThat(this.clashing.toolsCalled("a", "find-x")).containsExactly("a:find-x");
			assertThat(this.gateway.toolsCalled("a", "find-x")).containsExactly("a:find-x");
		}

		@Test
		void namesAreListedAsCodeWritesThemAndNoneThatCodeCannotCall() {
			assertThat(this.gateway.toolNames())
				.isEqualTo(Map.of("a", List.of("find_x"), "my_shop", List.of("find_order")));
		}

		@Test
		void allNamesAreListedAtOnceHoweverManyThereAre() {
			CatalogToolGateway many = CatalogToolGateway
				.of(IntStream.range(0, 250).mapToObj((i) -> Tools.echo("n:t-" + i)).toArray(Tool[]::new));

			assertThat(many.toolNames().get("n")).hasSize(250).isSorted().contains("t_249");
			assertThat(new SearchingGateway(many).toolNames()).isEqualTo(many.toolNames());
		}

		@Test
		void aGatewayThatOnlyCanSearchFindsTheSame() {
			CatalogToolGateway many = CatalogToolGateway
				.of(IntStream.range(0, 250).mapToObj((i) -> Tools.echo("n:t-" + i)).toArray(Tool[]::new));
			ToolGateway searching = new SearchingGateway(many);

			assertThat(searching.toolsCalled("n", "t_249")).isEqualTo(many.toolsCalled("n", "t_249"))
				.containsExactly("n:t-249");
		}

	}

	@Nested
	class Chains {

		@Test
		void aChainWithoutStepsGivesNothing() {
			assertThat(CatalogToolGatewayTests.this.gateway.runChain(List.of())).isSameAs(ChainResult.EMPTY);
		}

		@Test
		void aStepGetsTheResultOfTheOneBeforeIfItAsks() {
			ChainResult result = chain(step("math:square", Map.of("id", 3)),
					previous("orders:find_order", Map.of("a", 1)));

			assertThat(result.value()).isEqualTo(Map.of("a", 1, "previous", Map.of("square", 9)));
			assertThat(result.steps()).hasSize(2).allSatisfy((step) -> assertThat(step.error()).isNull());
		}

		@Test
		void aToolThatTakesOnlyWhatItDescribesCanBeChainedToo() {
			Map<String, Object> closed = Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer")),
					"additionalProperties", false);
			CatalogToolGateway gateway = CatalogToolGateway
				.of(Tool.of(ToolDescriptor.of("orders:find", "Finds", closed), (arguments, context) -> arguments));

			ChainResult result = gateway.runChain(List.of(step("orders:find", Map.of("id", 1)),
					previous("orders:find", Map.of("id", 2)), previous("orders:find", Map.of("id", 3, "other", 1))));

			assertThat(result.value()).isEqualTo(Map.of("id", 2, "previous", Map.of("id", 1)));
			assertThat(result.steps()).hasSize(3);
			assertThat(result.steps().get(2).error()).extracting(ChainResult.Failure::code)
				.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		}

		@Test
		void aStepThatDoesNotAskGetsOnlyItsOwnArguments() {
			assertThat(chain(step("math:square", Map.of("id", 3)), step("orders:find_order", Map.of("a", 1))).value())
				.isEqualTo(Map.of("a", 1));
		}

		@Test
		void thePreviousResultOverwritesAnArgumentOfThatName() {
			assertThat(chain(step("math:square", Map.of("id", 3)),
					previous("orders:find_order", Map.of("previous", "mine")))
				.value()).isEqualTo(Map.of("previous", Map.of("square", 9)));
		}

		@Test
		void theFirstStepGetsNull() {
			Map<String, Object> expected = new HashMap<>();
			expected.put("previous", null);

			assertThat(chain(previous("orders:find_order", Map.of("previous", "mine"))).value()).isEqualTo(expected);
		}

		@Test
		void aChainStopsAtTheFirstFailureAndGivesTheStepsSoFar() {
			ChainResult result = chain(step("math:square", Map.of("id", 3)), step("math:fail", Map.of()),
					step("math:square", Map.of("id", 4)));

			assertThat(result.value()).isEqualTo(Map.of("square", 9));
			assertThat(result.steps()).containsExactly(new ChainResult.Step("math:square", Map.of("square", 9), null),
					new ChainResult.Step("math:fail", null,
							new ChainResult.Failure(ToolErrorCode.EXECUTION_FAILED, "No such number")));
		}

		@Test
		void stepsRunOneAfterTheOther() {
			List<Integer> order = new ArrayList<>();
			CatalogToolGateway gateway = CatalogToolGateway.of(Tools.tool("a:b", (arguments, context) -> {
				order.add((Integer) arguments.get("n"));
				return null;
			}));

			gateway.runChain(IntStream.range(0, 10).mapToObj((n) -> step("a:b", Map.of("n", n))).toList());

			assertThat(order).isSorted().hasSize(10);
		}

		private ChainResult chain(ChainStep... steps) {
			return CatalogToolGatewayTests.this.gateway.runChain(Arrays.asList(steps));
		}

		private ChainStep previous(String id, Map<String, Object> args) {
			return new ChainStep(id, args, true);
		}

	}

	private static ChainStep step(String id, Map<String, Object> args) {
		return new ChainStep(id, args, false);
	}

	private static ToolException failure(ThrowingCallable call) {
		ToolException failure = catchThrowableOfType(ToolException.class, call);
		assertThat(failure).isNotNull();
		return failure;
	}

	/** Something asked of a gateway. */
	@FunctionalInterface
	interface Question {

		Object ask(ToolGateway gateway);

	}

	/** A catalog of somebody else's, who lets names clash. */
	private record UnorderedCatalog(String... ids) implements ToolCatalog {

		@Override
		public List<ToolDescriptor> tools() {
			return Stream.of(this.ids).map((id) -> Tools.echo(id).descriptor()).toList();
		}

		@Override
		public Optional<Tool> find(ToolId id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ToolPage search(String query, int limit, String cursor, Predicate<ToolDescriptor> visible) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<String> namespaces(Predicate<ToolDescriptor> visible) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ToolDocumentation describe(ToolId id, DetailLevel detail, Predicate<ToolDescriptor> visible) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<ToolExample> examples(ToolId id, int max, Predicate<ToolDescriptor> visible) {
			throw new UnsupportedOperationException();
		}

	}

	/** A gateway with nothing of its own but a search. */
	private record SearchingGateway(ToolGateway delegate) implements ToolGateway {

		@Override
		public ToolPage searchTools(String query, int limit, String cursor) {
			return this.delegate.searchTools(query, limit, cursor);
		}

		@Override
		public List<String> listNamespaces() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ToolDocumentation describeTool(String id, DetailLevel detail) {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<ToolExample> listToolExamples(String id, int max) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object runTool(String id, Map<String, Object> args) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ChainResult runChain(List<ChainStep> steps) {
			throw new UnsupportedOperationException();
		}

	}

}
