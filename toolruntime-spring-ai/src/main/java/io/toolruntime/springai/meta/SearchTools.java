package io.toolruntime.springai.meta;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.JsonView;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ToolPage;

/** Finds tools for a model: {@code search_tools}. */
final class SearchTools implements MetaTool.Handler {

	private static final int MAX_PAGE = 100;

	private static final String QUERY = "query";

	private static final String LIMIT = "limit";

	private static final String CURSOR = "cursor";

	private final CallerGateways gateways;

	SearchTools(CallerGateways gateways) {
		this.gateways = gateways;
	}

	MetaTool tool() {
		return new MetaTool("search_tools", "Search tools",
				() -> "Finds tools by words of their names and descriptions, best match first. Gives ids and "
						+ "summaries; describe_tool gives arguments.",
				inputSchema(), outputSchema(), MetaTools.READS, this);
	}

	private static Map<String, Object> inputSchema() {
		return Schemas.object()
			.required(QUERY, Schemas.string("Words; an empty string lists all"))
			.optional(LIMIT,
					Schemas.withDefault(Schemas.integer(1, MAX_PAGE, "Tools on this page"),
							ToolGateway.DEFAULT_SEARCH_LIMIT))
			.optional(CURSOR, Schemas.string("nextCursor of the page before"))
			.closed();
	}

	private static Map<String, Object> outputSchema() {
		Map<String, Object> tool = Schemas.object()
			.required("id", Schemas.type("string"))
			.required("name", Schemas.type("string"))
			.required("namespace", Schemas.type("string"))
			.required("summary", Schemas.type("string"))
			.required("tags", Schemas.listOf(Schemas.type("string")))
			.closed();
		return Schemas.object()
			.required("tools", Schemas.listOf(tool))
			.optional("nextCursor", Schemas.string("There is another page"))
			.orError();
	}

	@Override
	public MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call) {
		String query = arguments.textOrNull(QUERY);
		if (query == null) {
			throw MetaToolArguments.invalid("Argument 'query' is missing; it must be a string, empty to list all");
		}
		Integer limit = arguments.integerOrNull(LIMIT, 1, MAX_PAGE);
		try (MeteredToolGateway gateway = this.gateways.open(call.caller())) {
			ToolPage page = gateway.searchTools(query, (limit != null) ? limit : ToolGateway.DEFAULT_SEARCH_LIMIT,
					arguments.textOrNull(CURSOR));
			Map<String, @Nullable Object> content = new LinkedHashMap<>(JsonView.of(page));
			content.values().removeIf((value) -> value == null);
			return MetaToolResult.of(content);
		}
	}

}
