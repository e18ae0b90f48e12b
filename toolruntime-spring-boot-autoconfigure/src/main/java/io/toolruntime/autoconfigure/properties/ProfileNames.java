package io.toolruntime.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

import io.toolruntime.profile.SecurityProfile;

/**
 * Finds the names of the configured profiles. An environment variable cannot spell a
 * dash: one for {@code my-profile} belongs to that profile and makes none of its own.
 */
public final class ProfileNames {

	private static final ConfigurationPropertyName PROFILES = ConfigurationPropertyName.of("toolruntime.profiles");

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

	private static final String VARIABLES = "TOOLRUNTIME_PROFILES_";

	private final Map<String, String> namesByUniformName = new LinkedHashMap<>();

	private ProfileNames() {
	}

	/**
	 * Finds the names.
	 * @param environment where {@code toolruntime.profiles} is
	 * @return the names, sorted; {@code standard} if none is configured
	 * @throws InvalidToolRuntimeConfigurationException if one is not a profile's name
	 */
	public static Set<String> in(Environment environment) {
		ProfileNames names = new ProfileNames();
		Iterable<ConfigurationPropertySource> sources = ConfigurationPropertySources.get(environment);
		sources.forEach(names::addNames);
		sources.forEach(names::addVariables);
		return names.namesByUniformName.isEmpty() ? Set.of(SecurityProfile.STANDARD)
				: new TreeSet<>(names.namesByUniformName.values());
	}

	private void addNames(ConfigurationPropertySource source) {
		if (source instanceof IterableConfigurationPropertySource iterable && !EnvironmentVariables.in(source)) {
			iterable.stream()
				.filter(PROFILES::isAncestorOf)
				.forEach((name) -> add(name.getElement(2, Form.ORIGINAL), iterable.getConfigurationProperty(name)));
		}
	}

	private void addVariables(ConfigurationPropertySource source) {
		if (EnvironmentVariables.in(source)) {
			EnvironmentVariables.of(source)
				.map((variable) -> variable.toUpperCase(Locale.ROOT))
				.filter((variable) -> variable.startsWith(VARIABLES) && variable.length() > VARIABLES.length())
				.filter((variable) -> !belongsToKnownProfile(variable))
				.map((variable) -> variable.substring(VARIABLES.length()).split("_", 2)[0].toLowerCase(Locale.ROOT))
				.forEach((name) -> add(name, source.getConfigurationProperty(PROFILES)));
		}
	}

	private void add(String name, @Nullable ConfigurationProperty property) {
		if (!NAME.matcher(name).matches()) {
			throw BadValue.of(PROFILES + "." + name, Optional.ofNullable(property),
					"'" + name + "' is not a profile's name",
					"Use lower case letters, digits and dashes, and begin with a letter");
		}
		this.namesByUniformName.putIfAbsent(name.replace("-", ""), name);
	}

	private boolean belongsToKnownProfile(String variable) {
		return this.namesByUniformName.values()
			.stream()
			.flatMap((name) -> EnvironmentVariables.spellings(PROFILES.append(name)).stream())
			.anyMatch((spelling) -> variable.startsWith(spelling + "_"));
	}

}
