package io.toolruntime.autoconfigure.typescript;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.typescript.TypeScriptTransformer;

/**
 * Auto-configures TypeScript for every backend that runs JavaScript.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(TypeScriptTransformer.class)
public final class TypeScriptAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "typeScriptTransformer")
	CodeTransformer typeScriptTransformer() {
		return new TypeScriptTransformer();
	}

}
