package io.toolruntime.autoconfigure.properties;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/** Finds the kinds of backend that the configured profiles use or have keys of. */
public final class ConfiguredKinds {

	private static final ConfigurationPropertyName PROFILES = ConfigurationPropertyName.of("toolruntime.profiles");

	private ConfiguredKinds() {
	}

	/**
	 * Finds the kinds.
	 * @param environment where {@code toolruntime.profiles} is
	 * @return the kinds; a kind that is selected is there even if it is not known
	 */
	public static Set<String> in(Environment environment) {
		Set<String> kinds = new LinkedHashSet<>();
		for (String profile : ProfileNames.in(environment)) {
			ConfigurationPropertyName prefix = PROFILES.append(profile);
			kinds.add(Binder.get(environment)
				.bind(prefix.append("backend"), Bindable.of(String.class))
				.orElse(ProfileProperties.DEFAULT_BACKEND));
			KnownBackends.kinds().stream().filter((kind) -> has(environment, prefix.append(kind))).forEach(kinds::add);
		}
		return kinds;
	}

	private static boolean has(Environment environment, ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
