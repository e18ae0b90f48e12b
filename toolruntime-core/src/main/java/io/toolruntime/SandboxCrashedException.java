package io.toolruntime;

/** The guest died or broke the protocol. */
public class SandboxCrashedException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception from a result.
	 * @param message what happened
	 * @param backend the backend's kind
	 * @param result the result
	 */
	public SandboxCrashedException(String message, String backend, ExecuteResult result) {
		super(message, "execute", backend, false, result, null);
	}

}
