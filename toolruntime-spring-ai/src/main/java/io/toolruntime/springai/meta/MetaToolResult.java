package io.toolruntime.springai.meta;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a tool that a model is given gave.
 *
 * @param content the result as JSON has it; with an error also what came before it, and
 * the error itself under {@code error}
 * @param brief the result in few words, for a model that pays for each; the same as the
 * content where that is short
 * @param error why it failed, or {@code null}
 */
public record MetaToolResult(Map<String, @Nullable Object> content, Map<String, @Nullable Object> brief,
		@Nullable MetaToolError error) {

	private static final String ERROR = "error";

	public MetaToolResult {
		content = Collections.unmodifiableMap(new LinkedHashMap<>(content));
		brief = Collections.unmodifiableMap(new LinkedHashMap<>(brief));
	}

	/**
	 * Creates a result.
	 * @param content the result
	 * @return the result of a success
	 */
	public static MetaToolResult of(Map<String, @Nullable Object> content) {
		return new MetaToolResult(content, content, null);
	}

	/**
	 * Creates a failure without any result.
	 * @param error why it failed
	 * @return the result
	 */
	public static MetaToolResult failed(MetaToolError error) {
		return failed(error, Map.of());
	}

	/**
	 * Creates a failure with what came before it.
	 * @param error why it failed
	 * @param content what came before
	 * @return the result
	 */
	public static MetaToolResult failed(MetaToolError error, Map<String, @Nullable Object> content) {
		Map<String, @Nullable Object> all = new LinkedHashMap<>(content);
		all.put(ERROR, error.asMap());
		return new MetaToolResult(all, all, error);
	}

}
