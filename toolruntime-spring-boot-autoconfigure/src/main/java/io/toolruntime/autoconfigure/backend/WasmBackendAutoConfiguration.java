package io.toolruntime.autoconfigure.backend;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.wasm.WasmBackendFactory;

/**
 * Auto-configures the kind {@code wasm}: code inside the JVM.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnBackend("wasm")
@ConditionalOnClass(WasmBackendFactory.class)
public final class WasmBackendAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "wasmBackendFactory")
	BackendFactory<?> wasmBackendFactory() {
		return new WasmBackendFactory();
	}

}
