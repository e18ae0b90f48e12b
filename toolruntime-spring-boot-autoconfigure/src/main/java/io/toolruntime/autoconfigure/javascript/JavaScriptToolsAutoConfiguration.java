package io.toolruntime.autoconfigure.javascript;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.JavaScriptToolsFactory;
import io.toolruntime.javascript.JavaScriptToolsObserver;
import io.toolruntime.javascript.JavaScriptToolsProperties;

/**
 * Auto-configures {@link JavaScriptTools} of the files of
 * {@code toolruntime.javascript.entrypoint} and {@code toolruntime.javascript.sources},
 * which the catalog lists.
 */
@AutoConfiguration(before = ToolCatalogAutoConfiguration.class, after = JavaScriptToolsFeatureAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(JavaScriptTools.class)
@ConditionalOnJavaScriptTools
public final class JavaScriptToolsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JavaScriptToolsFactory javaScriptToolsFactory(Environment environment, ResourceLoader resources,
			ObjectProvider<JavaScriptToolsObserver> observers) {
		ClassLoader given = resources.getClassLoader();
		ClassLoader loader = (given != null) ? given : JavaScriptTools.class.getClassLoader();
		List<JavaScriptToolsObserver> all = observers.orderedStream().toList();
		return new JavaScriptToolsFactory(environment::getProperty, loader, new JavaScriptToolsObservers(all));
	}

	@Bean
	@ConditionalOnMissingBean
	JavaScriptTools javaScriptTools(JavaScriptToolsFactory factory, ToolRuntimeConfiguration configuration,
			ConfiguredFeature<JavaScriptToolsProperties> feature) {
		try {
			return factory.create(configuration.featureProperties(feature));
		}
		catch (IllegalArgumentException ex) {
			throw configuration.invalid(ex);
		}
	}

}
