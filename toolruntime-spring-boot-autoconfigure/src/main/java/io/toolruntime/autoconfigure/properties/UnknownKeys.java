package io.toolruntime.autoconfigure.properties;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.SystemEnvironmentOrigin;

/**
 * Finds keys below {@code toolruntime} that nobody reads: a mistyped limit must not
 * silently not hold.
 */
final class UnknownKeys {

	private static final Logger logger = LoggerFactory.getLogger(UnknownKeys.class);

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("toolruntime");

	/*
	 * Below these a variable can only be meant for us. Elsewhere it need not be: a
	 * cluster sets TOOLRUNTIME_PORT for a service of that name.
	 */
	private static final Set<String> OUR_VARIABLES = Set.of("TOOLRUNTIME_PROFILES_", "TOOLRUNTIME_LIMITS_",
			"TOOLRUNTIME_ISOLATION_", "TOOLRUNTIME_JAVASCRIPT_", "TOOLRUNTIME_BUILTINTOOLS_");

	/* Keys of features, and the modules that read them. */
	private static final Map<String, String> FEATURES = Map.of("isolation", "io.toolruntime:toolruntime-isolation",
			"javascript", "io.toolruntime:toolruntime-javascript", "builtintools",
			"io.toolruntime:toolruntime-builtin-tools");

	private final StrictBinder binder;

	UnknownKeys(StrictBinder binder) {
		this.binder = binder;
	}

	/**
	 * Refuses keys that nobody reads.
	 * @throws InvalidToolRuntimeConfigurationException for the first such key
	 */
	void refuse() {
		for (ConfigurationPropertySource source : this.binder.sources()) {
			if (EnvironmentVariables.in(source)) {
				refuseVariables(source);
			}
			else if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream()
					.filter(ROOT::isAncestorOf)
					.filter((name) -> !isKnown(name))
					.findFirst()
					.ifPresent((name) -> {
						throw unknown(name, iterable.getConfigurationProperty(name));
					});
			}
		}
	}

	private boolean isKnown(ConfigurationPropertyName name) {
		return this.binder.keys().contains(name)
				|| (name.isLastElementIndexed() && this.binder.keys().contains(name.getParent()))
				|| this.binder.boundByOthers().stream().anyMatch((other) -> other.isAncestorOf(name));
	}

	private InvalidToolRuntimeConfigurationException unknown(ConfigurationPropertyName name,
			@Nullable ConfigurationProperty property) {
		String feature = FEATURES.get(name.getElement(1, Form.UNIFORM));
		if (feature != null && !this.binder.keys().contains(name.chop(2))) {
			return BadValue.of(name.toString(), Optional.ofNullable(property),
					"its module is not on the class path, so that it would silently do nothing",
					"Add the dependency " + feature + ", or remove the key");
		}
		int known = knownElements(name);
		ConfigurationPropertyName parent = name.chop(known);
		String mistyped = name.getElement(known, Form.ORIGINAL);
		Set<String> siblings = children(parent);
		Optional<ConfigurationPropertyName> meant = new Spelling(siblings).nearest(mistyped)
			.map((sibling) -> parent.append(sibling).append(name.subName(known + 1)));
		String remedy = meant.map((suggestion) -> "Did you mean " + suggestion + "?")
			.orElse("Remove it; below " + parent + " there are " + String.join(", ", siblings));
		String reason = "there is no key '" + mistyped + "' below " + parent;
		return BadValue.isSecret(remedy) ? BadValue.ofSecret(name.toString(), property, reason, remedy)
				: BadValue.of(name.toString(), Optional.ofNullable(property), reason, remedy);
	}

	private int knownElements(ConfigurationPropertyName name) {
		int known = ROOT.getNumberOfElements();
		while (known < name.getNumberOfElements() - 1 && this.binder.keys().contains(name.chop(known + 1))) {
			known++;
		}
		return known;
	}

	private Set<String> children(ConfigurationPropertyName parent) {
		Set<String> children = new TreeSet<>();
		this.binder.keys()
			.stream()
			.filter(parent::isParentOf)
			.forEach((key) -> children.add(key.getLastElement(Form.DASHED)));
		return children;
	}

	private void refuseVariables(ConfigurationPropertySource source) {
		Set<String> spellings = new LinkedHashSet<>();
		this.binder.keys().forEach((key) -> spellings.addAll(EnvironmentVariables.spellings(key)));
		Set<String> others = new LinkedHashSet<>();
		this.binder.boundByOthers().forEach((name) -> others.addAll(EnvironmentVariables.spellings(name)));
		Set<String> ignored = new TreeSet<>();
		EnvironmentVariables.of(source).forEach((variable) -> {
			String upper = variable.toUpperCase(Locale.ROOT);
			if (!upper.startsWith("TOOLRUNTIME_") || spellings.contains(upper)
					|| spellings.contains(upper.replaceFirst("_\\d+_?$", ""))
					|| others.stream().anyMatch((other) -> upper.startsWith(other + "_"))) {
				return;
			}
			if (OUR_VARIABLES.stream().anyMatch(upper::startsWith)) {
				throw unknown(variable, spellings);
			}
			ignored.add(variable);
		});
		if (!ignored.isEmpty()) {
			logger.warn("Environment variables {} are no keys of toolruntime and are ignored", ignored);
		}
	}

	private InvalidToolRuntimeConfigurationException unknown(String variable, Set<String> spellings) {
		Optional<String> feature = FEATURES.entrySet()
			.stream()
			.filter((entry) -> !this.binder.keys().contains(ROOT.append(entry.getKey())))
			.filter((entry) -> variable.toLowerCase(Locale.ROOT).startsWith("toolruntime_" + entry.getKey() + "_"))
			.map(Map.Entry::getValue)
			.findFirst();
		String reason = feature.isPresent() ? "the module that reads it is not on the class path"
				: "it names no key of toolruntime";
		String remedy = feature.map((module) -> "Add the dependency " + module + ", or remove the variable")
			.or(() -> meant(variable, spellings).map((meant) -> "Did you mean " + meant + "?"))
			.orElse("Remove the variable, or write the key as documented, with dots as underscores and without dashes");
		return new InvalidToolRuntimeConfigurationException(variable, null, new SystemEnvironmentOrigin(variable),
				reason, remedy);
	}

	private static Optional<String> meant(String variable, Set<String> spellings) {
		return new Spelling(spellings.stream().map((spelling) -> spelling.toLowerCase(Locale.ROOT)).toList())
			.nearest(variable)
			.map((meant) -> meant.toUpperCase(Locale.ROOT));
	}

}
