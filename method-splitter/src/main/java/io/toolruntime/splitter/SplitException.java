package io.toolruntime.splitter;

/**
 * A method cannot be split, or the build step was called wrongly. The message says which
 * method, why, and what to do.
 */
public class SplitException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is wrong and what to do
	 */
	public SplitException(String message) {
		super(message);
	}

	/**
	 * Creates the exception.
	 * @param message what is wrong and what to do
	 * @param cause what was thrown
	 */
	public SplitException(String message, Throwable cause) {
		super(message, cause);
	}

}
