package io.toolruntime;

/**
 * Hears of an execution while it runs. Calls for one execution come one after the other,
 * on threads of the runtime: they must be short and must not block.
 */
public interface ExecutionListener {

	/** Hears nothing. */
	ExecutionListener NONE = new ExecutionListener() {
	};

	/**
	 * The execution was admitted.
	 * @param request the request as it is run: id, language, profile and limits resolved
	 */
	default void onStarted(ExecuteRequest request) {
	}

	/**
	 * A piece of standard output that was kept.
	 * @param text the text
	 */
	default void onStdout(String text) {
	}

	/**
	 * A piece of standard error that was kept.
	 * @param text the text
	 */
	default void onStderr(String text) {
	}

	/**
	 * A tool said something while it runs: a line of its log, or how far it is.
	 * @param event what it said
	 */
	default void onToolEvent(ToolCallEvent event) {
	}

	/**
	 * A tool call ended.
	 * @param call its record
	 */
	default void onToolCall(ToolCallRecord call) {
	}

	/**
	 * The execution ended.
	 * @param result the result, the same object that its caller gets
	 */
	default void onResult(ExecuteResult result) {
	}

}
