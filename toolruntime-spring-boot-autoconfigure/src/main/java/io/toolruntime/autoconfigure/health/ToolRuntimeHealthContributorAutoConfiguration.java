package io.toolruntime.autoconfigure.health;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.BackendStatuses;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.runtime.DefaultRuntime;

/**
 * Auto-configures the health of the profiles' backends.
 */
@AutoConfiguration(after = ToolRuntimeAutoConfiguration.class)
@ConditionalOnClass({ CompositeHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(DefaultRuntime.class)
@ConditionalOnEnabledHealthIndicator("toolruntime")
public final class ToolRuntimeHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "toolruntimeHealthContributor", "toolruntimeHealthIndicator" })
	CompositeHealthContributor toolruntimeHealthContributor(DefaultRuntime runtime, BackendStatuses statuses,
			ToolRuntimeProperties properties) {
		return new ToolRuntimeHealthContributor(runtime, statuses, properties);
	}

}
