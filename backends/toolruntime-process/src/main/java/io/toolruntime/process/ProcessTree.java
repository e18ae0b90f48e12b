package io.toolruntime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds every process that comes from one, however it got away: it may have a new parent,
 * a new session and a new environment. What it cannot lose by accident is a resource
 * limit, and the one on file locks has had no effect since Linux 2.4.25: each sandbox
 * gets a value of its own.
 */
final class ProcessTree {

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final String LIMIT = "Max file locks";

	private final Proc proc;

	ProcessTree(Proc proc) {
		this.proc = proc;
	}

	/**
	 * Returns the mark of a sandbox's processes.
	 * @param sandbox its id
	 * @return a number that no other sandbox has, for {@code prlimit --locks}
	 */
	static long mark(String sandbox) {
		return UUID.nameUUIDFromBytes(sandbox.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits()
				& (Long.MAX_VALUE >> 1);
	}

	/**
	 * Lists the processes with a mark.
	 * @param mark the mark
	 * @return those that run
	 */
	List<Long> marked(long mark) {
		List<Long> marked = new ArrayList<>();
		String value = Long.toString(mark);
		for (long pid : this.proc.processes()) {
			try {
				String limits = this.proc.read(pid, "limits");
				int line = limits.indexOf(LIMIT);
				if (line >= 0 && limits.indexOf(value, line) >= 0 && this.proc.isRunning(pid)) {
					marked.add(pid);
				}
			}
			catch (IOException ex) {
				// Gone meanwhile
				continue;
			}
		}
		return marked;
	}

	/**
	 * Kills the processes with a mark until there are none.
	 * @param mark the mark
	 * @return whether all are gone
	 */
	boolean kill(long mark) {
		return killUntilNoneIsLeft(() -> marked(mark));
	}

	/**
	 * Kills what a listing finds until it finds nothing.
	 * @param listing lists processes
	 * @return whether all are gone; not after five seconds
	 */
	static boolean killUntilNoneIsLeft(Listing listing) {
		long deadline = System.nanoTime() + LONGEST.toNanos();
		long pause = FIRST_PAUSE;
		List<Long> found = listing.list();
		while (!found.isEmpty()) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			found.forEach(ProcessTree::kill9);
			LockSupport.parkNanos(pause);
			pause = Math.min(2 * pause, LAST_PAUSE);
			found = listing.list();
		}
		return true;
	}

	/**
	 * Kills one process, at once.
	 * @param pid the process
	 */
	static void kill9(long pid) {
		ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
	}

	/** Lists processes. */
	interface Listing {

		List<Long> list();

	}

}
