package io.toolruntime.autoconfigure.javascript;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** {@link ConditionalOnJavaScriptTools}. */
class OnJavaScriptToolsCondition extends SpringBootCondition {

	private static final String ENTRYPOINT = "toolruntime.javascript.entrypoint";

	private static final ConfigurationPropertyName SOURCES = ConfigurationPropertyName
		.of("toolruntime.javascript.sources");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnJavaScriptTools.class);
		Environment environment = context.getEnvironment();
		boolean configured = StringUtils.hasText(environment.getProperty(ENTRYPOINT)) || hasSources(environment);
		return configured ? ConditionOutcome.match(message.because("a file of tools is configured"))
				: ConditionOutcome.noMatch(message.because(ENTRYPOINT + " and " + SOURCES + " are not set"));
	}

	private static boolean hasSources(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(SOURCES) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
