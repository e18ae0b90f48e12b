package io.toolruntime.web;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/** Three tools: one that works, one that fails, one with a version and dots in its id. */
final class ShopGateway implements ToolGateway {

	static final String FIND = "orders:find_order";

	static final String REFUND = "orders:refund_order";

	static final String DOTTED = "mcp.files:read.file:1.0";

	private static final List<String> IDS = List.of(DOTTED, FIND, REFUND);

	private final ToolFilter filter;

	private final ToolCallContext context;

	ShopGateway() {
		this(ToolFilter.ALL, ToolCallContext.anonymous());
	}

	private ShopGateway(ToolFilter filter, ToolCallContext context) {
		this.filter = filter;
		this.context = context;
	}

	@Override
	public ToolGateway bind(ToolCallContext context) {
		return new ShopGateway(this.filter, context);
	}

	@Override
	public ToolGateway narrowedTo(ToolFilter tools) {
		return new ShopGateway(tools, this.context);
	}

	private void requireVisible(String id) {
		if (!IDS.contains(id) || !this.filter.test(ToolId.parse(id))) {
			throw new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "There is no tool '" + id + "'");
		}
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		if (limit < 1 || limit > 100) {
			throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, "limit: must be from 1 to 100");
		}
		List<ToolSummary> found = IDS.stream()
			.map(ToolId::parse)
			.filter(this.filter::test)
			.filter((id) -> id.toString().contains(query))
			.map((id) -> new ToolSummary(id.toString(), id.name(), id.namespace(), "A tool", Set.of("b", "a")))
			.toList();
		int from = (cursor != null) ? Integer.parseInt(cursor) : 0;
		int to = Math.min(found.size(), from + limit);
		return new ToolPage(found.subList(from, to), (to < found.size()) ? Integer.toString(to) : null);
	}

	@Override
	public List<String> listNamespaces() {
		return List.of("mcp.files", "orders");
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		requireVisible(id);
		ToolDescriptor tool = ToolDescriptor.of(id, "A tool", Map.of("type", "object"));
		return switch (detail) {
			case SUMMARY -> new ToolDocumentation("A tool", null, null, null);
			case SCHEMA -> new ToolDocumentation("A tool", tool, null, null);
			case FULL -> new ToolDocumentation("A tool", tool, "Notes", listToolExamples(id, 5));
		};
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		return List.of(new ToolExample("One", null, Map.of("id", 1), "an order"));
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		requireVisible(id);
		if (id.equals(REFUND)) {
			throw new ToolException(id, ToolErrorCode.EXECUTION_FAILED, "The order is already refunded");
		}
		if (args.containsKey("fault")) {
			throw new IllegalStateException("jdbc:h2:secret");
		}
		return Map.of("tool", id, "args", args, "caller", this.context.caller().name());
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		return ChainResult.EMPTY;
	}

}
