package io.toolruntime.autoconfigure.properties;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.core.env.Environment;

/**
 * Binds properties piece by piece and remembers every key that a piece could have had, so
 * that {@link UnknownKeys} can tell which keys nobody reads.
 */
final class StrictBinder {

	private static final String CHANGE = "Change the value";

	private final Iterable<ConfigurationPropertySource> sources;

	private final Binder binder;

	private final BindHandler handler = new KeyRecorder();

	private final Set<ConfigurationPropertyName> keys = new LinkedHashSet<>();

	private final Set<ConfigurationPropertyName> boundApart = new LinkedHashSet<>();

	private final Set<ConfigurationPropertyName> boundByOthers = new LinkedHashSet<>();

	StrictBinder(Environment environment) {
		this.sources = ConfigurationPropertySources.get(environment);
		this.binder = Binder.get(environment);
	}

	/**
	 * Binds what is below a name.
	 * @param <T> the type
	 * @param name the name
	 * @param type a type whose every property has a default or may be absent
	 * @return the bound object; never {@code null}
	 * @throws InvalidToolRuntimeConfigurationException if a value cannot be bound
	 */
	<T> T bind(ConfigurationPropertyName name, Class<T> type) {
		try {
			Bindable<T> target = Bindable.of(type);
			T bound = this.binder.bind(name, target, this.handler).orElse(null);
			return (bound != null) ? bound : withDefaults(name, target);
		}
		catch (BindException ex) {
			String reason = BadValue.refusal(ex).orElse("");
			throw named(reason, ex.getName()).map((key) -> BadValue.of(key.toString(), find(key), reason, CHANGE))
				.orElseGet(() -> BadValue.of(ex, find(ex.getName())));
		}
	}

	/*
	 * A type that refuses its values together says which one it means: by its name, or by
	 * one that begins with the name of a kind.
	 */
	private Optional<ConfigurationPropertyName> named(String reason, ConfigurationPropertyName below) {
		ConfigurationPropertyName key = ConfigurationPropertyName.ofIfValid(reason.split("[ :]", 2)[0]);
		if (key == null || key.isEmpty()) {
			return Optional.empty();
		}
		int elements = below.getNumberOfElements();
		while (elements > 0 && !below.getElement(elements - 1, Form.UNIFORM).equals(key.getElement(0, Form.UNIFORM))) {
			elements--;
		}
		ConfigurationPropertyName full = ((elements > 0) ? below.chop(elements - 1) : below).append(key);
		return this.keys.contains(full) ? Optional.of(full) : Optional.empty();
	}

	private static <T> T withDefaults(ConfigurationPropertyName name, Bindable<T> target) {
		return new Binder(new MapConfigurationPropertySource()).bindOrCreate(name, target, BindHandler.DEFAULT);
	}

	/**
	 * Leaves a name out where it is part of a larger type: its own pieces are bound one
	 * by one.
	 * @param name the name
	 */
	void bindApart(ConfigurationPropertyName name) {
		this.boundApart.add(name);
	}

	/**
	 * Declares that others read what is below a name.
	 * @param name the name
	 */
	void leaveToOthers(ConfigurationPropertyName name) {
		this.keys.add(name);
		this.boundByOthers.add(name);
	}

	/**
	 * Finds the value of a key as it was written.
	 * @param name the key
	 * @return the value with its origin, or empty if it is not set
	 */
	Optional<ConfigurationProperty> find(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : this.sources) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return Optional.of(property);
			}
		}
		return Optional.empty();
	}

	Iterable<ConfigurationPropertySource> sources() {
		return this.sources;
	}

	Set<ConfigurationPropertyName> keys() {
		return this.keys;
	}

	Set<ConfigurationPropertyName> boundByOthers() {
		return this.boundByOthers;
	}

	/** Remembers the keys, and takes a map without entries for an absent one. */
	private final class KeyRecorder extends AbstractBindHandler {

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			StrictBinder.this.keys.add(name);
			return StrictBinder.this.boundApart.contains(name) ? null : target;
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			ConfigurationProperty property = context.getConfigurationProperty();
			if (error instanceof ConverterNotFoundException && property != null
					&& property.getValue().toString().isBlank()) {
				return null;
			}
			throw error;
		}

	}

}
