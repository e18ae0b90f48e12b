package io.toolruntime.autoconfigure.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.web.HttpApiSettings;
import io.toolruntime.web.HttpApiSettings.ArtifactRetention;

/**
 * Auto-configures who is let in over HTTP: to the API, and to the MCP server.
 */
@AutoConfiguration(after = ToolRuntimeAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpApiSettings.class)
@ConditionalOnBean(ToolRuntimeConfiguration.class)
public final class HttpAccessAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HttpApiSettings toolRuntimeHttpApiSettings(ToolRuntimeConfiguration configuration) {
		try {
			return settings(configuration.properties().server());
		}
		catch (IllegalArgumentException ex) {
			throw configuration.invalid(ex);
		}
	}

	private static HttpApiSettings settings(ToolRuntimeProperties.Server server) {
		ToolRuntimeProperties.Artifacts artifacts = server.artifacts();
		return new HttpApiSettings(server.path(), server.token(), server.allowedHosts(), server.allowedOrigins(),
				Math.toIntExact(Math.min(server.maxBodySize().toBytes(), Integer.MAX_VALUE)),
				new ArtifactRetention(artifacts.maxExecutions(), artifacts.maxSize().toBytes(), artifacts.maxAge()));
	}

}
