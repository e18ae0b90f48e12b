package io.toolruntime.autoconfigure.builtin;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.builtin.BuiltinTools;
import io.toolruntime.builtin.BuiltinToolsFactory;
import io.toolruntime.builtin.BuiltinToolsProperties;
import io.toolruntime.builtin.WebSearchProvider;

/**
 * Auto-configures the {@link BuiltinTools} that {@code toolruntime.builtin-tools.include}
 * names. None are on unless it does.
 */
@AutoConfiguration(before = ToolCatalogAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(BuiltinTools.class)
public final class BuiltinToolsAutoConfiguration {

	@Bean
	static ConfiguredFeature<BuiltinToolsProperties> builtinToolsFeature() {
		return new ConfiguredFeature<>("builtin-tools", BuiltinToolsProperties.class);
	}

	@Bean
	@ConditionalOnMissingBean
	BuiltinToolsFactory builtinToolsFactory(ObjectProvider<WebSearchProvider> search) {
		BuiltinToolsFactory factory = new BuiltinToolsFactory();
		WebSearchProvider provider = search.getIfAvailable();
		return (provider != null) ? factory.withWebSearch(provider) : factory;
	}

	@Bean
	@ConditionalOnMissingBean
	BuiltinTools builtinTools(BuiltinToolsFactory factory, ToolRuntimeConfiguration configuration,
			ConfiguredFeature<BuiltinToolsProperties> feature) {
		try {
			return factory.create(configuration.featureProperties(feature));
		}
		catch (IllegalArgumentException ex) {
			throw configuration.invalid(ex);
		}
	}

}
