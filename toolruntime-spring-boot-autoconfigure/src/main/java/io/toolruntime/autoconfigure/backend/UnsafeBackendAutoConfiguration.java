package io.toolruntime.autoconfigure.backend;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.process.UnsafeBackendFactory;

/**
 * Auto-configures the kind {@code unsafe}: code as a plain process, for development.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnBackend("unsafe")
@ConditionalOnClass(UnsafeBackendFactory.class)
public final class UnsafeBackendAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "unsafeBackendFactory")
	BackendFactory<?> unsafeBackendFactory() {
		return new UnsafeBackendFactory();
	}

}
