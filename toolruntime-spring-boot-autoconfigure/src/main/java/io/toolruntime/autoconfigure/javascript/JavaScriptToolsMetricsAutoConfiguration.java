package io.toolruntime.autoconfigure.javascript;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.toolruntime.javascript.JavaScriptTools;

/**
 * Auto-configures meters of JavaScript tools and their workers.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, JavaScriptToolsAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ JavaScriptTools.class, MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ JavaScriptTools.class, MeterRegistry.class })
public final class JavaScriptToolsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JavaScriptToolsMetrics javaScriptToolsMetrics(ObjectProvider<MeterRegistry> meters,
			ObjectProvider<JavaScriptTools> tools) {
		return new JavaScriptToolsMetrics(meters, tools);
	}

}
