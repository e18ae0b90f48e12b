package io.toolruntime.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.SourceToolCatalog;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolRunner;
import io.toolruntime.tool.ToolSource;
import io.toolruntime.tool.ToolSourceProvider;

/**
 * Auto-configures the {@link ToolCatalog} of the application's tools and the
 * {@link ToolGateway} to it.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
public final class ToolCatalogAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ToolCatalog.class)
	SourceToolCatalog toolCatalog(ObjectProvider<ToolSource> sources, ObjectProvider<ToolSourceProvider> providers,
			ObjectProvider<Tool> tools) {
		List<ToolSource> all = new ArrayList<>(sources.orderedStream().toList());
		providers.orderedStream().forEach((provider) -> all.addAll(provider.toolSources()));
		all.add(new BeanToolSource(tools));
		return new SourceToolCatalog(all);
	}

	@Bean
	@ConditionalOnMissingBean
	ToolRunner toolRunner() {
		return new ToolRunner();
	}

	@Bean
	@ConditionalOnMissingBean(ToolGateway.class)
	CatalogToolGateway toolGateway(ToolCatalog catalog, ToolRunner runner) {
		return new CatalogToolGateway(catalog, runner);
	}

	/*
	 * The catalog asks its sources when it is first used, which is after all beans are
	 * there. Two tools with one id must stop the start, not the first execution.
	 */
	@Bean
	SmartInitializingSingleton toolCatalogCheck(ToolCatalog catalog) {
		return catalog::tools;
	}

	/** Tools that are beans. Found when they are asked for: they may need the runtime. */
	private record BeanToolSource(ObjectProvider<Tool> beans) implements ToolSource {

		@Override
		public String name() {
			return "beans";
		}

		@Override
		public List<Tool> tools() {
			return this.beans.orderedStream().toList();
		}

	}

}
