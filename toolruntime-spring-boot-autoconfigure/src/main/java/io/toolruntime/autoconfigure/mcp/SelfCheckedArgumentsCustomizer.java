package io.toolruntime.autoconfigure.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;

import org.springframework.ai.mcp.customizer.McpSyncServerCustomizer;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.toolruntime.springai.mcp.SelfCheckedArguments;

/**
 * Lets our tools check their arguments themselves. Spring AI takes one customizer of its
 * server, and in a web application brings it: so whichever there is does this first.
 */
class SelfCheckedArgumentsCustomizer implements McpSyncServerCustomizer {

	@Override
	public void customize(McpServer.SyncSpecification<?> server) {
		server.jsonSchemaValidator(new SelfCheckedArguments(McpJsonDefaults.getSchemaValidator()));
	}

	/** Puts it before the customizer that there is. */
	static final class BeforeOthers implements BeanPostProcessor {

		private final McpSyncServerCustomizer first = new SelfCheckedArgumentsCustomizer();

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (bean instanceof McpSyncServerCustomizer customizer
					&& !(bean instanceof SelfCheckedArgumentsCustomizer)) {
				McpSyncServerCustomizer both = (server) -> {
					this.first.customize(server);
					customizer.customize(server);
				};
				return both;
			}
			return bean;
		}

	}

}
