package io.toolruntime;

/** An execution of the same id is running. */
public class DuplicateExecutionException extends InvalidRequestException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param id the id
	 */
	public DuplicateExecutionException(String id) {
		super("id: an execution '" + id + "' is running; choose another id or leave it out");
	}

}
