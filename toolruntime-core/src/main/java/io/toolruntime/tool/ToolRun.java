package io.toolruntime.tool;

import org.jspecify.annotations.Nullable;

/**
 * Where a call of a tool ran, and how the process ended if that ended.
 *
 * @param mode where it ran
 * @param exitCode exit code of its process, or {@code null} if that lives on, was ended
 * by a signal, or there is none
 * @param signal the signal that ended its process, such as {@code SIGSEGV}, or
 * {@code null}
 * @param outputTail the end of what its process wrote to its standard output and error
 * during a call that failed, or {@code null}
 */
public record ToolRun(IsolationMode mode, @Nullable Integer exitCode, @Nullable String signal,
		@Nullable String outputTail) {

	/** In the application. */
	public static final ToolRun IN_APPLICATION = new ToolRun(IsolationMode.NONE, null, null, null);

	/**
	 * A run in a process that lives on.
	 * @param mode where it ran
	 * @return the run
	 */
	public static ToolRun in(IsolationMode mode) {
		return new ToolRun(mode, null, null, null);
	}

}
