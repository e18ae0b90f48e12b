package io.toolruntime.tool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a chain gave, as far as it ran.
 *
 * @param value the result of the last step that succeeded, or {@code null}
 * @param steps the steps that ran, the failed one last
 */
public record ChainResult(@Nullable Object value, List<Step> steps) {

	/** The result of a chain without steps. */
	public static final ChainResult EMPTY = new ChainResult(null, List.of());

	/**
	 * A step that ran.
	 *
	 * @param toolId the tool
	 * @param value its result, or {@code null}
	 * @param error why it failed, or {@code null}
	 */
	public record Step(String toolId, @Nullable Object value, @Nullable Failure error) {
	}

	/**
	 * Why a step failed.
	 *
	 * @param code the code
	 * @param message what the code in the sandbox may read
	 */
	public record Failure(ToolErrorCode code, String message) {
	}

}
