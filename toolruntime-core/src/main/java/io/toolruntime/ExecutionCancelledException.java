package io.toolruntime;

/** The caller cancelled the execution. */
public class ExecutionCancelledException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception from a result.
	 * @param message what happened
	 * @param backend the backend's kind
	 * @param result the result
	 */
	public ExecutionCancelledException(String message, String backend, ExecuteResult result) {
		super(message, "execute", backend, false, result, null);
	}

}
