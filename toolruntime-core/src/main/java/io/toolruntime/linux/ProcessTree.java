package io.toolruntime.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds every process that comes from one, however it got away: it may have a new parent,
 * a new session and a new environment. What it cannot lose by accident is a resource
 * limit, and the one on file locks has had no effect since Linux 2.4.25: each sandbox
 * gets a value of its own.
 */
public final class ProcessTree {

	private static final Logger logger = LoggerFactory.getLogger(ProcessTree.class);

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private static final long FIRST_PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int MOST_DOUBTFUL = 20;

	/* A process can lower the first, the soft one, and its hard limit still tells. */
	private static final Pattern LIMIT = Pattern.compile("Max file locks\\s+(\\S+)\\s+(\\S+)");

	private static final String UNLIMITED = "unlimited";

	private final Proc proc;

	private final Looks looks = new Looks();

	/**
	 * Creates it.
	 * @param proc the processes
	 */
	public ProcessTree(Proc proc) {
		this.proc = proc;
	}

	/**
	 * Returns the mark of a sandbox's processes.
	 * @param sandbox its id
	 * @return a number that no other sandbox has, for {@code prlimit --locks}
	 */
	public static long mark(String sandbox) {
		return UUID.nameUUIDFromBytes(sandbox.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits()
				& (Long.MAX_VALUE >> 1);
	}

	/**
	 * Lists the processes with a mark.
	 * @param mark the mark
	 * @return those that run
	 * @throws IOException if there may be others, as not all could be looked at
	 */
	public List<Long> marked(long mark) throws IOException {
		Scan scan = scan(mark);
		if (!scan.complete()) {
			throw new IOException("Not all processes can be looked at");
		}
		return scan.marked();
	}

	private Scan scan(long mark) {
		Processes all = processes();
		return new Scan(all.byLimit().getOrDefault(Long.toString(mark), List.of()), all.sure(), all.complete());
	}

	/*
	 * All processes, looked at after this was called. Whoever asks while others look
	 * waits for the next look and shares it: many sandboxes that end at once would look
	 * at everything many times, and take the processors that the last of them need to
	 * end.
	 */
	private Processes processes() {
		boolean interrupted = false;
		synchronized (this.looks) {
			long wanted = this.looks.begun + 1;
			while (this.looks.finished < wanted && this.looks.running) {
				try {
					this.looks.wait();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			if (this.looks.finished >= wanted) {
				return this.looks.last;
			}
			this.looks.running = true;
			this.looks.begun++;
		}
		Processes found = Processes.NONE;
		try {
			found = look();
			return found;
		}
		finally {
			synchronized (this.looks) {
				this.looks.running = false;
				this.looks.finished = this.looks.begun;
				this.looks.last = found;
				this.looks.notifyAll();
			}
		}
	}

	/*
	 * One that had ended when it was looked at may have had a child that was not there
	 * yet when all were listed.
	 */
	private Processes look() {
		Map<String, List<Long>> byLimit = new HashMap<>();
		boolean[] ended = { false };
		boolean[] unread = { false };
		try {
			this.proc.forEach((pid) -> {
				try {
					Matcher limit = LIMIT.matcher(this.proc.read(pid, "limits"));
					if (!limit.find()) {
						ended[0] = true;
					}
					else if (!limit.group(1).equals(UNLIMITED) || !limit.group(2).equals(UNLIMITED)) {
						if (this.proc.isRunning(pid)) {
							for (String value : new LinkedHashSet<>(List.of(limit.group(1), limit.group(2)))) {
								byLimit.computeIfAbsent(value, (key) -> new ArrayList<>()).add(pid);
							}
						}
						else {
							ended[0] = true;
						}
					}
				}
				catch (AccessDeniedException | NoSuchFileException ex) {
					// Of another user, as whom this one cannot start any; or gone
					ended[0] = true;
				}
				catch (IOException ex) {
					ended[0] = true;
					unread[0] |= this.proc.hasEntry(pid);
				}
			});
		}
		catch (IOException ex) {
			unread[0] = true;
		}
		return new Processes(byLimit, !ended[0], !unread[0]);
	}

	/**
	 * Kills the processes with a mark until there are none.
	 * @param mark the mark
	 * @return whether all are gone; not after five seconds, nor if some could not be
	 * looked at
	 */
	public boolean kill(long mark) {
		return kill(mark, LONGEST);
	}

	/**
	 * Kills the processes with a mark until there are none.
	 * @param mark the mark
	 * @param longest how long at most
	 * @return whether all are gone
	 */
	public boolean kill(long mark, Duration longest) {
		long deadline = System.nanoTime() + longest.toNanos();
		int doubtful = 0;
		while (System.nanoTime() < deadline) {
			Scan scan = scan(mark);
			if (!scan.marked().isEmpty()) {
				scan.marked().forEach(ProcessTree::kill9);
				doubtful = 0;
			}
			else if (!scan.complete()) {
				// Whoever is not seen may be there
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
	 * @return whether all are gone; not after five seconds, nor if they could not be
	 * listed
	 */
	public static boolean killUntilNoneIsLeft(Listing listing) {
		return killUntilNoneIsLeft(listing, LONGEST);
	}

	/**
	 * Kills what a listing finds until it finds nothing.
	 * @param listing lists processes
	 * @param longest how long at most
	 * @return whether all are gone
	 */
	public static boolean killUntilNoneIsLeft(Listing listing, Duration longest) {
		long deadline = System.nanoTime() + longest.toNanos();
		long pause = FIRST_PAUSE;
		while (true) {
			try {
				List<Long> found = listing.list();
				if (found.isEmpty()) {
					return true;
				}
				found.forEach(ProcessTree::kill9);
			}
			catch (IOException ex) {
				logger.debug("Processes cannot be listed", ex);
			}
			if (System.nanoTime() > deadline) {
				return false;
			}
			LockSupport.parkNanos(pause);
			pause = Math.min(2 * pause, LAST_PAUSE);
		}
	}

	/**
	 * Kills one process, at once.
	 * @param pid the process
	 */
	public static void kill9(long pid) {
		if (pid <= 0) {
			// One that cannot be seen from here; to the kernel, all of this group
			return;
		}
		ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
	}

	/**
	 * Kills one process that this application started, at once, and leaves the streams
	 * that others read. Of one that has ended, the id may be somebody else's.
	 * @param process the process
	 */
	public static void kill9(Process process) {
		if (process.isAlive()) {
			process.toHandle().destroyForcibly();
		}
	}

	/** The looks at all processes: how many have begun, and what the last one found. */
	private static final class Looks {

		private long begun;

		private long finished;

		private boolean running;

		private Processes last = Processes.NONE;

	}

	/**
	 * All processes whose locks are limited.
	 *
	 * @param byLimit their ids, by the limit
	 * @param sure whether there can be no other
	 * @param complete whether all that were there could be looked at
	 */
	private record Processes(Map<String, List<Long>> byLimit, boolean sure, boolean complete) {

		/** As if nothing could be looked at. */
		static final Processes NONE = new Processes(Map.of(), false, false);

	}

	/**
	 * What was found.
	 *
	 * @param marked processes with the mark
	 * @param sure whether there can be no other
	 * @param complete whether all that were there could be looked at
	 */
	private record Scan(List<Long> marked, boolean sure, boolean complete) {

	}

	/** Lists processes. */
	public interface Listing {

		/**
		 * Lists them.
		 * @return ids of processes
		 * @throws IOException if they cannot be listed
		 */
		List<Long> list() throws IOException;

	}

}
