package io.toolruntime;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;

/**
 * One run of a tool, as the host saw it.
 *
 * @param sequence position in order of acceptance, from 1
 * @param toolId the tool
 * @param arguments its effective arguments; abbreviated when large
 * @param outcome {@code ok}, or the code of the error
 * @param durationMs how long it took, in fractional milliseconds
 * @param error why it failed, or {@code null}
 */
public record ToolCallRecord(int sequence, String toolId, Map<String, Object> arguments, String outcome,
		double durationMs, @Nullable Error error) {

	/** The outcome of a run that succeeded. */
	public static final String OK = "ok";

	/**
	 * Why a run failed.
	 *
	 * @param code the code
	 * @param message what the code in the sandbox was told
	 */
	public record Error(ToolErrorCode code, String message) {
	}

}
