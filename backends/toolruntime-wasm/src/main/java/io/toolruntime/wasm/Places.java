package io.toolruntime.wasm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many sandboxes of a profile may live. Executions get places in the order in which
 * they ask. Safe for use by several threads.
 */
final class Places {

	private final int total;

	private final Deque<GuestRun> waiting = new ArrayDeque<>();

	private int taken;

	Places(int total) {
		this.total = total;
	}

	/**
	 * Takes a place, or waits for one until the execution ends otherwise.
	 * @param run the execution
	 * @param maxWait how long it waits
	 * @return whether it has a place, which somebody must {@link #release()}
	 * @throws InterruptedException if this thread is interrupted; then there is no place
	 */
	boolean take(GuestRun run, Duration maxWait) throws InterruptedException {
		boolean placed = false;
		enqueue(run);
		try {
			placed = run.awaitPlace(System.nanoTime() + maxWait.toNanos());
		}
		finally {
			if (!placed) {
				leave(run);
			}
		}
		return placed;
	}

	private synchronized void enqueue(GuestRun run) {
		if (this.taken < this.total && run.grantPlace()) {
			this.taken++;
			return;
		}
		this.waiting.add(run);
	}

	/*
	 * A place that was given in the moment in which nobody waited for it any more goes to
	 * the next.
	 */
	private synchronized void leave(GuestRun run) {
		if (!this.waiting.remove(run) && run.hasPlace()) {
			release();
		}
	}

	/**
	 * Gives a place back: the first that waits has it.
	 */
	synchronized void release() {
		GuestRun next = this.waiting.poll();
		while (next != null && !next.grantPlace()) {
			next = this.waiting.poll();
		}
		if (next == null) {
			this.taken--;
		}
	}

	synchronized int taken() {
		return this.taken;
	}

	synchronized int waiting() {
		return this.waiting.size();
	}

	synchronized int free() {
		return this.total - this.taken;
	}

	int total() {
		return this.total;
	}

}
