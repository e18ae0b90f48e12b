package io.toolruntime.tool;

import org.jspecify.annotations.Nullable;

/**
 * What a tool's author says of it, as in MCP. Hints only: never trusted for approval.
 * {@code null} means that the author did not say.
 *
 * @param readOnlyHint changes nothing
 * @param destructiveHint may destroy something
 * @param idempotentHint twice is as once
 * @param openWorldHint reaches outside the application
 */
public record ToolAnnotations(@Nullable Boolean readOnlyHint, @Nullable Boolean destructiveHint,
		@Nullable Boolean idempotentHint, @Nullable Boolean openWorldHint) {

	/** Nothing said. */
	public static final ToolAnnotations NONE = new ToolAnnotations(null, null, null, null);

}
