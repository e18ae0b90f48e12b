package io.toolruntime.springai.mcp;

import java.util.List;
import java.util.Map;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.caller.CallerResolver;
import io.toolruntime.springai.meta.MetaTool;
import io.toolruntime.springai.meta.MetaToolCall;
import io.toolruntime.springai.meta.MetaToolResult;
import io.toolruntime.tool.ToolAnnotations;

/**
 * Makes tools of an MCP server of the tools that a model is given: with output schemas,
 * structured content, and failures marked as such. Descriptions are taken when the
 * specifications are made, so they must not need the catalog.
 */
public final class McpMetaTools {

	private final CallerResolver callers;

	private final JsonMapper mapper = JsonMapper.shared();

	/**
	 * Creates the maker.
	 * @param callers tells who asks, on the thread of the MCP request
	 */
	public McpMetaTools(CallerResolver callers) {
		this.callers = callers;
	}

	/**
	 * Makes specifications for a server with sessions: streamable HTTP, SSE, stdio.
	 * @param tools the tools
	 * @return the specifications
	 */
	public List<McpServerFeatures.SyncToolSpecification> specifications(List<MetaTool> tools) {
		return tools.stream()
			.map((tool) -> new McpServerFeatures.SyncToolSpecification(describe(tool),
					(exchange, request) -> call(tool, request)))
			.toList();
	}

	/**
	 * Makes specifications for a stateless server.
	 * @param tools the tools
	 * @return the specifications
	 */
	public List<McpStatelessServerFeatures.SyncToolSpecification> statelessSpecifications(List<MetaTool> tools) {
		return tools.stream()
			.map((tool) -> new McpStatelessServerFeatures.SyncToolSpecification(describe(tool),
					(context, request) -> call(tool, request)))
			.toList();
	}

	private static McpSchema.Tool describe(MetaTool tool) {
		ToolAnnotations hints = tool.annotations();
		return McpSchema.Tool.builder(tool.name(), tool.inputSchema())
			.title(tool.title())
			.description(tool.description())
			.outputSchema(tool.outputSchema())
			.annotations(McpSchema.ToolAnnotations.builder()
				.title(tool.title())
				.readOnlyHint(hints.readOnlyHint())
				.destructiveHint(hints.destructiveHint())
				.idempotentHint(hints.idempotentHint())
				.openWorldHint(hints.openWorldHint())
				.build())
			.build();
	}

	private McpSchema.CallToolResult call(MetaTool tool, McpSchema.CallToolRequest request) {
		Map<String, Object> arguments = (request.arguments() != null) ? request.arguments() : Map.of();
		MetaToolResult result = tool.call(arguments, new MetaToolCall(this.callers.currentCaller()));
		return McpSchema.CallToolResult.builder()
			.addTextContent(this.mapper.writeValueAsString(result.content()))
			.structuredContent(result.content())
			.isError(result.error() != null)
			.build();
	}

}
