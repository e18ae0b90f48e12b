package io.toolruntime.autoconfigure.mcp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties.Mcp.Expose;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RegisteredBackend;
import io.toolruntime.springai.mcp.McpCatalogTools;
import io.toolruntime.springai.mcp.McpMetaTools;
import io.toolruntime.springai.mcp.ServedTool;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolFilter;

/** The tools that {@code toolruntime.mcp.expose} lets an MCP server list. */
class ExposedTools {

	private final Expose expose;

	private final List<ServedTool> metaTools;

	private volatile List<ServedTool> catalogTools = List.of();

	ExposedTools(Expose expose, McpMetaTools mcpTools, MetaTools metaTools) {
		this.expose = expose;
		this.metaTools = expose.meta() ? mcpTools.serve(List.of(metaTools.executeCode())) : List.of();
	}

	/**
	 * Returns our own tools.
	 * @return the tools, none if they are not exposed
	 */
	List<ServedTool> metaTools() {
		return this.metaTools;
	}

	/**
	 * Reads the catalog, as far as its tools are exposed. Not before all beans are there:
	 * only then is the catalog complete.
	 * @param mcpTools makes tools of an MCP server
	 * @param catalog has the tools
	 * @param runtime has the default profile, whose tools are exposed
	 * @return the tools, none if they are not exposed
	 */
	List<ServedTool> readCatalog(McpCatalogTools mcpTools, ToolCatalog catalog, DefaultRuntime runtime) {
		if (this.expose.tools()) {
			ToolFilter filter = runtime.registry()
				.find(runtime.registry().defaultProfile())
				.map(RegisteredBackend::profile)
				.map(SecurityProfile::tools)
				.orElse(new ToolFilter(List.of(), List.of()));
			this.catalogTools = mcpTools.serve(catalog, filter);
		}
		return this.catalogTools;
	}

	/**
	 * Finds an exposed tool.
	 * @param name the name by which it is listed
	 * @return the tool, or empty if there is none of ours
	 */
	Optional<ServedTool> find(String name) {
		return Stream.concat(this.metaTools.stream(), this.catalogTools.stream())
			.filter((tool) -> tool.tool().name().equals(name))
			.findFirst();
	}

}
