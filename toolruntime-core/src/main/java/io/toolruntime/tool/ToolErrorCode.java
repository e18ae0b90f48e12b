package io.toolruntime.tool;

import java.util.Locale;

/** Why a tool call failed: the same codes in records, in sandboxes and over MCP. */
public enum ToolErrorCode {

	/** No such tool, or not one this caller may see. */
	TOOL_NOT_FOUND,

	/** The arguments do not fit the input schema. */
	VALIDATION_INPUT,

	/** The result does not fit the output schema. */
	VALIDATION_OUTPUT,

	/** The tool failed. */
	EXECUTION_FAILED,

	/** The tool's source is away. */
	UNAVAILABLE,

	/** Policy refused the call. */
	DENIED,

	/** A person refused the call. */
	APPROVAL_REJECTED,

	/** Too many calls in too short a time. */
	RATE_LIMITED,

	/** The execution's budget of tool calls is used up. */
	TOOL_CALL_LIMIT,

	/** The chain has more steps than allowed. */
	CHAIN_STEP_LIMIT,

	/** A step of a chain failed. */
	CHAIN_STEP_FAILED,

	/** The tool did not answer in time. */
	TIMEOUT,

	/** The call was cancelled. */
	CANCELLED,

	/** The tool's process died. */
	CRASHED,

	/** The tool's process used too much memory. */
	MEMORY_LIMIT,

	/** The tool gave more output than allowed. */
	OUTPUT_LIMIT,

	/** The tool ended without a result. */
	NO_RESULT,

	/** The tool's process could not be started. */
	START_FAILED,

	/** A fault of ours. */
	INTERNAL;

	/**
	 * Reads a code.
	 * @param text such as {@code tool_not_found}
	 * @return the code
	 * @throws IllegalArgumentException if there is no such code
	 */
	public static ToolErrorCode of(String text) {
		for (ToolErrorCode code : values()) {
			if (code.value().equals(text)) {
				return code;
			}
		}
		throw new IllegalArgumentException("There is no such code of a tool's error");
	}

	/**
	 * Returns the code as it is written.
	 * @return the name in lower case, such as {@code tool_not_found}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
