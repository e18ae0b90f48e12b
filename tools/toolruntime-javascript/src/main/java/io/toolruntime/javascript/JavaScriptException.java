package io.toolruntime.javascript;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** A call of a JavaScript tool that failed. */
public abstract class JavaScriptException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final int LONGEST = 100;

	private static final Pattern NOT_TEXT = Pattern.compile("[\\p{gc=Cc}\\p{gc=Cf}\\p{gc=Zl}\\p{gc=Zp}]");

	private final String toolId;

	private final String executionId;

	private final String operation;

	private final String reason;

	private final JavaScriptFailure kind;

	JavaScriptException(String message, @Nullable Throwable cause, JavaScriptCall call, String operation,
			JavaScriptFailure kind) {
		super("Tool " + shown(call.toolId()) + " (execution " + shown(call.executionId()) + ") failed to " + operation
				+ ": " + message, cause);
		this.toolId = call.toolId();
		this.executionId = call.executionId();
		this.operation = operation;
		this.reason = message;
		this.kind = kind;
	}

	/* Either may come from a model. */
	private static String shown(String id) {
		String text = NOT_TEXT.matcher(id).replaceAll("?");
		return (text.length() <= LONGEST) ? text : text.substring(0, LONGEST) + "…";
	}

	/**
	 * Returns the tool that was called.
	 * @return its id as it was asked for
	 */
	public String getToolId() {
		return this.toolId;
	}

	/**
	 * Returns the execution that it was called for.
	 * @return its id
	 */
	public String getExecutionId() {
		return this.executionId;
	}

	/**
	 * Returns what failed.
	 * @return such as {@code start} or {@code run}
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Returns the words for why it failed, without what was called.
	 * @return the words
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Returns why it failed.
	 * @return the kind
	 */
	public JavaScriptFailure getKind() {
		return this.kind;
	}

}
