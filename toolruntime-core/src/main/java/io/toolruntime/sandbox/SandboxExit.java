package io.toolruntime.sandbox;

/**
 * How the guest of a sandbox ended, as the host saw it.
 *
 * @param code exit code; 128 and the signal's number when a signal ended it
 */
public record SandboxExit(int code) {

	private static final int SIGNALLED = 128;

	private static final int MAX_SIGNAL = 64;

	private static final int SIGSYS = 31;

	/**
	 * Describes it for a person.
	 * @return such as {@code exit code 3} or {@code signal 9}
	 */
	public String description() {
		int signal = this.code - SIGNALLED;
		if (signal == SIGSYS) {
			return "signal 31, for a system call that the sandbox does not allow";
		}
		return (signal > 0 && signal <= MAX_SIGNAL) ? "signal " + signal : "exit code " + this.code;
	}

}
