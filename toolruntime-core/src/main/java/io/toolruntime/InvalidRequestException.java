package io.toolruntime;

import org.jspecify.annotations.Nullable;

/**
 * The request cannot be run as it is: no code, a negative limit, an unknown language or
 * profile.
 */
public class InvalidRequestException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which part of the request is wrong and what would be right
	 */
	public InvalidRequestException(String message) {
		this(message, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message which part of the request is wrong and what would be right
	 * @param cause the cause, or {@code null}
	 */
	public InvalidRequestException(String message, @Nullable Throwable cause) {
		super(message, "validate", null, false, null, cause);
	}

}
