package io.toolruntime.builtin;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, which have been checked against the tool's schema.
 *
 * @param values the values by name
 */
record Arguments(Map<String, Object> values) {

	String text(String name) {
		return String.valueOf(this.values.get(name));
	}

	@Nullable String optionalText(String name) {
		return (this.values.get(name) instanceof String text) ? text : null;
	}

	boolean flag(String name, boolean otherwise) {
		return (this.values.get(name) instanceof Boolean flag) ? flag : otherwise;
	}

	/** A number that can only lower what is configured. */
	int atMost(String name, int most) {
		return (this.values.get(name) instanceof Number number) ? (int) Math.min(number.longValue(), most) : most;
	}

	/** Text or several texts. */
	List<String> texts(String name) {
		Object value = this.values.get(name);
		if (value instanceof List<?> list) {
			return list.stream().map(String::valueOf).toList();
		}
		return (value != null) ? List.of(value.toString()) : List.of();
	}

	@Nullable Object value(String name) {
		return this.values.get(name);
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> map(String name) {
		return (this.values.get(name) instanceof Map<?, ?> map) ? (Map<String, Object>) map : Map.of();
	}

	/** Several objects. */
	@SuppressWarnings("unchecked")
	List<Map<String, Object>> maps(String name) {
		return (this.values.get(name) instanceof List<?> list) ? (List<Map<String, Object>>) list : List.of();
	}

}
