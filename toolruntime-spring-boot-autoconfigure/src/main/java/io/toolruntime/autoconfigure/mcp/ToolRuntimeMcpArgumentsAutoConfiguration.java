package io.toolruntime.autoconfigure.mcp;

import io.modelcontextprotocol.spec.McpStatelessServerTransport;

import org.springframework.ai.mcp.customizer.McpSyncServerCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import io.toolruntime.springai.mcp.SelfCheckingStatelessTransport;

/**
 * Lets our tools on an MCP server check their arguments themselves: every failure is an
 * error object then, and {@code null} an argument that was left out.
 */
@AutoConfiguration(after = ToolRuntimeMcpServerAutoConfiguration.class,
		afterName = { "org.springframework.ai.mcp.server.common.autoconfigure.McpServerAutoConfiguration",
				"org.springframework.ai.mcp.server.webmvc.autoconfigure.McpServerStatelessWebMvcAutoConfiguration" })
@ConditionalOnClass(McpSyncServerCustomizer.class)
@ConditionalOnBean(ExposedTools.class)
public final class ToolRuntimeMcpArgumentsAutoConfiguration {

	@Bean
	static SelfCheckedArgumentsCustomizer.BeforeOthers toolRuntimeSelfCheckedArgumentsBeforeOthers() {
		return new SelfCheckedArgumentsCustomizer.BeforeOthers();
	}

	@Bean
	@ConditionalOnMissingBean(McpSyncServerCustomizer.class)
	SelfCheckedArgumentsCustomizer toolRuntimeSelfCheckedArgumentsCustomizer() {
		return new SelfCheckedArgumentsCustomizer();
	}

	/* A stateless server of Spring AI takes no customizer. */
	@Bean
	@Primary
	@ConditionalOnSingleCandidate(McpStatelessServerTransport.class)
	SelfCheckingStatelessTransport toolRuntimeSelfCheckingStatelessTransport(McpStatelessServerTransport transport,
			ExposedTools tools) {
		return new SelfCheckingStatelessTransport(transport, tools::find);
	}

}
