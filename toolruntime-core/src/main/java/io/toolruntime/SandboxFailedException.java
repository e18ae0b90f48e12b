package io.toolruntime;

import org.jspecify.annotations.Nullable;

/** The engine failed, not the code. */
public class SandboxFailedException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what failed
	 * @param backend the backend's kind
	 * @param retryable whether another try can help and repeats no tool call
	 * @param result what had come by then, or {@code null}
	 * @param cause the cause, or {@code null}
	 */
	public SandboxFailedException(String message, String backend, boolean retryable, @Nullable ExecuteResult result,
			@Nullable Throwable cause) {
		super(message, "sandbox", backend, retryable, result, cause);
	}

}
