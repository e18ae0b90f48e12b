package io.toolruntime;

import org.jspecify.annotations.Nullable;

/**
 * What the code threw, or why it ended early. The guest's claim, like value and output.
 *
 * @param name the error's class, such as {@code TypeError}
 * @param message its message
 * @param stack its stack trace in terms of the caller's source, or {@code null}
 * @param line line of the caller's source, from 1, or {@code null} if not known
 * @param column column of the caller's source, from 1, or {@code null} if not known
 */
public record ExecutionError(String name, String message, @Nullable String stack, @Nullable Integer line,
		@Nullable Integer column) {

	/**
	 * Creates an error without a place.
	 * @param name the error's class
	 * @param message its message
	 * @return the error
	 */
	public static ExecutionError of(String name, String message) {
		return new ExecutionError(name, message, null, null, null);
	}

}
