package io.toolruntime.springai.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.modelcontextprotocol.spec.McpSchema;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.ToolRuntimeException;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.runtime.ProfileGateways;
import io.toolruntime.springai.meta.MetaToolError;
import io.toolruntime.tool.HiddenFailures;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Makes tools of an MCP server of the catalog's. Calls go through a metered gateway of
 * the default profile, so that its limits hold.
 */
public final class McpCatalogTools {

	private final ProfileGateways gateways;

	private final CallerResolver callers;

	private final JsonMapper mapper = JsonMapper.shared();

	/**
	 * Creates the maker.
	 * @param gateways opens the gateway of a call
	 * @param callers tells who asks, on the thread of the MCP request
	 */
	public McpCatalogTools(ProfileGateways gateways, CallerResolver callers) {
		this.gateways = gateways;
		this.callers = callers;
	}

	/**
	 * Makes tools for any server. A tool is listed by its own name; of two with one name
	 * the second has its namespace before it.
	 * @param catalog has the tools
	 * @param filter the tools to list
	 * @return what a server lists and calls
	 */
	public List<ServedTool> serve(ToolCatalog catalog, Predicate<ToolDescriptor> filter) {
		Map<String, ToolDescriptor> tools = new LinkedHashMap<>();
		catalog.tools().stream().filter(filter).forEach((tool) -> {
			String name = tool.id().name();
			tools.put(tools.containsKey(name) ? tool.id().namespace() + "_" + name : name, tool);
		});
		return tools.entrySet().stream().map((tool) -> serve(tool.getKey(), tool.getValue())).toList();
	}

	private ServedTool serve(String name, ToolDescriptor tool) {
		McpSchema.Tool.Builder description = ServedTool
			.describe(name, tool.title(), tool.inputSchema(), tool.annotations())
			.description(tool.description());
		if (hasObjectResult(tool)) {
			description.outputSchema(tool.outputSchema());
		}
		return new ServedTool(description.build(), (arguments) -> call(tool, arguments));
	}

	/* MCP has structured content for objects only. */
	private static boolean hasObjectResult(ToolDescriptor tool) {
		return tool.outputSchema() != null && "object".equals(tool.outputSchema().get("type"));
	}

	private McpSchema.CallToolResult call(ToolDescriptor tool, Map<String, Object> arguments) {
		try (MeteredToolGateway gateway = this.gateways.open(null, this.callers.currentCaller(), Limits.NONE)) {
			Object value = gateway.runTool(tool.id().toString(), arguments);
			McpSchema.CallToolResult.Builder result = McpSchema.CallToolResult.builder()
				.addTextContent((value instanceof String text) ? text : this.mapper.writeValueAsString(value));
			return hasObjectResult(tool) ? result.structuredContent(value).build() : result.build();
		}
		catch (ToolException ex) {
			return failed(MetaToolError.of(ex));
		}
		catch (ToolRuntimeException ex) {
			return failed(MetaToolError.of(ex));
		}
		catch (RuntimeException ex) {
			return failed(
					MetaToolError.of(new HiddenFailures().hide(tool.id().toString(), ToolErrorCode.INTERNAL, ex)));
		}
	}

	/* As text only: structured content would have to fit the tool's own schema. */
	private McpSchema.CallToolResult failed(MetaToolError error) {
		return McpSchema.CallToolResult.builder()
			.addTextContent(this.mapper.writeValueAsString(Map.of("error", error.asMap())))
			.isError(true)
			.build();
	}

}
