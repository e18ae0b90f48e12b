package io.toolruntime.autoconfigure.mcp;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;

import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties.Mcp.Expose;
import io.toolruntime.autoconfigure.web.HttpAccessAutoConfiguration;
import io.toolruntime.web.HttpAccessFilter;
import io.toolruntime.web.HttpApiSettings;

/**
 * Auto-configures who is let in to an MCP server that exposes tools of ours: whoever the
 * HTTP API lets in, by {@code toolruntime.server.*}, whether that is served or not.
 */
@AutoConfiguration(after = { ToolRuntimeMcpServerAutoConfiguration.class, HttpAccessAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean(ExposedTools.class)
public final class ToolRuntimeMcpAccessAutoConfiguration {

	private static final String GUARD = "toolRuntimeMcpRouteGuard";

	private static boolean exposesNothing(ObjectProvider<ToolRuntimeConfiguration> configuration) {
		return configuration.getObject().properties().mcp().expose() == Expose.NONE;
	}

	/** The rules of the HTTP API. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpAccessFilter.class)
	static class GuardedConfiguration {

		@Bean(GUARD)
		@ConditionalOnMissingBean(name = GUARD)
		static McpRouteGuard toolRuntimeMcpRouteGuard(ObjectProvider<ToolRuntimeConfiguration> configuration,
				ObjectProvider<HttpApiSettings> settings) {
			return new McpRouteGuard((routes) -> exposesNothing(configuration) ? routes
					: routes.filter(new HttpAccessFilter(settings.getObject())));
		}

	}

	/** Without these rules no code may be run. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.toolruntime.web.HttpAccessFilter")
	static class UnguardedConfiguration {

		@Bean(GUARD)
		@ConditionalOnMissingBean(name = GUARD)
		static McpRouteGuard toolRuntimeMcpRouteGuard(ObjectProvider<ToolRuntimeConfiguration> configuration) {
			return new McpRouteGuard((routes) -> {
				if (exposesNothing(configuration)) {
					return routes;
				}
				throw configuration.getObject()
					.invalid("mcp.expose",
							"nothing keeps web pages of other sites and other machines away from the MCP server: the "
									+ "module that does is not on the class path",
							"Add the dependency io.toolruntime:toolruntime-spring-web, or set it to none");
			});
		}

	}

}
