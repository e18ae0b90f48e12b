package io.toolruntime.autoconfigure.properties;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * How Spring Boot spells properties as environment variables: dots and brackets become
 * underscores, dashes vanish; an older spelling has underscores for dashes too. Read
 * backwards this is ambiguous, so names are only ever turned this way round.
 */
final class EnvironmentVariables {

	private EnvironmentVariables() {
	}

	/**
	 * Tells whether a source holds environment variables.
	 * @param source the source
	 * @return whether it does
	 */
	static boolean in(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment
				&& environment.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
	}

	/**
	 * Lists the variables of a source that holds them.
	 * @param source the source
	 * @return the variables' names as they are
	 */
	static Stream<String> of(ConfigurationPropertySource source) {
		return (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment)
				? Stream.of(environment.getPropertyNames()) : Stream.empty();
	}

	/**
	 * Spells a property.
	 * @param name the property's name
	 * @return the usual spelling and the older one, in upper case
	 */
	static Set<String> spellings(ConfigurationPropertyName name) {
		String text = name.toString().replace("[", ".").replace("]", "").replace('.', '_').toUpperCase(Locale.ROOT);
		String usual = text.replace("-", "");
		return usual.equals(text) ? Set.of(usual) : Set.of(usual, text.replace('-', '_'));
	}

}
