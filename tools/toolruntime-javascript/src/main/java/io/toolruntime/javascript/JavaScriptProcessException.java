package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/** The process that ran a tool failed; the tool itself may be right. */
public class JavaScriptProcessException extends JavaScriptException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Integer exitCode;

	private final String stderr;

	JavaScriptProcessException(String message, @Nullable Throwable cause, JavaScriptCall call, String operation,
			JavaScriptFailure kind, @Nullable WorkerEnd end) {
		super(message, cause, call, operation, kind);
		this.exitCode = (end != null) ? end.exitCode() : null;
		this.stderr = (end != null) ? end.stderr() : "";
	}

	/**
	 * Returns how the process ended.
	 * @return its exit code, 128 and the signal's number if a signal ended it, or
	 * {@code null} if it was ended by the host or never started
	 */
	public @Nullable Integer getExitCode() {
		return this.exitCode;
	}

	/**
	 * Returns the end of what the process wrote to standard error.
	 * @return the text, bounded; empty if there is none
	 */
	public String getStderr() {
		return this.stderr;
	}

}
