package io.toolruntime.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.runtime.DefaultRuntime;

/**
 * Auto-configures meters of sandboxes, and bounds those of tool calls.
 */
@AutoConfiguration(after = { MetricsAutoConfiguration.class, ToolRuntimeAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ DefaultRuntime.class, MeterRegistry.class })
public final class ToolRuntimeMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SandboxMetrics toolRuntimeSandboxMetrics(ObjectProvider<MeterRegistry> meters,
			ObjectProvider<DefaultRuntime> runtime) {
		return new SandboxMetrics(meters, runtime);
	}

	@Bean
	ToolTagMeterFilter toolRuntimeToolTagMeterFilter() {
		return new ToolTagMeterFilter();
	}

}
