package io.toolruntime;

/** The execution ran longer than its wall clock. */
public class ExecutionTimeoutException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception from a result.
	 * @param message what happened
	 * @param backend the backend's kind
	 * @param result the result
	 */
	public ExecutionTimeoutException(String message, String backend, ExecuteResult result) {
		super(message, "execute", backend, false, result, null);
	}

}
