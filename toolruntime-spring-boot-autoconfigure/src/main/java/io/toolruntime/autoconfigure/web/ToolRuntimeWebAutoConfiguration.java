package io.toolruntime.autoconfigure.web;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.web.AuthenticationCallerResolver;
import io.toolruntime.web.HttpApiSettings;
import io.toolruntime.web.HttpCallerResolver;
import io.toolruntime.web.PrincipalCallerResolver;
import io.toolruntime.web.ToolRuntimeHttpApi;

/**
 * Auto-configures the HTTP API, where {@code toolruntime.server.enabled} asks for it.
 */
@AutoConfiguration(after = { ToolRuntimeAutoConfiguration.class, HttpAccessAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass({ ToolRuntimeHttpApi.class, RouterFunction.class })
@ConditionalOnBean(DefaultRuntime.class)
@ConditionalOnBooleanProperty("toolruntime.server.enabled")
public final class ToolRuntimeWebAutoConfiguration {

	@Bean
	RouterFunction<ServerResponse> toolRuntimeHttpRoutes(HttpApiSettings settings, DefaultRuntime runtime,
			HttpCallerResolver callers) {
		return new ToolRuntimeHttpApi(settings, runtime, runtime.gateways(), callers).routes();
	}

	/** Callers that Spring Security knows. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.security.core.Authentication")
	static class SecurityCallerConfiguration {

		@Bean
		@ConditionalOnMissingBean(HttpCallerResolver.class)
		AuthenticationCallerResolver toolRuntimeHttpCallerResolver(ObjectProvider<CallerResolver> application) {
			return new AuthenticationCallerResolver(application.getIfUnique(() -> CallerResolver.ANONYMOUS));
		}

	}

	/** Callers that only the servlet container knows. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.security.core.Authentication")
	static class PrincipalCallerConfiguration {

		@Bean
		@ConditionalOnMissingBean(HttpCallerResolver.class)
		PrincipalCallerResolver toolRuntimeHttpCallerResolver(ObjectProvider<CallerResolver> application) {
			return new PrincipalCallerResolver(application.getIfUnique(() -> CallerResolver.ANONYMOUS));
		}

	}

}
