package io.toolruntime.springai;

/**
 * Keys of Spring AI's {@code ToolContext}: what the application says of a chat to our
 * callbacks, and what our gateway says of a call to the application's tools.
 */
public final class ToolContextKeys {

	/** The {@link io.toolruntime.caller.Caller} who asks. */
	public static final String CALLER = "toolruntime.caller";

	/** Id of the execution whose code calls a tool; absent outside any. */
	public static final String EXECUTION_ID = "toolruntime.executionId";

	/** Security profile of the execution; absent outside any. */
	public static final String PROFILE = "toolruntime.profile";

	private ToolContextKeys() {
	}

}
