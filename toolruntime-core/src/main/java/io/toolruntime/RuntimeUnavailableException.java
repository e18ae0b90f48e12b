package io.toolruntime;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** There is no backend for the profile, it is down, or it is full. */
public class RuntimeUnavailableException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param message what is not there and what to do
	 * @param backend the backend's kind, or {@code null} if there is none
	 * @param retryAfter when another try may succeed, or {@code null} if only a change
	 * helps
	 */
	public RuntimeUnavailableException(String message, @Nullable String backend, @Nullable Duration retryAfter) {
		this(message, backend, retryAfter, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what is not there and what to do
	 * @param backend the backend's kind, or {@code null} if there is none
	 * @param retryAfter when another try may succeed, or {@code null} if only a change
	 * helps
	 * @param cause the cause, or {@code null}
	 */
	public RuntimeUnavailableException(String message, @Nullable String backend, @Nullable Duration retryAfter,
			@Nullable Throwable cause) {
		super(message, "acquire", backend, retryAfter != null, null, cause);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns when another try may succeed.
	 * @return the time to wait, or {@code null} if only a change helps
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
