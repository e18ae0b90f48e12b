package io.toolruntime.springai.meta;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Arguments of a tool that a model is given, read strictly: what does not fit is refused
 * with a message that names the argument and what it may be. An argument that is
 * {@code null} was left out.
 */
public final class MetaToolArguments {

	private final Map<String, Object> arguments;

	private final String path;

	/**
	 * Takes the arguments of a call.
	 * @param inputSchema the tool's schema
	 * @param arguments the arguments
	 * @throws ToolException if there is one that the schema does not have
	 */
	MetaToolArguments(Map<String, Object> inputSchema, Map<String, Object> arguments) {
		this(arguments, "", properties(inputSchema));
	}

	private MetaToolArguments(Map<String, Object> arguments, String path, Set<String> known) {
		for (String name : arguments.keySet()) {
			if (!known.contains(name)) {
				throw invalid("There is no argument '" + path + abbreviated(name) + "'; there are "
						+ String.join(", ", known));
			}
		}
		this.arguments = arguments;
		this.path = path;
	}

	private static Set<String> properties(Map<String, Object> schema) {
		Map<String, Object> names = new LinkedHashMap<>();
		if (schema.get("properties") instanceof Map<?, ?> properties) {
			properties.keySet().forEach((name) -> names.put(String.valueOf(name), ""));
		}
		return names.keySet();
	}

	/**
	 * Returns a text that must be there.
	 * @param name the argument's name
	 * @return the text, not blank
	 */
	public String text(String name) {
		String text = textOrNull(name);
		if (text == null || text.isBlank()) {
			throw invalid("Argument '" + this.path + name + "' is missing; it must be a string");
		}
		return text;
	}

	/**
	 * Returns a text.
	 * @param name the argument's name
	 * @return the text, or {@code null} if it was left out
	 */
	public @Nullable String textOrNull(String name) {
		Object value = this.arguments.get(name);
		if (value == null || value instanceof String) {
			return (String) value;
		}
		throw invalid("Argument '" + this.path + name + "' must be a string");
	}

	/**
	 * Returns a whole number.
	 * @param name the argument's name
	 * @param min the smallest it may be
	 * @param max the largest it may be
	 * @return the number, or {@code null} if it was left out
	 */
	public @Nullable Integer integerOrNull(String name, int min, int max) {
		Object value = this.arguments.get(name);
		if (value == null) {
			return null;
		}
		if (value instanceof Number number) {
			try {
				int integer = new BigDecimal(number.toString()).intValueExact();
				if (integer >= min && integer <= max) {
					return integer;
				}
			}
			catch (ArithmeticException | NumberFormatException ex) {
				// Said below
			}
		}
		throw invalid("Argument '" + this.path + name + "' must be a whole number from " + min + " to " + max);
	}

	/**
	 * Tells whether a switch is on.
	 * @param name the argument's name
	 * @return its value, {@code false} if it was left out
	 */
	public boolean isTrue(String name) {
		Object value = this.arguments.get(name);
		if (value == null || value instanceof Boolean) {
			return Boolean.TRUE.equals(value);
		}
		throw invalid("Argument '" + this.path + name + "' must be true or false");
	}

	/**
	 * Returns any value.
	 * @param name the argument's name
	 * @return the value, or {@code null}
	 */
	public @Nullable Object value(String name) {
		return this.arguments.get(name);
	}

	/**
	 * Returns an object.
	 * @param name the argument's name
	 * @return the object, empty if it was left out
	 */
	@SuppressWarnings("unchecked")
	public Map<String, Object> object(String name) {
		Object value = this.arguments.get(name);
		if (value == null) {
			return Map.of();
		}
		if (value instanceof Map<?, ?>) {
			return (Map<String, Object>) value;
		}
		throw invalid("Argument '" + this.path + name + "' must be an object");
	}

	/**
	 * Returns a list of objects that must be there and not be empty.
	 * @param name the argument's name
	 * @param known the names that each may have
	 * @return the objects
	 */
	@SuppressWarnings("unchecked")
	public List<MetaToolArguments> objects(String name, Set<String> known) {
		if (!(this.arguments.get(name) instanceof List<?> list) || list.isEmpty()) {
			throw invalid("Argument '" + this.path + name + "' must be a list of at least one object");
		}
		List<MetaToolArguments> objects = new ArrayList<>();
		for (Object item : list) {
			String itemPath = this.path + name + "[" + objects.size() + "]";
			if (!(item instanceof Map<?, ?>)) {
				throw invalid("Argument '" + itemPath + "' must be an object");
			}
			objects.add(new MetaToolArguments((Map<String, Object>) item, itemPath + ".", known));
		}
		return objects;
	}

	private static String abbreviated(String name) {
		return (name.length() <= 64) ? name : name.substring(0, 64) + "…";
	}

	/**
	 * Refuses the arguments.
	 * @param message which is wrong and what it may be
	 * @return the exception to throw
	 */
	public static ToolException invalid(String message) {
		return new ToolException(null, ToolErrorCode.VALIDATION_INPUT, message);
	}

}
