package io.toolruntime;

/** The execution ran into a limit other than its wall clock. */
public class ResourceLimitException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception from a result.
	 * @param message what happened
	 * @param backend the backend's kind
	 * @param result the result
	 */
	public ResourceLimitException(String message, String backend, ExecuteResult result) {
		super(message, "execute", backend, false, result, null);
	}

}
