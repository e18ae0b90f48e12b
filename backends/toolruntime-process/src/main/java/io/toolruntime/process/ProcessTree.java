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

	private static final int MOST_DOUBTFUL = 20;

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
		return scan(mark).marked();
	}

	/*
	 * One that had ended when it was looked at may have had a child that was not there
	 * yet when all were listed.
	 */
	private Scan scan(long mark) {
		List<Long> marked = new ArrayList<>();
		boolean[] ended = { false };
		String value = Long.toString(mark);
		this.proc.forEach((pid) -> {
			try {
				String limits = this.proc.read(pid, "limits");
				int line = limits.indexOf(LIMIT);
				if (line < 0) {
					ended[0] = true;
				}
				else if (limits.indexOf(value, line) >= 0) {
					if (this.proc.isRunning(pid)) {
						marked.add(pid);
					}
					else {
						ended[0] = true;
					}
				}
			}
			catch (IOException ex) {
				ended[0] = true;
			}
		});
		return new Scan(marked, !ended[0]);
	}

	/**
	 * Kills the processes with a mark until there are none.
	 * @param mark the mark
	 * @return whether all are gone; not after five seconds
	 */
	boolean kill(long mark) {
		long deadline = System.nanoTime() + LONGEST.toNanos();
		int doubtful = 0;
		while (System.nanoTime() < deadline) {
			Scan scan = scan(mark);
			if (!scan.marked().isEmpty()) {
				scan.marked().forEach(ProcessTree::kill9);
				doubtful = 0;
			}
			else if (scan.sure() || ++doubtful >= MOST_DOUBTFUL) {
				// On a busy machine some process ends all the time
				return true;
			}
			LockSupport.parkNanos(FIRST_PAUSE);
		}
		return false;
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

	/**
	 * What was found.
	 *
	 * @param marked processes with the mark
	 * @param sure whether there can be no other
	 */
	private record Scan(List<Long> marked, boolean sure) {

	}

	/** Lists processes. */
	interface Listing {

		List<Long> list();

	}

}
