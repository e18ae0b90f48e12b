package io.toolruntime;

import java.util.concurrent.CompletableFuture;

/** An execution that was started and may still run. */
public interface ExecutionHandle {

	/**
	 * Returns the execution's id.
	 * @return the id
	 */
	String id();

	/**
	 * Returns the request as it is run: id, language, profile and limits resolved.
	 * @return the request
	 */
	ExecuteRequest request();

	/**
	 * Cancels the execution. Its outcome will be {@code cancelled} unless it had already
	 * ended.
	 */
	void cancel();

	/**
	 * Returns the result to come.
	 * @return completed with the result, or exceptionally with a
	 * {@link ToolRuntimeException}
	 */
	CompletableFuture<ExecuteResult> result();

}
