package io.toolruntime.wasm;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Timers that a guest has set, by when they are due. Used by one thread.
 */
final class Timers {

	/** More than the prelude lets code set; who gets beyond is not the prelude. */
	private static final int MAX_TIMERS = 20_000;

	private final TreeSet<Timer> byTime = new TreeSet<>();

	private final Map<Integer, Timer> byId = new HashMap<>();

	private long sequence;

	/**
	 * Sets a timer, instead of an earlier one of the same id.
	 * @param id identifies the timer
	 * @param delayNanos when it is due, from now
	 */
	void set(int id, long delayNanos) {
		clear(id);
		if (this.byId.size() >= MAX_TIMERS) {
			throw new GuestFault("The guest has set more timers than it can have");
		}
		Timer timer = new Timer(System.nanoTime() + delayNanos, this.sequence++, id);
		this.byId.put(id, timer);
		this.byTime.add(timer);
	}

	void clear(int id) {
		Timer timer = this.byId.remove(id);
		if (timer != null) {
			this.byTime.remove(timer);
		}
	}

	/**
	 * Returns when the next timer is due.
	 * @return the time as {@link System#nanoTime()} tells it, or {@code null} without
	 * timers
	 */
	@Nullable Long nextDue() {
		return this.byTime.isEmpty() ? null : this.byTime.first().due();
	}

	/**
	 * Takes the next timer if it is due.
	 * @return its id, or {@code null} if none is due
	 */
	@Nullable Integer takeDue() {
		if (this.byTime.isEmpty() || this.byTime.first().due() - System.nanoTime() > 0) {
			return null;
		}
		int id = this.byTime.first().id();
		clear(id);
		return id;
	}

	private record Timer(long due, long sequence, int id) implements Comparable<Timer> {

		@Override
		public int compareTo(Timer other) {
			int order = Long.compare(this.due - other.due, 0);
			return (order != 0) ? order : Long.compare(this.sequence, other.sequence);
		}

	}

}
