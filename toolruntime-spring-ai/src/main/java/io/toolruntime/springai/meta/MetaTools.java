package io.toolruntime.springai.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ToolRuntime;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.runtime.ProfileGateways;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/**
 * Defines the few tools that a model is given instead of every tool there is. Calls of
 * tools go through a metered gateway of the default profile, so that its filters and
 * limits hold outside an execution too.
 */
public final class MetaTools {

	private static final int MAX_PAGE = 100;

	private static final int MAX_EXAMPLES = 5;

	private static final String TOOL_ID = "tool_id";

	private static final String ARGS = "args";

	private static final String USE_PREVIOUS = "use_previous";

	private static final ToolAnnotations READS = new ToolAnnotations(true, false, true, false);

	private static final ToolAnnotations ACTS = new ToolAnnotations(false, true, false, true);

	private final ToolRuntime runtime;

	private final ProfileGateways gateways;

	private final String defaultLanguage;

	/**
	 * Creates the definitions.
	 * @param runtime runs code
	 * @param gateways opens gateways for calls outside any execution
	 * @param defaultLanguage the language of code that does not say
	 */
	public MetaTools(ToolRuntime runtime, ProfileGateways gateways, String defaultLanguage) {
		this.runtime = runtime;
		this.gateways = gateways;
		this.defaultLanguage = defaultLanguage;
	}

	/**
	 * Lists the namespaces of the tools that a caller may use in the default profile.
	 * @param caller who asks
	 * @return the namespaces, sorted
	 */
	public List<String> namespaces(Caller caller) {
		try (MeteredToolGateway gateway = open(caller)) {
			return gateway.listNamespaces();
		}
	}

	/**
	 * Defines {@code execute_code} with a description that names no tools.
	 * @return the tool
	 */
	public MetaTool executeCode() {
		return executeCode(List::of);
	}

	/**
	 * Defines {@code execute_code} with a description that names namespaces as far as
	 * they fit.
	 * @param namespaces asked whenever the description is
	 * @return the tool
	 */
	public MetaTool executeCode(Supplier<List<String>> namespaces) {
		return new MetaTool(ExecuteCode.NAME, "Execute code", () -> codeMode().text(namespaces.get()),
				ExecuteCode.inputSchema(this.defaultLanguage), ExecuteCode.outputSchema(), ACTS,
				new ExecuteCode(this.runtime));
	}

	private CodeModeDescription codeMode() {
		Set<String> languages = new TreeSet<>();
		this.runtime.profiles().forEach((profile) -> languages.addAll(profile.languages()));
		return new CodeModeDescription(languages, this.defaultLanguage);
	}

	/**
	 * Defines {@code search_tools}.
	 * @return the tool
	 */
	public MetaTool searchTools() {
		Map<String, Object> tool = Schemas.object()
			.required("id", Schemas.type("string"))
			.required("name", Schemas.type("string"))
			.required("namespace", Schemas.type("string"))
			.required("summary", Schemas.type("string"))
			.required("tags", Schemas.listOf(Schemas.type("string")))
			.closed();
		return new MetaTool("search_tools", "Search tools",
				() -> "Finds tools by words of their names and descriptions, best match first. Gives ids and "
						+ "summaries; describe_tool gives arguments.",
				Schemas.object()
					.required("query", Schemas.string("Words; an empty string lists all"))
					.optional("limit",
							Schemas.withDefault(Schemas.integer(1, MAX_PAGE, "Tools on this page"),
									ToolGateway.DEFAULT_SEARCH_LIMIT))
					.optional("cursor", Schemas.string("nextCursor of the page before"))
					.closed(),
				Schemas.object()
					.required("tools", Schemas.listOf(tool))
					.optional("nextCursor", Schemas.string("There is another page"))
					.closed(),
				READS, this::search);
	}

	private MetaToolResult search(MetaToolArguments arguments, MetaToolCall call) {
		String query = arguments.textOrNull("query");
		if (query == null) {
			throw MetaToolArguments.invalid("Argument 'query' is missing; it must be a string, empty to list all");
		}
		Integer limit = arguments.integerOrNull("limit", 1, MAX_PAGE);
		try (MeteredToolGateway gateway = open(call.caller())) {
			ToolPage page = gateway.searchTools(query, (limit != null) ? limit : ToolGateway.DEFAULT_SEARCH_LIMIT,
					arguments.textOrNull("cursor"));
			Map<String, Object> content = new LinkedHashMap<>();
			content.put("tools", page.tools().stream().map(MetaTools::summary).toList());
			putIfPresent(content, "nextCursor", page.nextCursor());
			return MetaToolResult.of(content);
		}
	}

	private static Map<String, Object> summary(ToolSummary tool) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", tool.id());
		map.put("name", tool.name());
		map.put("namespace", tool.namespace());
		map.put("summary", tool.summary());
		map.put("tags", List.copyOf(tool.tags()));
		return map;
	}

	/**
	 * Defines {@code describe_tool}.
	 * @return the tool
	 */
	public MetaTool describeTool() {
		List<String> levels = List.of("summary", "schema", "full");
		return new MetaTool("describe_tool", "Describe a tool",
				() -> "Documents one tool: its summary, with detail_level schema its arguments and result, with full "
						+ "also notes and examples.",
				Schemas.object()
					.required(TOOL_ID, Schemas.string("Such as orders:find_order"))
					.optional("detail_level",
							Schemas.withDefault(Schemas.oneOf(levels, "How much to say"), levels.get(1)))
					.optional("examples_max",
							Schemas.withDefault(Schemas.integer(0, MAX_EXAMPLES, "Examples at most"), MAX_EXAMPLES))
					.closed(),
				Schemas.object()
					.required("summary", Schemas.type("string"))
					.optional("tool", Schemas.type("object"))
					.optional("notes", Schemas.type("string"))
					.optional("examples", Schemas.listOf(Schemas.type("object")))
					.closed(),
				READS, this::describe);
	}

	private MetaToolResult describe(MetaToolArguments arguments, MetaToolCall call) {
		String id = arguments.text(TOOL_ID);
		DetailLevel detail = detail(arguments.textOrNull("detail_level"));
		Integer max = arguments.integerOrNull("examples_max", 0, MAX_EXAMPLES);
		try (MeteredToolGateway gateway = open(call.caller())) {
			ToolDocumentation documentation = gateway.describeTool(id, detail);
			Map<String, Object> content = new LinkedHashMap<>();
			content.put("summary", documentation.summary());
			if (documentation.tool() != null) {
				content.put("tool", describe(documentation.tool()));
			}
			putIfPresent(content, "notes", documentation.notes());
			if (documentation.examples() != null) {
				content.put("examples",
						documentation.examples().stream().limit((max != null) ? max : MAX_EXAMPLES).map((example) -> {
							Map<String, Object> map = new LinkedHashMap<>();
							map.put("title", example.title());
							putIfPresent(map, "description", example.description());
							map.put(ARGS, example.args());
							putIfPresent(map, "resultHint", example.resultHint());
							return map;
						}).toList());
			}
			return MetaToolResult.of(content);
		}
	}

	private static DetailLevel detail(@Nullable String level) {
		try {
			return (level != null) ? DetailLevel.of(level) : DetailLevel.SCHEMA;
		}
		catch (IllegalArgumentException ex) {
			throw MetaToolArguments.invalid("Argument 'detail_level': " + ex.getMessage());
		}
	}

	private static Map<String, Object> describe(ToolDescriptor tool) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", tool.id().toString());
		map.put("name", tool.id().name());
		map.put("namespace", tool.id().namespace());
		putIfPresent(map, "version", tool.id().version());
		putIfPresent(map, "title", tool.title());
		map.put("description", tool.description());
		map.put("inputSchema", tool.inputSchema());
		putIfPresent(map, "outputSchema", tool.outputSchema());
		Map<String, Object> hints = new LinkedHashMap<>();
		putIfPresent(hints, "readOnlyHint", tool.annotations().readOnlyHint());
		putIfPresent(hints, "destructiveHint", tool.annotations().destructiveHint());
		putIfPresent(hints, "idempotentHint", tool.annotations().idempotentHint());
		putIfPresent(hints, "openWorldHint", tool.annotations().openWorldHint());
		if (!hints.isEmpty()) {
			map.put("annotations", hints);
		}
		if (!tool.tags().isEmpty()) {
			map.put("tags", List.copyOf(tool.tags()));
		}
		return map;
	}

	/**
	 * Defines {@code run_tool}.
	 * @return the tool
	 */
	public MetaTool runTool() {
		return new MetaTool("run_tool", "Run a tool",
				() -> "Runs one tool with the arguments that describe_tool documents. For several calls use "
						+ "execute_code or run_chain.",
				Schemas.object()
					.required(TOOL_ID, Schemas.string("Such as orders:find_order"))
					.optional(ARGS, Schemas.freeObject("The tool's arguments"))
					.closed(),
				Schemas.object()
					.required("structured", Schemas.any("The tool's result"))
					.required("durationMs", Schemas.type("number"))
					.closed(),
				ACTS, this::run);
	}

	private MetaToolResult run(MetaToolArguments arguments, MetaToolCall call) {
		String id = arguments.text(TOOL_ID);
		long start = System.nanoTime();
		try (MeteredToolGateway gateway = open(call.caller())) {
			Map<String, Object> content = new LinkedHashMap<>();
			put(content, "structured", gateway.runTool(id, arguments.object(ARGS)));
			content.put("durationMs", milliseconds((System.nanoTime() - start) / 1e6));
			return MetaToolResult.of(content);
		}
		catch (ToolException ex) {
			throw (ex.getToolId() != null) ? ex : new ToolException(id, ex.getCode(), ex.getMessage(), ex);
		}
	}

	/**
	 * Defines {@code run_chain}.
	 * @return the tool
	 */
	public MetaTool runChain() {
		Map<String, Object> step = Schemas.object()
			.required(TOOL_ID, Schemas.string("Such as orders:find_order"))
			.optional(ARGS, Schemas.freeObject("The tool's arguments"))
			.optional(USE_PREVIOUS,
					Schemas.withDefault(Schemas.bool("Puts the result of the step before into the argument `previous`"),
							false))
			.closed();
		Map<String, Object> steps = new LinkedHashMap<>(Schemas.listOf(step));
		steps.put("minItems", 1);
		Map<String, Object> result = Schemas.object()
			.required(TOOL_ID, Schemas.type("string"))
			.optional("structured", Schemas.ANY)
			.optional("error", Schemas.type("object"))
			.closed();
		return new MetaTool("run_chain", "Run a chain of tools",
				() -> "Runs tools one after the other and stops at the first that fails. Gives each step's result, "
						+ "and the last as final.",
				Schemas.object().required("steps", steps).closed(),
				Schemas.object()
					.required("results", Schemas.listOf(result))
					.required("final", Schemas.any("The result of the last step that succeeded"))
					.closed(),
				ACTS, this::chain);
	}

	private MetaToolResult chain(MetaToolArguments arguments, MetaToolCall call) {
		List<ChainStep> steps = new ArrayList<>();
		for (MetaToolArguments step : arguments.objects("steps", Set.of(TOOL_ID, ARGS, USE_PREVIOUS))) {
			steps.add(new ChainStep(step.text(TOOL_ID), step.object(ARGS), step.isTrue(USE_PREVIOUS)));
		}
		ChainResult chain;
		try (MeteredToolGateway gateway = open(call.caller())) {
			chain = gateway.runChain(steps);
		}
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("results", chain.steps().stream().map(MetaTools::result).toList());
		put(content, "final", chain.value());
		int last = chain.steps().size() - 1;
		ChainResult.Failure failure = (last >= 0) ? chain.steps().get(last).error() : null;
		if (failure == null) {
			return MetaToolResult.of(content);
		}
		String toolId = chain.steps().get(last).toolId();
		return MetaToolResult.failed(new MetaToolError(ToolErrorCode.CHAIN_STEP_FAILED,
				"Step " + last + ", " + toolId + ", failed: " + failure.message(),
				MetaToolError.isRetryable(failure.code()),
				Map.of(TOOL_ID, toolId, "step_index", last, "details", Map.of("cause_code", failure.code().value()))),
				content);
	}

	private static Map<String, Object> result(ChainResult.Step step) {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put(TOOL_ID, step.toolId());
		if (step.error() != null) {
			map.put("error", Map.of("code", step.error().code().value(), "message", step.error().message()));
		}
		else {
			put(map, "structured", step.value());
		}
		return map;
	}

	private MeteredToolGateway open(Caller caller) {
		return this.gateways.open(null, caller, Limits.NONE);
	}

	private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
		if (value != null) {
			map.put(key, value);
		}
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static void put(Map<String, Object> map, String key, @Nullable Object value) {
		map.put(key, value);
	}

	static double milliseconds(double exact) {
		return Math.round(exact * 10) / 10.0;
	}

}
