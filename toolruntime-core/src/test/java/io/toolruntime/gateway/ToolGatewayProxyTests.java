package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A gateway that is asked through its proxy answers as it would itself. */
class ToolGatewayProxyTests {

	private final CatalogToolGateway gateway = CatalogToolGateway.of(Tools.echo("orders:find_order"),
			Tools.echo("orders:list-orders"), Tools.echo("my-stock:reserve"),
			Tools.tool("math:fail", (arguments, context) -> {
				throw new ToolException("No such number");
			}),
			Tools.tool("math:increment",
					(arguments, context) -> ((Number) arguments.getOrDefault("previous", 0)).intValue() + 1),
			Tool.of(ToolDescriptor.of("math:square", "Squares a number", Tools.ID)
				.withTags(Set.of("arithmetic"))
				.withOutputSchema(Map.of("type", "integer"))
				.withExamples(List.of(new ToolExample("Seven", "of all", Map.of("id", 7), "49"))),
					(arguments, context) -> (Integer) arguments.get("id") * (Integer) arguments.get("id")));

	private final ToolGatewayServer server = new ToolGatewayServer(this.gateway);

	private final ToolGatewayClient client = new ToolGatewayClient(this.server::serve);

	@Test
	void aToolIsRun() {
		assertThat(this.client.runTool("math:square", Map.of("id", 7))).isEqualTo(49);
	}

	@Test
	void aToolIsRunByTheNamesThatCodeGivesIt() {
		assertThat(this.server.serve(GatewayMethod.RUN_TOOL,
				Map.of("namespace", "my_stock", "name", "reserve", "args", Map.of("id", 1))))
			.isEqualTo(this.gateway.runTool("my-stock:reserve", Map.of("id", 1)));
	}

	@Test
	void aFailureKeepsItsCodeAndItsMessage() {
		ToolException failure = catchThrowableOfType(ToolException.class,
				() -> this.client.runTool("math:fail", Map.of()));
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		assertThat(failure.getMessage()).isEqualTo("No such number");
		assertThat(failure.getToolId()).isEqualTo("math:fail");
	}

	@Test
	void aToolThatDoesNotExistIsRefusedInTheGatewaysWords() {
		ToolException failure = catchThrowableOfType(ToolException.class, () -> this.server
			.serve(GatewayMethod.RUN_TOOL, Map.of("namespace", "orders", "name", "nothing", "args", Map.of())));
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TOOL_NOT_FOUND);
		assertThat(failure.getToolId()).isEqualTo("orders:nothing");
	}

	@Test
	void anIdOfAnOutsiderHasNoControlCharactersWhereItIsShown() {
		for (Map<String, Object> params : List.<Map<String, Object>>of(
				Map.of("id", "orders:\u001b[31mfind\n", "args", Map.of()),
				Map.of("namespace", "orders", "name", "\u001b[31mfind\n", "args", Map.of()))) {
			ToolException failure = catchThrowableOfType(ToolException.class,
					() -> this.server.serve(GatewayMethod.RUN_TOOL, params));
			assertThat(failure.getMessage()).contains("?[31mfind?").doesNotContain("\u001b", "\n");
		}
	}

	@Test
	void aSearchFindsWhatTheGatewayFindsPageByPage() {
		ToolPage first = this.client.searchTools("orders", 1, null);
		assertThat(first).isEqualTo(this.gateway.searchTools("orders", 1, null));
		assertThat(first.nextCursor()).isNotNull();
		assertThat(this.client.searchTools("orders", 1, first.nextCursor()))
			.isEqualTo(this.gateway.searchTools("orders", 1, first.nextCursor()));
	}

	@Test
	void namespacesAreListed() {
		assertThat(this.client.listNamespaces()).containsExactly("math", "my-stock", "orders");
	}

	@Test
	void namesAreListedAsCodeWritesThem() {
		assertThat(this.server.serve(GatewayMethod.LIST_NAMESPACES, Map.of("identifiers", true)))
			.isEqualTo(List.of("math", "my_stock", "orders"));
		assertThat(this.server.serve(GatewayMethod.LIST_NAMES, Map.of("namespace", "orders")))
			.isEqualTo(List.of("find_order", "list_orders"));
		assertThat(this.server.serve(GatewayMethod.LIST_NAMES, Map.of("namespace", "my_stock")))
			.isEqualTo(List.of("reserve"));
	}

	@Test
	void aNameThatAGatewayHasForTwoToolsIsAnErrorThatTellsTheWayOut() {
		ToolGatewayServer clashing = new ToolGatewayServer(new ToolGatewayClient(
				(method, params) -> Map.of("tools", List.of(summary("a:b-c"), summary("a:b.c")))));

		ToolException failure = catchThrowableOfType(ToolException.class,
				() -> clashing.serve(GatewayMethod.RUN_TOOL, Map.of("namespace", "a", "name", "b_c")));

		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(failure).hasMessageContaining("tools.a.b_c")
			.hasMessageContaining("a:b-c and a:b.c")
			.hasMessageContaining("gateway.runTool(id, args)");
	}

	private static Map<String, Object> summary(String id) {
		return Map.of("id", id, "name", id, "namespace", "a", "summary", "A tool", "tags", List.of());
	}

	@Test
	void namesAreAskedForOnceHoweverOftenCodeListsThem() {
		AtomicInteger searches = new AtomicInteger();
		ToolGatewayServer counted = new ToolGatewayServer(new ToolGatewayClient((method, params) -> {
			searches.incrementAndGet();
			return this.server.serve(method, params);
		}));

		for (int i = 0; i < 100; i++) {
			assertThat(counted.serve(GatewayMethod.LIST_NAMES, Map.of("namespace", "orders")))
				.isEqualTo(List.of("find_order", "list_orders"));
		}

		assertThat(searches).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "a:b:c:d" })
	void aMalformedIdIsAToolErrorAtTheOtherEnd(String id) {
		for (ThrowingCallable question : List.<ThrowingCallable>of(() -> this.client.runTool(id, Map.of()),
				() -> this.client.describeTool(id, DetailLevel.FULL), () -> this.client.listToolExamples(id, 1))) {
			assertThat(catchThrowableOfType(ToolException.class, question).getCode())
				.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aToolIsDocumentedAsFarAsAsked(DetailLevel detail) {
		assertThat(this.client.describeTool("math:square", detail)).usingRecursiveComparison()
			.ignoringFields("tool.examples")
			.isEqualTo(this.gateway.describeTool("math:square", detail));
	}

	@Test
	void examplesAreListed() {
		assertThat(this.client.listToolExamples("math:square", 5))
			.isEqualTo(this.gateway.listToolExamples("math:square", 5))
			.hasSize(1);
	}

	@Test
	void aChainIsRunAndItsFailureIsPartOfTheResult() {
		List<ChainStep> steps = List.of(new ChainStep("math:increment", Map.of(), false),
				new ChainStep("math:increment", Map.of(), true), new ChainStep("math:fail", Map.of(), false));
		ChainResult result = this.client.runChain(steps);
		assertThat(result).isEqualTo(this.gateway.runChain(steps));
		assertThat(result.steps()).hasSize(3);
		assertThat(result.steps().get(2).error()).isNotNull();
	}

	@Test
	void argumentsOfTheWrongTypeAreRefusedWithTheirName() {
		Map<GatewayMethod, Map<String, Object>> requests = Map.of(GatewayMethod.SEARCH_TOOLS, Map.of("query", 1),
				GatewayMethod.LIST_NAMES, Map.of("namespace", List.of()), GatewayMethod.DESCRIBE_TOOL,
				Map.of("id", "math:square", "detail", "everything"), GatewayMethod.LIST_TOOL_EXAMPLES,
				Map.of("id", "math:square", "max", "many"), GatewayMethod.RUN_TOOL,
				Map.of("id", "math:square", "args", "7"), GatewayMethod.RUN_CHAIN, Map.of("steps", Map.of()));
		Map<GatewayMethod, String> named = Map.of(GatewayMethod.SEARCH_TOOLS, "query", GatewayMethod.LIST_NAMES,
				"namespace", GatewayMethod.DESCRIBE_TOOL, "detail", GatewayMethod.LIST_TOOL_EXAMPLES, "max",
				GatewayMethod.RUN_TOOL, "args", GatewayMethod.RUN_CHAIN, "steps");
		requests.forEach((method, params) -> {
			ToolException failure = catchThrowableOfType(ToolException.class, () -> this.server.serve(method, params));
			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
			assertThat(failure.getMessage()).contains("gateway." + method.wireName(), "'" + named.get(method) + "'");
		});
	}

	@Test
	void argumentsThatAreMissingAreTheDefaultsOrRefused() {
		assertThat(this.server.serve(GatewayMethod.SEARCH_TOOLS, Map.of("query", "square"))).isNotNull();
		for (GatewayMethod method : List.of(GatewayMethod.RUN_TOOL, GatewayMethod.RUN_CHAIN,
				GatewayMethod.DESCRIBE_TOOL)) {
			assertThat(catchThrowableOfType(ToolException.class, () -> this.server.serve(method, Map.of())).getCode())
				.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		}
	}

	@Test
	void anAnswerOfTheWrongShapeIsAFailureAndNothingElse() {
		List<Object> answers = new ArrayList<>(Arrays.asList(null, 1, "text", List.of(1), Map.of("tools", "none"),
				Map.of("tools", List.of(Map.of("id", "no id"))), Map.of("summary", 1), Map.of("steps", List.of(1))));
		Map<String, Object> descriptor = new HashMap<>();
		descriptor.put("summary", "");
		descriptor.put("tool", Map.of("id", "a:b"));
		answers.add(descriptor);
		for (Object answer : answers) {
			ToolGatewayClient client = new ToolGatewayClient((method, params) -> answer);
			List<ThrowingCallable> calls = List.of(() -> client.searchTools("", 1, null),
					() -> client.describeTool("a:b", DetailLevel.FULL),
					() -> client.runChain(List.of(new ChainStep("a:b", Map.of(), false))));
			for (ThrowingCallable call : calls) {
				assertThat(catchThrowableOfType(ToolException.class, call).getCode()).isEqualTo(ToolErrorCode.INTERNAL);
			}
		}
	}

}
