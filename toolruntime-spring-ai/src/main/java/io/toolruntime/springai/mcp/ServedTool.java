package io.toolruntime.springai.mcp;

import java.util.Map;
import java.util.function.Function;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolAnnotations;

/**
 * A tool of an MCP server, of whatever kind the server is. It checks its arguments itself
 * and says what is wrong with them in an error object; the SDK would say it in a
 * validator's words.
 *
 * @param tool what is listed
 * @param handler what it does with its arguments; does not throw
 */
public record ServedTool(McpSchema.Tool tool, Function<Map<String, Object>, McpSchema.CallToolResult> handler) {

	/**
	 * Begins a description.
	 * @param name the tool's name
	 * @param title a title for people, or {@code null}
	 * @param inputSchema JSON Schema of the arguments
	 * @param hints hints
	 * @return a builder
	 */
	static McpSchema.Tool.Builder describe(String name, @Nullable String title, Map<String, Object> inputSchema,
			ToolAnnotations hints) {
		return McpSchema.Tool.builder(name, new SelfCheckedSchema(inputSchema))
			.title(title)
			.annotations(McpSchema.ToolAnnotations.builder()
				.title(title)
				.readOnlyHint(hints.readOnlyHint())
				.destructiveHint(hints.destructiveHint())
				.idempotentHint(hints.idempotentHint())
				.openWorldHint(hints.openWorldHint())
				.build());
	}

	/**
	 * Calls the tool.
	 * @param request the call
	 * @return the result
	 */
	public McpSchema.CallToolResult call(McpSchema.CallToolRequest request) {
		Map<String, Object> arguments = request.arguments();
		return this.handler.apply((arguments != null) ? arguments : Map.of());
	}

	/**
	 * Offers the tool to a server with sessions: streamable HTTP, SSE, stdio.
	 * @return the specification
	 */
	public McpServerFeatures.SyncToolSpecification specification() {
		return new McpServerFeatures.SyncToolSpecification(this.tool, (exchange, request) -> call(request));
	}

	/**
	 * Offers the tool to a stateless server.
	 * @return the specification
	 */
	public McpStatelessServerFeatures.SyncToolSpecification statelessSpecification() {
		return new McpStatelessServerFeatures.SyncToolSpecification(this.tool, (context, request) -> call(request));
	}

}
