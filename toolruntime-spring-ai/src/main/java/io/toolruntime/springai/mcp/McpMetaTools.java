package io.toolruntime.springai.mcp;

import java.util.List;
import java.util.Map;

import io.modelcontextprotocol.spec.McpSchema;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.caller.CallerResolver;
import io.toolruntime.springai.meta.MetaTool;
import io.toolruntime.springai.meta.MetaToolCall;
import io.toolruntime.springai.meta.MetaToolResult;

/**
 * Makes tools of an MCP server of the tools that a model is given: with output schemas,
 * everything that is known as structured content, in few words as text, and failures
 * marked as such. Descriptions are taken when the tools are made, so they must not need
 * the catalog.
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
	 * Makes tools for any server.
	 * @param tools the tools
	 * @return what a server lists and calls
	 */
	public List<ServedTool> serve(List<MetaTool> tools) {
		return tools.stream()
			.map((tool) -> new ServedTool(
					ServedTool.describe(tool.name(), tool.title(), tool.inputSchema(), tool.annotations())
						.description(tool.description())
						.outputSchema(tool.outputSchema())
						.build(),
					(arguments) -> call(tool, arguments)))
			.toList();
	}

	private McpSchema.CallToolResult call(MetaTool tool, Map<String, Object> arguments) {
		MetaToolResult result = tool.call(arguments, new MetaToolCall(this.callers.currentCaller()));
		return McpSchema.CallToolResult.builder()
			.addTextContent(this.mapper.writeValueAsString(result.brief()))
			.structuredContent(result.content())
			.isError(result.error() != null)
			.build();
	}

}
