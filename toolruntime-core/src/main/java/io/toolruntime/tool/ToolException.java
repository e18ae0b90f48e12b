package io.toolruntime.tool;

import org.jspecify.annotations.Nullable;

/**
 * A failed tool call. Its message is meant for the model: a tool that throws it chooses
 * what the code in the sandbox may read.
 */
public class ToolException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String toolId;

	private final ToolErrorCode code;

	/**
	 * Creates a failure of a tool that says so itself.
	 * @param message what the code in the sandbox may read
	 */
	public ToolException(String message) {
		this(null, ToolErrorCode.EXECUTION_FAILED, message, null);
	}

	/**
	 * Creates a failure.
	 * @param toolId the tool, or {@code null} if not known yet
	 * @param code why
	 * @param message what the code in the sandbox may read
	 */
	public ToolException(@Nullable String toolId, ToolErrorCode code, String message) {
		this(toolId, code, message, null);
	}

	/**
	 * Creates a failure with a cause, which stays on the host.
	 * @param toolId the tool, or {@code null} if not known yet
	 * @param code why
	 * @param message what the code in the sandbox may read
	 * @param cause the cause, or {@code null}
	 */
	public ToolException(@Nullable String toolId, ToolErrorCode code, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.toolId = toolId;
		this.code = code;
	}

	/**
	 * Returns the tool.
	 * @return its id as it was called, or {@code null} if not known
	 */
	public @Nullable String getToolId() {
		return this.toolId;
	}

	/**
	 * Returns why the call failed.
	 * @return the code
	 */
	public ToolErrorCode getCode() {
		return this.code;
	}

	/**
	 * Returns the message for the model.
	 * @return the message, never {@code null}
	 */
	@Override
	public String getMessage() {
		String message = super.getMessage();
		return (message != null) ? message : this.code.value();
	}

}
