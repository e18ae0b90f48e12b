package io.toolruntime;

/** The code threw, or it did not parse, transform or type-check. */
public class CodeExecutionException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception from a result.
	 * @param message what happened
	 * @param backend the backend's kind
	 * @param result the result
	 */
	public CodeExecutionException(String message, String backend, ExecuteResult result) {
		super(message, "execute", backend, false, result, null);
	}

}
