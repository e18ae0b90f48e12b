package io.toolruntime.autoconfigure.endpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.BackendStatuses;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.ToolCatalog;

/**
 * Auto-configures the {@code toolruntime} endpoint.
 */
@AutoConfiguration(after = ToolRuntimeAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ DefaultRuntime.class, ToolCatalog.class })
@ConditionalOnAvailableEndpoint(ToolRuntimeEndpoint.class)
public final class ToolRuntimeEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ToolRuntimeEndpoint toolRuntimeEndpoint(DefaultRuntime runtime, BackendStatuses statuses, ToolCatalog catalog) {
		return new ToolRuntimeEndpoint(runtime, statuses, catalog);
	}

	@Bean
	@ConditionalOnMissingBean
	ToolRuntimeEndpointWebExtension toolRuntimeEndpointWebExtension(ToolRuntimeEndpoint endpoint) {
		return new ToolRuntimeEndpointWebExtension(endpoint);
	}

}
