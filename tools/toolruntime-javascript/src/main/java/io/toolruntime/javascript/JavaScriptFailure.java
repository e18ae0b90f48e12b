package io.toolruntime.javascript;

import java.util.Locale;

import io.toolruntime.tool.ToolErrorCode;

/** Why a call of a JavaScript tool failed. */
public enum JavaScriptFailure {

	/** What the call was asked with cannot be used. */
	INVALID(ToolErrorCode.VALIDATION_INPUT),

	/** There is no such tool. */
	NOT_FOUND(ToolErrorCode.TOOL_NOT_FOUND),

	/** The tool threw, or what it gave is no JSON. */
	THROWN(ToolErrorCode.EXECUTION_FAILED),

	/** It did not end in time. */
	TIMEOUT(ToolErrorCode.TIMEOUT),

	/** Nobody waits for it any more. */
	CANCELLED(ToolErrorCode.CANCELLED),

	/** It returned what does not fit the schema of its results. */
	INVALID_RESULT(ToolErrorCode.VALIDATION_OUTPUT),

	/** Its result is larger than is allowed. */
	OUTPUT_TOO_LARGE(ToolErrorCode.OUTPUT_LIMIT),

	/** Its process ended well and without a result. */
	NO_RESULT(ToolErrorCode.NO_RESULT),

	/** Its process died. */
	CRASHED(ToolErrorCode.CRASHED),

	/** Its process used more memory than it may. */
	MEMORY(ToolErrorCode.MEMORY_LIMIT),

	/** Its process did not start, or could not load the tools. */
	START(ToolErrorCode.START_FAILED),

	/** Its runtime is not there, or its permissions cannot be enforced here. */
	UNAVAILABLE(ToolErrorCode.UNAVAILABLE);

	private final ToolErrorCode code;

	JavaScriptFailure(ToolErrorCode code) {
		this.code = code;
	}

	/**
	 * Returns the kind as it is written, in metrics too.
	 * @return such as {@code output_too_large}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	ToolErrorCode code() {
		return this.code;
	}

}
