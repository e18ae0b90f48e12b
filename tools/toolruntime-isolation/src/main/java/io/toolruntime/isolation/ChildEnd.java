package io.toolruntime.isolation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.ToolRun;

/**
 * How a child ended.
 *
 * @param exitCode its exit code, 128 and the signal's number if a signal ended it, -1 if
 * it is not known
 * @param tail the end of what it wrote to its standard output and error
 * @param outOfMemory whether it used more memory than it may
 * @param processesRefused whether it wanted more processes or threads than it may have
 */
record ChildEnd(int exitCode, String tail, boolean outOfMemory, boolean processesRefused) {

	private static final int SIGNALS = 128;

	private static final Map<Integer, String> NAMES = Map.of(4, "SIGILL", 5, "SIGTRAP", 6, "SIGABRT", 7, "SIGBUS", 8,
			"SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM", 31, "SIGSYS");

	private static final int ABORT = 6;

	private static final Pattern FATAL = Pattern
		.compile("A fatal error has been detected by the Java Runtime[^\\x00]{0,200}?(SIG[A-Z]{1,8}) \\(0x");

	/** The name of the signal that ended it, or {@code null} if none did. */
	@Nullable String signal() {
		if (this.exitCode == SIGNALS + ABORT) {
			// A virtual machine that crashes says why, and aborts itself
			Matcher said = FATAL.matcher(this.tail);
			if (said.find()) {
				return said.group(1);
			}
		}
		return (this.exitCode > SIGNALS)
				? NAMES.getOrDefault(this.exitCode - SIGNALS, "signal " + (this.exitCode - SIGNALS)) : null;
	}

	/** Words for how it ended. */
	String description() {
		String signal = signal();
		return (signal != null) ? signal : "exit code " + this.exitCode;
	}

	ToolRun run(IsolationMode mode) {
		boolean ended = signal() == null && this.exitCode >= 0;
		return new ToolRun(mode, ended ? Integer.valueOf(this.exitCode) : null, signal(),
				this.tail.isEmpty() ? null : this.tail);
	}

}
