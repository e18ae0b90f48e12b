package io.toolruntime.springai.meta;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Execution;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolRunner;
import io.toolruntime.tool.ToolCallContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link MetaTools}. */
class MetaToolsTests {

	private static final Caller ADA = Caller.named("ada");

	private static final Map<String, Object> ID = Map.of("type", "object", "properties",
			Map.of("id", Map.of("type", "integer"), "previous", Map.of()), "additionalProperties", false);

	private final AtomicReference<Caller> lastCaller = new AtomicReference<>();

	private final CatalogToolGateway gateway = CatalogToolGateway
		.of(Tool.of(ToolDescriptor.of("orders:find_order", "Finds an order", ID), (arguments, context) -> {
			this.lastCaller.set(context.caller());
			Map<String, Object> order = new LinkedHashMap<>();
			order.put("id", arguments.get("id"));
			order.put("note", null);
			return order;
		}), Tool.of(ToolDescriptor.of("orders:refund_order", "Refunds an order", ID), (arguments, context) -> {
			throw new ToolException("The order was not paid");
		}), Tool.of(ToolDescriptor.of("customers:broken", "Breaks", ID), (arguments, context) -> {
			throw new IllegalStateException("password=secret");
		}));

	private MetaTools tools(ToolFilter filter, Function<Execution, Object> guest) {
		DefaultRuntime runtime = ScriptedRuntime.running(this.gateway, filter, guest);
		return new MetaTools(runtime, runtime.gateways(), "javascript");
	}

	private MetaTools tools() {
		return tools(ToolFilter.ALL, ScriptedRuntime::callTool);
	}

	private static MetaToolResult call(MetaTool tool, Map<String, Object> arguments) {
		MetaToolResult result = tool.call(arguments, new MetaToolCall(ADA));
		// What MCP promises: a result fits its schema. Clients check failures too
		new ToolRunner().run(
				Tool.of(ToolDescriptor.of("meta:tool", "", ToolDescriptor.ANY_OBJECT)
					.withOutputSchema(tool.outputSchema()), (args, context) -> result.content()),
				Map.of(), ToolCallContext.anonymous());
		return result;
	}

	@Test
	void codeRunsForTheCallerAndItsToolCallsAreListed() {
		MetaToolResult result = call(tools().executeCode(), Map.of("code", "orders:find_order {\"id\": 7}"));
		assertThat(result.error()).isNull();
		assertThat(result.content()).containsEntry("outcome", "ok")
			.containsEntry("error", null)
			.containsEntry("stdout", "")
			.containsEntry("stderr", "")
			.containsEntry("truncated", false)
			.containsKey("durationMs");
		assertThat(result.content()).extracting("value.id").isEqualTo(7);
		assertThat(result.content()).extracting("toolCalls")
			.asInstanceOf(InstanceOfAssertFactories.list(Map.class))
			.singleElement()
			.satisfies((record) -> assertThat((Object) record.get("toolId")).isEqualTo("orders:find_order"));
		assertThat(this.lastCaller).hasValue(ADA);
	}

	@Test
	void aProgramIsToldEverythingOfACallAndOfALimit() {
		MetaToolResult result = call(tools().executeCode(), Map.of("code", "orders:find_order {\"id\": 7}"));
		assertThat(result.content()).extracting("toolCalls")
			.asInstanceOf(InstanceOfAssertFactories.list(Map.class))
			.singleElement()
			.satisfies((call) -> {
				assertThat(call.keySet()).isEqualTo(
						Set.of("sequence", "toolId", "arguments", "outcome", "durationMs", "error", "isolation"));
				assertThat((Object) call.get("arguments")).isEqualTo(Map.of("id", 7));
			});
		assertThat(result.content()).extracting("limitsEnforced.memory")
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("requested", "256MB")
			.containsEntry("status", "enforced")
			.containsEntry("mechanism", "scripted")
			.containsEntry("evidence", "configured")
			.containsEntry("observer", "host")
			.containsKey("measuredAt");
	}

	@Test
	void aModelIsToldOfLimitsWithoutTheirEvidence() {
		MetaToolResult result = call(tools().executeCode(List::of), Map.of("code", "orders:find_order {\"id\": 7}"));
		assertThat(result.content()).extracting("limitsEnforced.memory")
			.isEqualTo(Map.of("requested", "256MB", "status", "enforced", "mechanism", "scripted"));
		assertThat(result.content()).containsOnlyKeys("value", "stdout", "stderr", "truncated", "outcome", "error",
				"toolCalls", "limitsEnforced", "durationMs");
	}

	@Test
	void inFewWordsAResultIsItsOutcomeItsValueAndWhichToolsWereCalledHowOften() {
		MetaTools tools = tools(ToolFilter.ALL, (execution) -> {
			for (int id = 0; id < 50; id++) {
				execution.gateway().runTool("orders:find_order", Map.of("id", id));
			}
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> execution.gateway().runTool("orders:refund_order", Map.of()));
			return 50;
		});
		assertThat(call(tools.executeCode(), Map.of("code", "x")).brief()).isEqualTo(Map.of("outcome", "ok", "value",
				50, "toolCalls", List.of(Map.of("toolId", "orders:find_order", "outcome", "ok", "count", 50),
						Map.of("toolId", "orders:refund_order", "outcome", "execution_failed", "count", 1))));
	}

	@Test
	void inFewWordsAFailureHasItsErrorWithoutTheStack() {
		MetaToolResult result = call(tools().executeCode(), Map.of("code", "orders:refund_order {\"id\": 7}"));
		assertThat(result.content()).extracting("error.stack").isEqualTo("at guest:1:2");
		assertThat(result.brief()).extracting("error")
			.isEqualTo(Map.of("code", "execution_failed", "message", "The order was not paid", "retryable", false,
					"name", "ToolError", "line", 1, "column", 2));
	}

	@Test
	void nothingIsAdvisedTwice() {
		MetaToolResult timeout = call(tools(ToolFilter.ALL, (execution) -> ExecutionOutcome.TIMEOUT).executeCode(),
				Map.of("code", "x"));
		assertThat(timeout.error().asMap()).doesNotContainKey("hint");
		MetaToolResult memory = call(tools(ToolFilter.ALL, (execution) -> ExecutionOutcome.MEMORY_LIMIT).executeCode(),
				Map.of("code", "x"));
		assertThat(memory.error().asMap()).containsEntry("message", "by the host")
			.containsEntry("hint", "Keep less in memory: filter and add up page by page");
	}

	@Test
	void anArgumentOfNullWasLeftOut() {
		Map<String, Object> code = new LinkedHashMap<>(Map.of("code", "orders:find_order {\"id\": 7}"));
		List.of("language", "timeout_ms", "max_tool_calls", "profile", "input").forEach((name) -> code.put(name, null));
		assertThat(call(tools().executeCode(), code).error()).isNull();
		Map<String, Object> search = new LinkedHashMap<>(Map.of("query", ""));
		search.put("limit", null);
		search.put("cursor", null);
		assertThat(call(tools().searchTools(), search).error()).isNull();
		Map<String, Object> step = new LinkedHashMap<>(Map.of("tool_id", "orders:find_order"));
		step.put("args", null);
		step.put("use_previous", null);
		assertThat(call(tools().runChain(), Map.of("steps", List.of(step))).error()).isNull();
		code.put("code", null);
		assertThat(call(tools().executeCode(), code).error().message()).contains("'code' is missing");
	}

	@Test
	void aValueOfNullIsAValue() {
		MetaTools tools = tools(ToolFilter.ALL, (execution) -> null);
		assertThat(call(tools.executeCode(), Map.of("code", "x")).content()).containsEntry("value", null);
	}

	@Test
	void argumentsOfCodeReachTheRequest() {
		AtomicReference<ExecuteRequest> request = new AtomicReference<>();
		MetaTools tools = tools(ToolFilter.ALL, (execution) -> {
			request.set(execution.request());
			return 1;
		});
		call(tools.executeCode(), Map.of("code", "x", "language", "python", "timeout_ms", 1500, "max_tool_calls", 3,
				"profile", "dev", "input", List.of(1, 2)));
		assertThat(request.get().language()).isEqualTo("python");
		assertThat(request.get().limits().timeout()).hasMillis(1500);
		assertThat(request.get().limits().toolCalls()).isEqualTo(3);
		assertThat(request.get().input()).isEqualTo(List.of(1, 2));
		assertThat(request.get().caller()).isEqualTo(ADA);
	}

	@Test
	void theLanguageMayBeLeftOut() {
		AtomicReference<String> language = new AtomicReference<>();
		MetaTools tools = tools(ToolFilter.ALL, (execution) -> {
			language.set(execution.language());
			return 1;
		});
		call(tools.executeCode(), Map.of("code", "x"));
		assertThat(language).hasValue("javascript");
	}

	@Test
	void codeThatThrowsIsAnErrorWithItsPlaceAndWhatCameBefore() {
		MetaToolResult result = call(tools().executeCode(), Map.of("code", "orders:refund_order {\"id\": 7}"));
		assertThat(result.error().code()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		assertThat(result.content()).containsEntry("outcome", "code_error");
		assertThat(result.content().get("error"))
			.isEqualTo(Map.of("code", "execution_failed", "message", "The order was not paid", "retryable", false,
					"name", "ToolError", "stack", "at guest:1:2", "line", 1, "column", 2));
		assertThat((List<?>) result.content().get("toolCalls")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(value = ExecutionOutcome.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
	void everyOutcomeButOkIsAnError(ExecutionOutcome outcome) {
		MetaToolResult result = call(tools(ToolFilter.ALL, (execution) -> outcome).executeCode(), Map.of("code", "x"));
		assertThat(result.error()).isNotNull();
		assertThat(result.error().message()).isEqualTo("by the host");
		assertThat(result.content()).containsEntry("outcome", outcome.value());
	}

	@Test
	void whatKeepsCodeFromRunningIsAnErrorThatTellsWhatToDo() {
		MetaToolResult unknown = call(tools().executeCode(), Map.of("code", "x", "profile", "nope"));
		assertThat(unknown.error().code()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(unknown.error().message()).contains("nope", "dev");
		MetaToolResult language = call(tools().executeCode(), Map.of("code", "x", "language", "cobol"));
		assertThat(language.error().message()).contains("cobol", "javascript", "python");
	}

	static Stream<Map<String, Object>> wrongArguments() {
		return Stream.of(Map.of(), Map.of("code", 1), Map.of("code", " "), Map.of("code", "x", "timeout_ms", 0),
				Map.of("code", "x", "timeout_ms", 60_001), Map.of("code", "x", "timeout_ms", 1.5),
				Map.of("code", "x", "timeout_ms", "1s"), Map.of("code", "x", "max_tool_calls", 1001),
				Map.of("code", "x", "stream", true), Map.of("code", "x", "language", List.of()));
	}

	@ParameterizedTest
	@MethodSource("wrongArguments")
	void argumentsThatDoNotFitAreRefused(Map<String, Object> arguments) {
		MetaToolResult result = call(tools().executeCode(), arguments);
		assertThat(result.error().code()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		assertThat(result.error().retryable()).isFalse();
	}

	@Test
	void aRefusalNamesTheArgumentAndWhatItMayBe() {
		assertThat(call(tools().executeCode(), Map.of("code", "x", "timeout_ms", -1)).error().message())
			.isEqualTo("Argument 'timeout_ms' must be a whole number from 1 to 60000");
		assertThat(call(tools().executeCode(), Map.of("code", "x", "timeout", 1)).error().message())
			.isEqualTo("There is no argument 'timeout'; there are language, code, timeout_ms, max_tool_calls, "
					+ "profile, input");
	}

	@Test
	void toolsAreFoundPageByPage() {
		MetaTool search = tools().searchTools();
		Map<String, Object> first = call(search, Map.of("query", "", "limit", 2)).content();
		assertThat(ids(first)).containsExactly("customers:broken", "orders:find_order");
		Map<String, Object> second = call(search, Map.of("query", "", "limit", 2, "cursor", first.get("nextCursor")))
			.content();
		assertThat(ids(second)).containsExactly("orders:refund_order");
		assertThat(second).doesNotContainKey("nextCursor");
	}

	@Test
	void aCursorThatWasNotGivenIsRefused() {
		assertThat(call(tools().searchTools(), Map.of("query", "", "cursor", "mine")).error().code())
			.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
	}

	@Test
	void aToolIsDescribedAsFarAsAsked() {
		MetaTool describe = tools().describeTool();
		assertThat(call(describe, Map.of("tool_id", "orders:find_order", "detail_level", "summary")).content())
			.isEqualTo(Map.of("summary", "Finds an order"));
		assertThat(call(describe, Map.of("tool_id", "orders:find_order")).content()).extracting("tool.inputSchema")
			.isEqualTo(ID);
		assertThat(call(describe, Map.of("tool_id", "orders:find_order", "detail_level", "full")).content())
			.containsEntry("examples", List.of());
		assertThat(call(describe, Map.of("tool_id", "orders:find_order", "detail_level", "all")).error().message())
			.contains("detail_level", "summary, schema and full");
	}

	@Test
	void aToolIsRunForTheCaller() {
		MetaToolResult result = call(tools().runTool(),
				Map.of("tool_id", "orders:find_order", "args", Map.of("id", 3)));
		assertThat(result.content()).extracting("structured.id").isEqualTo(3);
		assertThat(this.lastCaller).hasValue(ADA);
	}

	@Test
	void aFailedToolTellsWhichAndWhy() {
		MetaToolResult result = call(tools().runTool(), Map.of("tool_id", "orders:refund_order"));
		assertThat(result.content()).isEqualTo(Map.of("error", Map.of("code", "execution_failed", "message",
				"The order was not paid", "retryable", true, "tool_id", "orders:refund_order")));
		assertThat(call(tools().runTool(), Map.of("tool_id", "orders:nope")).error().code())
			.isEqualTo(ToolErrorCode.TOOL_NOT_FOUND);
	}

	@Test
	void aMessageThatWasNotMeantForTheModelDoesNotReachIt() {
		assertThat(call(tools().runTool(), Map.of("tool_id", "customers:broken")).content().toString())
			.doesNotContain("secret")
			.doesNotContain("Exception");
	}

	@Test
	void aChainPassesResultsOnAndEndsWithTheLast() {
		MetaToolResult result = call(tools().runChain(),
				Map.of("steps", List.of(Map.of("tool_id", "orders:find_order", "args", Map.of("id", 1)),
						Map.of("tool_id", "orders:find_order", "args", Map.of("id", 2), "use_previous", true))));
		assertThat((List<?>) result.content().get("results")).hasSize(2);
		assertThat(result.content()).extracting("final.id").isEqualTo(2);
	}

	@Test
	void aChainStopsAtTheFirstFailureAndTellsItsStepAndWhatCameBefore() {
		MetaToolResult result = call(tools().runChain(),
				Map.of("steps", List.of(Map.of("tool_id", "orders:find_order", "args", Map.of("id", 1)),
						Map.of("tool_id", "orders:refund_order"), Map.of("tool_id", "orders:find_order"))));
		assertThat(result.error().code()).isEqualTo(ToolErrorCode.CHAIN_STEP_FAILED);
		assertThat(result.error().asMap()).containsEntry("step_index", 1)
			.containsEntry("tool_id", "orders:refund_order")
			.containsEntry("details", Map.of("cause_code", "execution_failed"));
		assertThat((List<?>) result.content().get("results")).hasSize(2);
		assertThat(result.content()).extracting("final.id").isEqualTo(1);
	}

	@Test
	void aWrongStepIsNamedByItsPlace() {
		assertThat(call(tools().runChain(), Map.of("steps", List.of())).error().message())
			.isEqualTo("Argument 'steps' must be a list of at least one object");
		assertThat(call(tools().runChain(),
				Map.of("steps", List.of(Map.of("tool_id", "a:b"), Map.of("tool_id", "a:b", "args", "none"))))
			.error()
			.message()).isEqualTo("Argument 'steps[1].args' must be an object");
	}

	@Test
	void theProfilesFilterHoldsOutsideExecutionsToo() {
		MetaTools tools = tools(new ToolFilter(List.of("orders:*"), List.of("orders:refund_order")),
				ScriptedRuntime::callTool);
		assertThat(tools.namespaces(ADA)).containsExactly("orders");
		assertThat(ids(call(tools.searchTools(), Map.of("query", "")).content())).containsExactly("orders:find_order");
		for (MetaTool tool : List.of(tools.runTool(), tools.describeTool())) {
			assertThat(call(tool, Map.of("tool_id", "orders:refund_order")).error().code())
				.isEqualTo(ToolErrorCode.TOOL_NOT_FOUND);
		}
	}

	@Test
	void afterAFaultOfOursTheModelGetsAnIdAndNoStackTrace() {
		MetaTool faulty = new MetaTool("faulty", "Faulty", () -> "", Map.of(), Map.of(),
				io.toolruntime.tool.ToolAnnotations.NONE, (arguments, call) -> {
					throw new IllegalStateException("/home/app/secret");
				});
		MetaToolResult result = call(faulty, Map.of());
		assertThat(result.error().code()).isEqualTo(ToolErrorCode.INTERNAL);
		assertThat(result.error().message()).matches("The tool failed; the log has the details under [0-9a-f-]{36}");
	}

	@Test
	void everySchemaOfArgumentsIsClosed() {
		MetaTools tools = tools();
		for (MetaTool tool : Set.of(tools.executeCode(), tools.searchTools(), tools.describeTool(), tools.runTool(),
				tools.runChain())) {
			assertThat(tool.inputSchema()).as(tool.name()).containsEntry("additionalProperties", false);
			assertThat(tool.outputSchema()).as(tool.name()).containsEntry("type", "object");
		}
	}

	private static List<Object> ids(Map<String, Object> page) {
		return ((List<?>) page.get("tools")).stream().map((tool) -> (Object) ((Map<?, ?>) tool).get("id")).toList();
	}

}
