package io.toolruntime.autoconfigure.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.ToolRuntimeException;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RegisteredBackend;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolFilter;

/**
 * Makes tools of an MCP server of those tools of the catalog that the default profile
 * has. Calls go through a metered gateway, so that its limits hold.
 */
class McpCatalogTools {

	private static final Logger logger = LoggerFactory.getLogger(McpCatalogTools.class);

	private final DefaultRuntime runtime;

	private final CallerResolver callers;

	private final Map<String, ToolDescriptor> tools = new LinkedHashMap<>();

	private final JsonMapper mapper = JsonMapper.shared();

	McpCatalogTools(ToolCatalog catalog, DefaultRuntime runtime, CallerResolver callers) {
		this.runtime = runtime;
		this.callers = callers;
		String profile = runtime.registry().defaultProfile();
		ToolFilter filter = runtime.registry()
			.find(profile)
			.map(RegisteredBackend::profile)
			.map(SecurityProfile::tools)
			.orElse(new ToolFilter(List.of(), List.of()));
		catalog.tools().stream().filter(filter).forEach(this::add);
	}

	/* The name is the tool's own; two tools of one name are told apart by namespace. */
	private void add(ToolDescriptor tool) {
		String name = tool.id().name();
		this.tools.put(this.tools.containsKey(name) ? tool.id().namespace() + "_" + name : name, tool);
	}

	List<McpServerFeatures.SyncToolSpecification> specifications() {
		return this.tools.entrySet()
			.stream()
			.map((tool) -> new McpServerFeatures.SyncToolSpecification(describe(tool.getKey(), tool.getValue()),
					(exchange, request) -> call(tool.getValue(), request)))
			.toList();
	}

	List<McpStatelessServerFeatures.SyncToolSpecification> statelessSpecifications() {
		return this.tools.entrySet()
			.stream()
			.map((tool) -> new McpStatelessServerFeatures.SyncToolSpecification(
					describe(tool.getKey(), tool.getValue()), (context, request) -> call(tool.getValue(), request)))
			.toList();
	}

	private static McpSchema.Tool describe(String name, ToolDescriptor tool) {
		ToolAnnotations hints = tool.annotations();
		McpSchema.Tool.Builder builder = McpSchema.Tool.builder(name, tool.inputSchema())
			.title(tool.title())
			.description(tool.description())
			.annotations(McpSchema.ToolAnnotations.builder()
				.title(tool.title())
				.readOnlyHint(hints.readOnlyHint())
				.destructiveHint(hints.destructiveHint())
				.idempotentHint(hints.idempotentHint())
				.openWorldHint(hints.openWorldHint())
				.build());
		return hasObjectResult(tool) ? builder.outputSchema(tool.outputSchema()).build() : builder.build();
	}

	/* MCP has structured content for objects only. */
	private static boolean hasObjectResult(ToolDescriptor tool) {
		return tool.outputSchema() != null && "object".equals(tool.outputSchema().get("type"));
	}

	private McpSchema.CallToolResult call(ToolDescriptor tool, McpSchema.CallToolRequest request) {
		Map<String, Object> arguments = (request.arguments() != null) ? request.arguments() : Map.of();
		try (MeteredToolGateway gateway = this.runtime.gateways()
			.open(null, this.callers.currentCaller(), Limits.NONE)) {
			Object value = gateway.runTool(tool.id().toString(), arguments);
			McpSchema.CallToolResult.Builder result = McpSchema.CallToolResult.builder()
				.addTextContent((value instanceof String text) ? text : this.mapper.writeValueAsString(value));
			return hasObjectResult(tool) ? result.structuredContent(value).build() : result.build();
		}
		catch (ToolException ex) {
			return failed(ex.getCode().value() + ": " + ex.getMessage());
		}
		catch (ToolRuntimeException ex) {
			return failed(String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			String id = UUID.randomUUID().toString();
			logger.error("Tool {} failed [{}]", tool.id(), id, ex);
			return failed("The tool failed; the log of the application has the reason under " + id);
		}
	}

	private static McpSchema.CallToolResult failed(String message) {
		return McpSchema.CallToolResult.builder().addTextContent(message).isError(true).build();
	}

}
