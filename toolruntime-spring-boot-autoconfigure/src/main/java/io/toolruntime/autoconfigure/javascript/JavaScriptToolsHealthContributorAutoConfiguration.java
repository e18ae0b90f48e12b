package io.toolruntime.autoconfigure.javascript;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.toolruntime.javascript.JavaScriptTools;

/**
 * Auto-configures the health of JavaScript tools: what runtimes there are, and whether
 * each file of tools can run.
 */
@AutoConfiguration(after = JavaScriptToolsAutoConfiguration.class)
@ConditionalOnClass({ JavaScriptTools.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(JavaScriptTools.class)
@ConditionalOnEnabledHealthIndicator("toolruntime-javascript")
public final class JavaScriptToolsHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(
			name = { "toolruntimeJavascriptHealthContributor", "toolruntimeJavascriptHealthIndicator" })
	HealthIndicator toolruntimeJavascriptHealthContributor(JavaScriptTools tools) {
		return new JavaScriptToolsHealthIndicator(tools);
	}

}
