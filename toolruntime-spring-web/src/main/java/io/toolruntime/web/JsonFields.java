package io.toolruntime.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.limit.Limits;

/**
 * The fields of a JSON object, taken by name and type. A field of another type, or one
 * that nobody took, is refused by name. {@code null} is as good as absent.
 */
final class JsonFields {

	private final String path;

	private final Map<String, @Nullable Object> fields;

	private final TreeSet<String> known = new TreeSet<>();

	/**
	 * Creates the fields of an object.
	 * @param path where the object stands in the body; empty for the body itself
	 * @param fields its members
	 */
	JsonFields(String path, Map<String, @Nullable Object> fields) {
		this.path = path;
		this.fields = fields;
	}

	String path(String name) {
		return this.path.isEmpty() ? name : this.path + "." + name;
	}

	@Nullable Object value(String name) {
		this.known.add(name);
		return this.fields.get(name);
	}

	@Nullable String string(String name) {
		Object value = value(name);
		if (value == null || value instanceof String) {
			return (String) value;
		}
		throw wrongType(path(name), "a string", value);
	}

	Map<String, @Nullable Object> object(String name) {
		Object value = value(name);
		return (value != null) ? members(path(name), value) : new LinkedHashMap<>();
	}

	Map<String, String> strings(String name) {
		Map<String, String> strings = new LinkedHashMap<>();
		object(name).forEach((key, value) -> {
			if (!(value instanceof String text)) {
				throw wrongType(path(name) + "." + Shown.name(key), "a string", value);
			}
			strings.put(key, text);
		});
		return strings;
	}

	List<JsonFields> objects(String name) {
		Object value = value(name);
		if (value == null) {
			return List.of();
		}
		if (!(value instanceof List<?> list)) {
			throw wrongType(path(name), "an array", value);
		}
		List<JsonFields> objects = new ArrayList<>();
		for (Object item : list) {
			String itemPath = path(name) + "[" + objects.size() + "]";
			objects.add(new JsonFields(itemPath, members(itemPath, item)));
		}
		return objects;
	}

	Limits limits(String name) {
		try {
			return Limits.parse(object(name));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * Refuses fields that nobody has asked for.
	 * @throws InvalidRequestException naming the first of them, and those there are
	 */
	void refuseOthers() {
		for (String name : this.fields.keySet()) {
			if (!this.known.contains(name)) {
				throw new InvalidRequestException(
						path(Shown.name(name)) + ": is not a field; there are " + String.join(", ", this.known));
			}
		}
	}

	@SuppressWarnings("unchecked") // JSON objects have strings as keys
	private static Map<String, @Nullable Object> members(String path, @Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return (Map<String, @Nullable Object>) map;
		}
		throw wrongType(path, "an object", value);
	}

	private static InvalidRequestException wrongType(String path, String expected, @Nullable Object value) {
		return new InvalidRequestException(path + ": must be " + expected + ", and is " + typeOf(value));
	}

	private static String typeOf(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (value instanceof Map) {
			return "an object";
		}
		if (value instanceof List) {
			return "an array";
		}
		if (value instanceof String) {
			return "a string";
		}
		return (value instanceof Number) ? "a number" : "a boolean";
	}

}
