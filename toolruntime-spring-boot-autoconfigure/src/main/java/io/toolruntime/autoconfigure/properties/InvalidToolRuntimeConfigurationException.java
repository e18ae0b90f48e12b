package io.toolruntime.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;

/**
 * The configuration cannot work, and the application must not start with it. Has no
 * cause: Spring Boot would explain that instead.
 */
public class InvalidToolRuntimeConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final transient @Nullable Object value;

	private final transient @Nullable Origin origin;

	private final String reason;

	private final String remedy;

	/**
	 * Creates the exception.
	 * @param property the property's full name
	 * @param value its value, or {@code null} if it has none or is secret
	 * @param origin where it was set, or {@code null} if that is not known
	 * @param reason why it cannot work
	 * @param remedy what to do
	 */
	public InvalidToolRuntimeConfigurationException(String property, @Nullable Object value, @Nullable Origin origin,
			String reason, String remedy) {
		super(property + ((value != null) ? " is '" + value + "'" : "") + ": " + reason + ". " + remedy);
		this.property = property;
		this.value = value;
		this.origin = origin;
		this.reason = reason;
		this.remedy = remedy;
	}

	/**
	 * Returns the property's full name.
	 * @return the name, such as {@code toolruntime.profiles.standard.backend}
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Returns the property's value.
	 * @return the value, or {@code null} if it has none or is secret
	 */
	public @Nullable Object getValue() {
		return this.value;
	}

	/**
	 * Returns where the property was set.
	 * @return the origin, or {@code null} if that is not known
	 */
	public @Nullable Origin getOrigin() {
		return this.origin;
	}

	/**
	 * Returns why the property cannot work.
	 * @return the reason
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Returns what to do.
	 * @return the remedy
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
