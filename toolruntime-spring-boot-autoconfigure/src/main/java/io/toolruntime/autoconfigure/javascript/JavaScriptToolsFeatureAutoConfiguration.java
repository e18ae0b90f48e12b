package io.toolruntime.autoconfigure.javascript;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.JavaScriptToolsProperties;

/**
 * Auto-configures the keys of JavaScript tools, which are there wherever their module is,
 * even if no file of tools is.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(JavaScriptTools.class)
public final class JavaScriptToolsFeatureAutoConfiguration {

	@Bean
	ConfiguredFeature<JavaScriptToolsProperties> javaScriptToolsFeature() {
		return new ConfiguredFeature<>("javascript", JavaScriptToolsProperties.class);
	}

}
