package io.toolruntime.autoconfigure.mcp;

import java.util.List;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.McpSyncServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.autoconfigure.springai.ToolRuntimeSpringAiAutoConfiguration;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.springai.mcp.McpMetaTools;
import io.toolruntime.springai.meta.MetaTool;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.tool.ToolCatalog;

/**
 * Auto-configures what an MCP server of Spring AI lists, by
 * {@code toolruntime.mcp.expose}. A server of type {@code ASYNC} is left alone.
 */
@AutoConfiguration(after = ToolRuntimeSpringAiAutoConfiguration.class,
		beforeName = { "org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration",
				"org.springframework.ai.mcp.server.common.autoconfigure.McpServerStatelessAutoConfiguration" })
@ConditionalOnClass({ McpServerFeatures.class, McpMetaTools.class })
@ConditionalOnBean({ DefaultRuntime.class, MetaTools.class })
@ConditionalOnProperty(name = "spring.ai.mcp.server.type", havingValue = "SYNC", matchIfMissing = true)
public final class ToolRuntimeMcpServerAutoConfiguration {

	@Bean
	static SpringAiToolSpecificationRemover toolRuntimeSpringAiToolSpecificationRemover() {
		return new SpringAiToolSpecificationRemover();
	}

	@Bean
	@ConditionalOnMissingBean
	McpMetaTools toolRuntimeMcpMetaTools(ObjectProvider<CallerResolver> callers) {
		return new McpMetaTools(callers.getIfUnique(() -> CallerResolver.ANONYMOUS));
	}

	@Bean
	List<McpServerFeatures.SyncToolSpecification> toolRuntimeMcpToolSpecifications(McpMetaTools mcpTools,
			MetaTools metaTools, ToolRuntimeProperties properties) {
		return mcpTools.specifications(exposed(metaTools, properties));
	}

	@Bean
	List<McpStatelessServerFeatures.SyncToolSpecification> toolRuntimeStatelessMcpToolSpecifications(
			McpMetaTools mcpTools, MetaTools metaTools, ToolRuntimeProperties properties) {
		return mcpTools.statelessSpecifications(exposed(metaTools, properties));
	}

	private static List<MetaTool> exposed(MetaTools metaTools, ToolRuntimeProperties properties) {
		return properties.mcp().expose().meta() ? List.of(metaTools.executeCode()) : List.of();
	}

	/*
	 * Added to the server when all beans are there: only then is the catalog complete.
	 */
	@Bean
	SmartInitializingSingleton toolRuntimeMcpCatalogTools(ToolRuntimeProperties properties, ToolCatalog catalog,
			DefaultRuntime runtime, ObjectProvider<CallerResolver> callers, ObjectProvider<McpSyncServer> servers,
			ObjectProvider<McpStatelessSyncServer> statelessServers) {
		return () -> {
			if (properties.mcp().expose().tools()) {
				McpCatalogTools tools = new McpCatalogTools(catalog, runtime,
						callers.getIfUnique(() -> CallerResolver.ANONYMOUS));
				servers.forEach((server) -> tools.specifications().forEach(server::addTool));
				statelessServers.forEach((server) -> tools.statelessSpecifications().forEach(server::addTool));
			}
		};
	}

}
