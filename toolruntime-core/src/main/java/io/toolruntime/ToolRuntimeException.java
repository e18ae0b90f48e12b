package io.toolruntime;

import org.jspecify.annotations.Nullable;

/**
 * Why an execution was not run, or, from {@link ExecuteResult#orThrow()}, how it ended.
 */
public abstract class ToolRuntimeException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String operation;

	private final @Nullable String backend;

	private final boolean retryable;

	private final transient @Nullable ExecuteResult result;

	/**
	 * Creates an exception.
	 * @param message what happened and what to do next
	 * @param operation what was being done, such as {@code validate} or {@code execute}
	 * @param backend the backend's kind, or {@code null} if none was chosen yet
	 * @param retryable whether another try can help
	 * @param result what had come by then, or {@code null}
	 * @param cause the cause, or {@code null}
	 */
	protected ToolRuntimeException(String message, String operation, @Nullable String backend, boolean retryable,
			@Nullable ExecuteResult result, @Nullable Throwable cause) {
		super(message, cause);
		this.operation = operation;
		this.backend = backend;
		this.retryable = retryable;
		this.result = result;
	}

	/**
	 * Returns what happened and what to do next.
	 * @return the message, never {@code null}
	 */
	@Override
	public String getMessage() {
		String message = super.getMessage();
		return (message != null) ? message : getClass().getSimpleName();
	}

	/**
	 * Returns what was being done.
	 * @return the operation
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * Returns the backend.
	 * @return its kind, or {@code null} if none was chosen yet
	 */
	public @Nullable String getBackend() {
		return this.backend;
	}

	/**
	 * Tells whether another try can help.
	 * @return whether the same request may succeed later
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

	/**
	 * Returns what had come by then.
	 * @return the partial result, or {@code null} if there is none
	 */
	public @Nullable ExecuteResult getResult() {
		return this.result;
	}

}
