package io.toolruntime.autoconfigure.backend;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.process.ProcessBackendFactory;

/**
 * Auto-configures the kind {@code process}: code in bubblewrap.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnBackend("process")
@ConditionalOnClass(ProcessBackendFactory.class)
public final class ProcessBackendAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "processBackendFactory")
	BackendFactory<?> processBackendFactory() {
		return new ProcessBackendFactory();
	}

}
