package io.toolruntime.javascript;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a worker's process ended.
 *
 * @param exitCode its exit code, 128 and the signal's number if a signal ended it
 * @param stderr the end of what it wrote to standard error
 * @param outOfMemory whether it used more memory than it may
 */
record WorkerEnd(int exitCode, String stderr, boolean outOfMemory) {

	private static final int SIGNALS = 128;

	private static final Map<Integer, String> NAMES = Map.of(4, "SIGILL", 5, "SIGTRAP", 6, "SIGABRT", 7, "SIGBUS", 8,
			"SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM", 31, "SIGSYS");

	/** Words for how it ended. */
	String description() {
		if (this.exitCode <= SIGNALS) {
			return "exit code " + this.exitCode;
		}
		return "signal " + signal(this.exitCode);
	}

	/** The exit code, or {@code null} if there is none or it is that of a signal. */
	static @Nullable Integer exit(@Nullable Integer code) {
		return (code != null && code <= SIGNALS) ? code : null;
	}

	/** The name of the signal that an exit code stands for, or {@code null}. */
	static @Nullable String signal(@Nullable Integer code) {
		return (code != null && code > SIGNALS) ? NAMES.getOrDefault(code - SIGNALS, Integer.toString(code - SIGNALS))
				: null;
	}

	JavaScriptFailure failure() {
		if (this.outOfMemory) {
			return JavaScriptFailure.MEMORY;
		}
		return (this.exitCode == 0) ? JavaScriptFailure.NO_RESULT : JavaScriptFailure.CRASHED;
	}

}
