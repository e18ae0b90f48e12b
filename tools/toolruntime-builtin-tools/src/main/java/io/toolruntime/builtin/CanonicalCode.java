package io.toolruntime.builtin;

import io.toolruntime.tool.ToolErrorCode;

/** Why a built-in tool failed: a few codes that a model can act on. */
public enum CanonicalCode {

	/** The arguments cannot be used. */
	INVALID_ARGUMENT("InvalidArgument", ToolErrorCode.VALIDATION_INPUT),

	/** What was asked for lies outside of what the tool may touch. */
	PERMISSION_DENIED("PermissionDenied", ToolErrorCode.DENIED),

	/** There is no such file or folder. */
	FILE_NOT_FOUND("FileNotFound", ToolErrorCode.EXECUTION_FAILED),

	/** The command, or one of its arguments, is not among those that may be used. */
	COMMAND_NOT_ALLOWED("CommandNotAllowed", ToolErrorCode.DENIED),

	/** Something failed that the caller cannot help. */
	INTERNAL("Internal", ToolErrorCode.EXECUTION_FAILED),

	/** It took too long. */
	DEADLINE_EXCEEDED("DeadlineExceeded", ToolErrorCode.TIMEOUT),

	/** The machine or the configuration has not what the tool needs. */
	UNAVAILABLE("Unavailable", ToolErrorCode.UNAVAILABLE);

	private final String text;

	private final ToolErrorCode code;

	CanonicalCode(String text, ToolErrorCode code) {
		this.text = text;
		this.code = code;
	}

	/**
	 * Returns the code as messages begin with it.
	 * @return such as {@code FileNotFound}
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Returns the nearest code of all tools.
	 * @return the code
	 */
	public ToolErrorCode toolErrorCode() {
		return this.code;
	}

}
