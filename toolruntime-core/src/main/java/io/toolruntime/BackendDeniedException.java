package io.toolruntime;

/**
 * Policy refused: an unsafe backend, isolation that the profile does not accept, a limit
 * that must be enforced and cannot be.
 */
public class BackendDeniedException extends ToolRuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message which rule refused and what would satisfy it
	 * @param backend the backend's kind
	 */
	public BackendDeniedException(String message, String backend) {
		super(message, "policy", backend, false, null, null);
	}

}
