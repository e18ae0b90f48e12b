package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/** A tool failed, or was called in a way in which it cannot be. */
public class JavaScriptToolException extends JavaScriptException {

	private static final long serialVersionUID = 1L;

	private final @Nullable ThrownError error;

	JavaScriptToolException(String message, JavaScriptCall call, String operation, JavaScriptFailure kind,
			@Nullable ThrownError error) {
		super(message, null, call, operation, kind);
		this.error = error;
	}

	/**
	 * Returns what the tool threw.
	 * @return the error, as the tool's process tells it, or {@code null} if it threw
	 * nothing
	 */
	public @Nullable ThrownError getError() {
		return this.error;
	}

}
