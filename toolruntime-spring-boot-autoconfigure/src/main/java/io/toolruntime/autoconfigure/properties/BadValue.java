package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConverterNotFoundException;

/** Says in the words of the person who wrote it what is wrong with a value. */
final class BadValue {

	private static final String SECRET = "(?i).*(token|password|secret|credential|passphrase|api-?key).*";

	private BadValue() {
	}

	/**
	 * Describes a value that could not be bound.
	 * @param ex what the binder threw
	 * @param named the property that the binder names, as far as it is set
	 * @return the exception to throw instead
	 */
	static InvalidToolRuntimeConfigurationException of(BindException ex, Optional<ConfigurationProperty> named) {
		ConfigurationProperty property = (ex.getProperty() != null) ? ex.getProperty() : named.orElse(null);
		String name = ((property != null) ? property.getName() : ex.getName()).toString();
		return new InvalidToolRuntimeConfigurationException(name, value(name, property),
				(property != null) ? property.getOrigin() : null, reason(ex), "Change the value of " + name);
	}

	/**
	 * Finds out whether a type has refused values that it was given, each of which could
	 * be read.
	 * @param ex what the binder threw
	 * @return why, or empty if it was a value that could not be read
	 */
	static Optional<String> refusal(BindException ex) {
		Throwable cause = ex;
		while (cause.getCause() != null && !(cause instanceof ConversionFailedException)) {
			cause = cause.getCause();
		}
		return (cause instanceof IllegalArgumentException) ? Optional.ofNullable(cause.getMessage()) : Optional.empty();
	}

	/**
	 * Describes a value that could be bound and is not valid.
	 * @param name the property's name
	 * @param property the property, as far as it is set
	 * @param reason what is wrong
	 * @param remedy what to do
	 * @return the exception
	 */
	static InvalidToolRuntimeConfigurationException of(String name, Optional<ConfigurationProperty> property,
			String reason, String remedy) {
		ConfigurationProperty set = property.orElse(null);
		return new InvalidToolRuntimeConfigurationException(name, value(name, set),
				(set != null) ? set.getOrigin() : null, reason, remedy);
	}

	/**
	 * Describes a value that must not be shown.
	 * @param name the property's name
	 * @param property the property, or {@code null} if it is not set
	 * @param reason what is wrong
	 * @param remedy what to do
	 * @return the exception
	 */
	static InvalidToolRuntimeConfigurationException ofSecret(String name, @Nullable ConfigurationProperty property,
			String reason, String remedy) {
		return new InvalidToolRuntimeConfigurationException(name, null,
				(property != null) ? property.getOrigin() : null, reason, remedy);
	}

	static boolean isSecret(String name) {
		return name.matches(SECRET);
	}

	private static @Nullable Object value(String name, @Nullable ConfigurationProperty property) {
		return (property == null || isSecret(name)) ? null : property.getValue();
	}

	private static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && !(cause instanceof ConversionFailedException)) {
			cause = cause.getCause();
		}
		if (cause instanceof ConversionFailedException conversion) {
			return reason(conversion);
		}
		if (cause instanceof ConverterNotFoundException) {
			return "it has keys of its own and cannot be a single value";
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	private static String reason(ConversionFailedException failure) {
		Class<?> type = failure.getTargetType().getType();
		if (type.isEnum()) {
			return "it must be one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", "));
		}
		if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
			return "it must be a whole number";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "it must be true or false";
		}
		if (type == Duration.class) {
			return "it must be a duration, such as 30s, 500ms or 2m; a plain number is milliseconds";
		}
		Throwable cause = failure.getCause();
		return (cause != null && cause.getMessage() != null) ? cause.getMessage()
				: "it cannot be read as " + type.getSimpleName();
	}

}
