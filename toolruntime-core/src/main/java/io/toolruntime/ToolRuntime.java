package io.toolruntime;

import java.util.List;

/** Runs code in sandboxes chosen by security profile. Safe for use by several threads. */
public interface ToolRuntime extends AutoCloseable {

	/**
	 * Runs code and waits for the result. What happens inside the sandbox is a result
	 * with an outcome; what keeps it from running is an exception. Interrupting the
	 * calling thread cancels the execution.
	 * @param request the code and how to run it
	 * @return the result
	 * @throws InvalidRequestException if the request cannot be run as it is
	 * @throws BackendDeniedException if policy refuses
	 * @throws RuntimeUnavailableException if there is no backend, it is down, or full
	 * @throws SandboxFailedException if the engine failed
	 */
	ExecuteResult execute(ExecuteRequest request);

	/**
	 * Starts code and returns at once, after validation and policy.
	 * @param request the code and how to run it
	 * @param listener hears of the execution while it runs
	 * @return the handle
	 * @throws InvalidRequestException if the request cannot be run as it is
	 * @throws BackendDeniedException if policy refuses
	 * @throws RuntimeUnavailableException if there is no backend, or it is full
	 */
	ExecutionHandle start(ExecuteRequest request, ExecutionListener listener);

	/**
	 * Starts code and returns at once, after validation and policy.
	 * @param request the code and how to run it
	 * @return the handle
	 */
	default ExecutionHandle start(ExecuteRequest request) {
		return start(request, ExecutionListener.NONE);
	}

	/**
	 * Lists the registered profiles.
	 * @return the profiles, sorted by name
	 */
	List<ProfileInfo> profiles();

	/**
	 * Ends: refuses new executions, waits a while for those that run, then ends them and
	 * closes the backends. Does nothing the second time.
	 */
	@Override
	void close();

}
