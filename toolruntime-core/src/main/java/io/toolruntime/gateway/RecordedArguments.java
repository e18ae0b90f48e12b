package io.toolruntime.gateway;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Arguments as a record keeps them: a copy that the tool cannot change, abbreviated, so
 * that records of many large calls do not fill the heap.
 */
final class RecordedArguments {

	private static final int MAX_CHARACTERS = 4096;

	private static final int MAX_STRING = 1024;

	private static final int MAX_ID = 400;

	private static final int MAX_DEPTH = 16;

	/** What a value weighs besides its characters. */
	private static final int WEIGHT = 8;

	private static final String ABBREVIATED = "…";

	private int left = MAX_CHARACTERS;

	private RecordedArguments() {
	}

	/**
	 * Copies arguments.
	 * @param arguments the arguments
	 * @return a copy, unmodifiable
	 */
	static Map<String, Object> of(Map<String, Object> arguments) {
		return new RecordedArguments().copy(arguments, 0);
	}

	/**
	 * Shortens an id that is longer than any tool's.
	 * @param id the id as the code gave it
	 * @return the id, or its beginning
	 */
	static String abbreviateId(String id) {
		return cut(id, MAX_ID);
	}

	private Map<String, Object> copy(Map<?, ?> map, int depth) {
		Map<String, Object> copy = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (this.left <= 0) {
				copy.put(ABBREVIATED, ABBREVIATED);
				break;
			}
			String key = abbreviate(String.valueOf(entry.getKey()));
			put(copy, key, value(entry.getValue(), depth + 1));
		}
		return Collections.unmodifiableMap(copy);
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static void put(Map<String, Object> map, String key, @Nullable Object value) {
		map.put(key, value);
	}

	private @Nullable Object value(@Nullable Object value, int depth) {
		this.left -= WEIGHT;
		if (value instanceof Map<?, ?> map) {
			return (depth < MAX_DEPTH) ? copy(map, depth) : ABBREVIATED;
		}
		if (value instanceof List<?> list) {
			return (depth < MAX_DEPTH) ? copy(list, depth) : ABBREVIATED;
		}
		if (value instanceof BigInteger number) {
			return isSmall(number) ? value : ABBREVIATED;
		}
		if (value instanceof BigDecimal number) {
			return isSmall(number.unscaledValue()) ? value : ABBREVIATED;
		}
		if (value == null || value instanceof Boolean || value instanceof Number) {
			return value;
		}
		return abbreviate(value.toString());
	}

	private static boolean isSmall(BigInteger number) {
		return number.bitLength() <= 256;
	}

	private List<@Nullable Object> copy(List<?> list, int depth) {
		List<@Nullable Object> copy = new ArrayList<>();
		for (Object item : list) {
			if (this.left <= 0) {
				copy.add(ABBREVIATED);
				break;
			}
			copy.add(value(item, depth + 1));
		}
		return Collections.unmodifiableList(copy);
	}

	private String abbreviate(String text) {
		int max = Math.max(0, Math.min(MAX_STRING, this.left));
		this.left -= Math.min(text.length(), max);
		return cut(text, max);
	}

	private static String cut(String text, int max) {
		if (text.length() <= max) {
			return unicode(text);
		}
		// Not between the halves of a character
		int end = (max > 0 && Character.isHighSurrogate(text.charAt(max - 1))) ? max - 1 : max;
		return unicode(text.substring(0, end)) + ABBREVIATED;
	}

	/*
	 * A record goes to people and logs in any encoding; half a surrogate pair fits none.
	 */
	private static String unicode(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}
