package io.toolruntime.springai.meta;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.JsonView;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolExample;

/** Documents a tool for a model: {@code describe_tool}. */
final class DescribeTool implements MetaTool.Handler {

	private static final int MAX_EXAMPLES = 5;

	private static final String DETAIL_LEVEL = "detail_level";

	private static final String EXAMPLES_MAX = "examples_max";

	private static final List<String> LEVELS = List.of("summary", "schema", "full");

	private final CallerGateways gateways;

	DescribeTool(CallerGateways gateways) {
		this.gateways = gateways;
	}

	MetaTool tool() {
		return new MetaTool("describe_tool", "Describe a tool",
				() -> "Documents one tool: its summary, with detail_level schema its arguments and result, with full "
						+ "also notes and examples.",
				inputSchema(), outputSchema(), MetaTools.READS, this);
	}

	private static Map<String, Object> inputSchema() {
		return Schemas.object()
			.required(MetaTools.TOOL_ID, Schemas.string("Such as orders:find_order"))
			.optional(DETAIL_LEVEL, Schemas.withDefault(Schemas.oneOf(LEVELS, "How much to say"), LEVELS.get(1)))
			.optional(EXAMPLES_MAX,
					Schemas.withDefault(Schemas.integer(0, MAX_EXAMPLES, "Examples at most"), MAX_EXAMPLES))
			.closed();
	}

	private static Map<String, Object> outputSchema() {
		return Schemas.object()
			.required("summary", Schemas.type("string"))
			.optional("tool", Schemas.type("object"))
			.optional("notes", Schemas.type("string"))
			.optional("examples", Schemas.listOf(Schemas.type("object")))
			.orError();
	}

	@Override
	public MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call) {
		String id = arguments.text(MetaTools.TOOL_ID);
		DetailLevel detail = detail(arguments.textOrNull(DETAIL_LEVEL));
		Integer max = arguments.integerOrNull(EXAMPLES_MAX, 0, MAX_EXAMPLES);
		try (MeteredToolGateway gateway = this.gateways.open(call.caller())) {
			return MetaToolResult.of(content(gateway.describeTool(id, detail), (max != null) ? max : MAX_EXAMPLES));
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

	private static Map<String, @Nullable Object> content(ToolDocumentation documentation, int maxExamples) {
		Map<String, @Nullable Object> content = new LinkedHashMap<>();
		content.put("summary", documentation.summary());
		ToolDescriptor tool = documentation.tool();
		content.put("tool", (tool != null) ? described(tool) : null);
		content.put("notes", documentation.notes());
		List<ToolExample> examples = documentation.examples();
		content.put("examples", (examples != null)
				? examples.stream().limit(maxExamples).map((example) -> told(JsonView.of(example))).toList() : null);
		return told(content);
	}

	/*
	 * A model reads what is empty, too, and where a tool comes from is not its business.
	 */
	private static Map<String, @Nullable Object> described(ToolDescriptor tool) {
		Map<String, @Nullable Object> json = told(JsonView.of(tool));
		json.remove("source");
		json.remove("tags", List.of());
		json.remove("annotations", Map.of());
		return json;
	}

	private static Map<String, @Nullable Object> told(Map<String, ?> all) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>(all);
		json.values().removeIf((value) -> value == null);
		return json;
	}

}
