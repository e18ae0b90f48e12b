package io.toolruntime.springai;

/** A method that is marked as a tool and cannot be called as one. */
class UnsupportedToolMethodException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message why not and what would help
	 */
	UnsupportedToolMethodException(String message) {
		super(message);
	}

}
