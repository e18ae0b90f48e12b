package io.toolruntime.wasm;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a profile's guests and of the tools that they call. They end when there
 * is nothing to do for a while.
 */
final class SandboxThreads {

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

	private final ThreadPoolExecutor guests;

	private final ThreadPoolExecutor tools;

	/**
	 * Starts no thread yet.
	 * @param profile the profile's name
	 * @param maxTotal how many guests run at once
	 */
	SandboxThreads(String profile, int maxTotal) {
		String name = "toolruntime-wasm-" + profile;
		// Bounded by the places; a thread may still be on its way out when the next
		// begins
		this.guests = threads(name, Integer.MAX_VALUE, GuestThreadFactory.GUEST_STACK);
		// Tools that outlive their execution keep their thread; this many may
		this.tools = threads(name + "-tool", 2 * maxTotal * GatewayCalls.MAX_PARALLEL, 0);
	}

	private static ThreadPoolExecutor threads(String name, int max, long stack) {
		return new ThreadPoolExecutor(0, max, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(),
				new GuestThreadFactory(name, stack));
	}

	void startGuest(GuestTask guest) {
		this.guests.execute(guest);
	}

	Executor tools() {
		return this.tools;
	}

	/**
	 * Lets threads end, and waits for those of guests, but not for long.
	 * @return whether all guests are gone
	 */
	boolean close() {
		this.guests.shutdown();
		this.tools.shutdown();
		try {
			return this.guests.awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
