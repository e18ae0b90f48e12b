package io.toolruntime.autoconfigure.endpoint;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configures that Actuator never shows the secrets of {@code toolruntime.*}.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnClass(SanitizingFunction.class)
public final class ToolRuntimeSecretsAutoConfiguration {

	@Bean
	SanitizingFunction toolRuntimeSecrets() {
		return new ToolRuntimeSecrets();
	}

}
