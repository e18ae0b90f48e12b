package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Deep, unmodifiable copies of JSON values made of maps, lists and scalars. */
final class JsonCopy {

	private JsonCopy() {
	}

	static Map<String, Object> of(Map<String, ? extends @Nullable Object> map) {
		Map<String, Object> copy = new LinkedHashMap<>();
		map.forEach((key, value) -> copy.put(key, value(value)));
		return Collections.unmodifiableMap(copy);
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static Object value(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> copy = new LinkedHashMap<>();
			map.forEach((key, item) -> copy.put(String.valueOf(key), value(item)));
			return Collections.unmodifiableMap(copy);
		}
		if (value instanceof List<?> list) {
			List<Object> copy = new ArrayList<>(list.size());
			list.forEach((item) -> copy.add(value(item)));
			return Collections.unmodifiableList(copy);
		}
		return value;
	}

}
