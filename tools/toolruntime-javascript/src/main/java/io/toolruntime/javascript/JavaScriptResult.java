package io.toolruntime.javascript;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call.
 *
 * @param value what the tool returned: maps, lists, strings, numbers, booleans or
 * {@code null}
 * @param failure why it failed, or {@code null} if it did not
 * @param duration how long it took, getting a worker included
 * @param runtime what it ran on
 * @param outputBytes how long the value is as JSON, in bytes; 0 if there is none
 */
public record JavaScriptResult(@Nullable Object value, @Nullable JavaScriptException failure, Duration duration,
		JavaScriptRuntime runtime, long outputBytes) {

	/**
	 * Tells whether the tool returned.
	 * @return whether it did
	 */
	public boolean isSuccess() {
		return this.failure == null;
	}

	/**
	 * Returns what the tool returned.
	 * @return the value
	 * @throws JavaScriptException if it failed
	 */
	public @Nullable Object orThrow() {
		if (this.failure != null) {
			throw this.failure;
		}
		return this.value;
	}

	/**
	 * Returns the value as an object, whatever it is.
	 * @return the value if it is one; an empty one for nothing; else one with the value
	 * at {@code value}
	 */
	public Map<String, Object> asMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		if (this.value instanceof Map<?, ?> object) {
			object.forEach((name, each) -> map.put(String.valueOf(name), each));
		}
		else if (this.value != null) {
			map.put("value", this.value);
		}
		return map;
	}

}
