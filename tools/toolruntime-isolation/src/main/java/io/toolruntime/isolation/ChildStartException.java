package io.toolruntime.isolation;

import org.jspecify.annotations.Nullable;

/** A child could not be started, or cannot make its tool. */
final class ChildStartException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable ChildEnd end;

	ChildStartException(String message, @Nullable Throwable cause, @Nullable ChildEnd end) {
		super(message, cause);
		this.end = end;
	}

	/** How it ended, or {@code null} if it did not. */
	@Nullable ChildEnd end() {
		return this.end;
	}

}
