package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Deep, unmodifiable copies of JSON values made of maps, lists and scalars. */
final class JsonCopy {

	/** More than a tool can be called with; what is deeper contains itself. */
	private static final int MAX_DEPTH = 2 * PlainJson.MAX_DEPTH;

	private static final Set<String> TEXTS = Set.of("title", "description", "$comment");

	private final boolean schema;

	private JsonCopy(boolean schema) {
		this.schema = schema;
	}

	/**
	 * Copies a map.
	 * @param map the map
	 * @return the copy
	 * @throws IllegalArgumentException if it is nested without end
	 */
	static Map<String, Object> of(Map<String, ? extends @Nullable Object> map) {
		return new JsonCopy(false).map(map, 0);
	}

	/**
	 * Copies a JSON Schema. What it says to people and models is cleaned like a
	 * description.
	 * @param schema the schema
	 * @return the copy
	 * @throws IllegalArgumentException if it is nested without end
	 */
	static Map<String, Object> ofSchema(Map<String, ? extends @Nullable Object> schema) {
		return new JsonCopy(true).map(schema, 0);
	}

	private Map<String, Object> map(Map<?, ?> map, int depth) {
		Map<String, Object> copy = new LinkedHashMap<>();
		map.forEach((key, value) -> copy.put(String.valueOf(key), value(String.valueOf(key), value, depth)));
		return Collections.unmodifiableMap(copy);
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private Object value(String key, @Nullable Object value, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("A value is nested more than " + MAX_DEPTH + " levels deep");
		}
		if (value instanceof Map<?, ?> map) {
			return map(map, depth + 1);
		}
		if (value instanceof List<?> list) {
			List<Object> copy = new ArrayList<>(list.size());
			list.forEach((item) -> copy.add(value("", item, depth + 1)));
			return Collections.unmodifiableList(copy);
		}
		return (this.schema && value instanceof String text && TEXTS.contains(key)) ? PlainText.clean(text) : value;
	}

}
