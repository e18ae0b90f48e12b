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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties.Mcp.Expose;
import io.toolruntime.autoconfigure.springai.ToolRuntimeSpringAiAutoConfiguration;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.springai.mcp.McpCatalogTools;
import io.toolruntime.springai.mcp.McpMetaTools;
import io.toolruntime.springai.mcp.ServedTool;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.tool.ToolCatalog;

/**
 * Auto-configures what an MCP server of Spring AI lists, by
 * {@code toolruntime.mcp.expose}.
 */
@AutoConfiguration(after = ToolRuntimeSpringAiAutoConfiguration.class,
		beforeName = { "org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration",
				"org.springframework.ai.mcp.server.common.autoconfigure.McpServerStatelessAutoConfiguration" })
@ConditionalOnClass({ McpServerFeatures.class, McpMetaTools.class })
@ConditionalOnBean({ DefaultRuntime.class, MetaTools.class })
public final class ToolRuntimeMcpServerAutoConfiguration {

	private static final String SERVER = "spring.ai.mcp.server";

	private static final String ASYNC = "ASYNC";

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
	@ConditionalOnMissingBean
	McpCatalogTools toolRuntimeMcpCatalogTools(DefaultRuntime runtime, ObjectProvider<CallerResolver> callers) {
		return new McpCatalogTools(runtime.gateways(), callers.getIfUnique(() -> CallerResolver.ANONYMOUS));
	}

	@Bean
	ExposedTools toolRuntimeMcpExposedTools(ToolRuntimeProperties properties, McpMetaTools mcpTools,
			MetaTools metaTools) {
		return new ExposedTools(properties.mcp().expose(), mcpTools, metaTools);
	}

	@Bean
	List<McpServerFeatures.SyncToolSpecification> toolRuntimeMcpToolSpecifications(ExposedTools tools) {
		return tools.metaTools().stream().map(ServedTool::specification).toList();
	}

	@Bean
	List<McpStatelessServerFeatures.SyncToolSpecification> toolRuntimeStatelessMcpToolSpecifications(
			ExposedTools tools) {
		return tools.metaTools().stream().map(ServedTool::statelessSpecification).toList();
	}

	/*
	 * Added to the server when all beans are there: only then is the catalog complete.
	 */
	@Bean
	SmartInitializingSingleton toolRuntimeMcpToolAdder(ExposedTools tools, McpCatalogTools mcpTools,
			ToolCatalog catalog, DefaultRuntime runtime, ObjectProvider<McpSyncServer> servers,
			ObjectProvider<McpStatelessSyncServer> statelessServers) {
		return () -> tools.readCatalog(mcpTools, catalog, runtime).forEach((tool) -> {
			servers.forEach((server) -> server.addTool(tool.specification()));
			statelessServers.forEach((server) -> server.addTool(tool.statelessSpecification()));
		});
	}

	/*
	 * An asynchronous server takes no synchronous tools: ours would silently be absent.
	 */
	@Bean
	SmartInitializingSingleton toolRuntimeMcpServerTypeCheck(ToolRuntimeConfiguration configuration,
			Environment environment) {
		return () -> {
			if (configuration.properties().mcp().expose() != Expose.NONE
					&& ASYNC.equalsIgnoreCase(environment.getProperty(SERVER + ".type"))
					&& environment.getProperty(SERVER + ".enabled", Boolean.class, true)) {
				throw configuration.invalid(ConfigurationPropertyName.of(SERVER + ".type"),
						"toolruntime's tools are for a server of type SYNC, and one of this type would not list them",
						"Set it to SYNC, or toolruntime.mcp.expose to none if it shall list none of them");
			}
		};
	}

}
