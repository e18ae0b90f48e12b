package io.toolruntime.autoconfigure.springai;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.springai.AnnotatedBeanToolSource;
import io.toolruntime.springai.ToolCallbackToolSource;
import io.toolruntime.springai.ToolRuntimeToolCallbackProvider;
import io.toolruntime.springai.meta.MetaTools;

/**
 * Auto-configures the tools of Spring AI as tools of the catalog, and the few tools that
 * a {@code ChatClient} is given instead of them all.
 */
@AutoConfiguration(after = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass({ ToolCallback.class, AnnotatedBeanToolSource.class })
public final class ToolRuntimeSpringAiAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	AnnotatedBeanToolSource toolRuntimeAnnotatedBeanToolSource(ConfigurableListableBeanFactory beanFactory) {
		return new AnnotatedBeanToolSource(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	ToolCallbackToolSource toolRuntimeToolCallbackToolSource(ConfigurableListableBeanFactory beanFactory,
			AnnotatedBeanToolSource annotatedBeans) {
		return new ToolCallbackToolSource(beanFactory, annotatedBeans);
	}

	@Bean
	@ConditionalOnBean(DefaultRuntime.class)
	@ConditionalOnMissingBean
	MetaTools toolRuntimeMetaTools(DefaultRuntime runtime, ToolRuntimeProperties properties) {
		return new MetaTools(runtime, runtime.gateways(), properties.defaultLanguage());
	}

	@Bean
	@ConditionalOnBean(MetaTools.class)
	@ConditionalOnMissingBean
	ToolRuntimeToolCallbackProvider toolRuntimeToolCallbackProvider(MetaTools metaTools,
			ObjectProvider<CallerResolver> callers) {
		return new ToolRuntimeToolCallbackProvider(metaTools, callers.getIfUnique(() -> CallerResolver.ANONYMOUS));
	}

}
