package io.toolruntime.autoconfigure.caller;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;

import io.toolruntime.caller.CallerResolver;

/**
 * Auto-configures the {@link CallerResolver} of applications with Spring Security.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(SecurityContextHolder.class)
public final class CallerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallerResolver.class)
	SecurityContextCallerResolver toolRuntimeCallerResolver() {
		return new SecurityContextCallerResolver();
	}

}
