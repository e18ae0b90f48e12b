package io.toolruntime.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.sandbox.SandboxExit;

/** How the first process of a sandbox ends, whatever the sandbox is. */
final class ProcessEnd {

	private static final Logger logger = LoggerFactory.getLogger(ProcessEnd.class);

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private final String sandbox;

	private final Process process;

	/**
	 * Creates the end of a process that runs.
	 * @param sandbox name of the sandbox, for the log
	 * @param process the process
	 */
	ProcessEnd(String sandbox, Process process) {
		this.sandbox = sandbox;
		this.process = process;
	}

	/**
	 * Waits for the end.
	 * @param wait how long at most
	 * @return how it ended, or empty if it has not
	 * @throws InterruptedException if this thread is interrupted
	 */
	Optional<SandboxExit> exit(Duration wait) throws InterruptedException {
		return this.process.waitFor(wait.toNanos(), TimeUnit.NANOSECONDS)
				? Optional.of(new SandboxExit(this.process.exitValue())) : Optional.empty();
	}

	/**
	 * Closes what the process reads from, and nothing else: others read what it writes.
	 */
	void closeInput() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			logger.trace("Nobody reads any more", ex);
		}
	}

	/**
	 * Waits until a process that was killed is gone, though this thread may have been
	 * interrupted, and warns if that takes too long.
	 */
	void await() {
		boolean interrupted = Thread.interrupted();
		try {
			if (!this.process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("Sandbox {} does not end", this.sandbox);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
