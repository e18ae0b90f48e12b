package io.toolruntime;

import org.jspecify.annotations.Nullable;

/**
 * Something that a tool said while it ran. Either a line of its log or how far it is.
 *
 * @param sequence which call of the execution, as in its {@link ToolCallRecord}
 * @param toolId the tool
 * @param number position among the events of this call, from 1; each comes once
 * @param log a line of its log, or {@code null}
 * @param progress how far it is, or {@code null}
 */
public record ToolCallEvent(int sequence, String toolId, int number, ToolCallRecord.@Nullable Log log,
		@Nullable Progress progress) {

	/**
	 * How far a tool is.
	 *
	 * @param value how far
	 * @param total how far it will be in the end, or {@code null} if not known
	 * @param message what it is doing, or {@code null}
	 */
	public record Progress(double value, @Nullable Double total, @Nullable String message) {
	}

}
