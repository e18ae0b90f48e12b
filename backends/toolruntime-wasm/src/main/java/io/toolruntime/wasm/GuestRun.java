package io.toolruntime.wasm;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Limit;

/**
 * One execution between the thread that waits for it and the thread of its guest. Its
 * terminal event is decided here: the first wins.
 */
final class GuestRun {

	private final Execution execution;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile @Nullable Ending ending;

	private boolean place;

	private volatile long readyAt;

	private volatile boolean ready;

	private volatile @Nullable GuestMemory memory;

	private volatile boolean pooled;

	private final CountDownLatch guestGone = new CountDownLatch(1);

	private final GuestInterrupt interrupt = new GuestInterrupt();

	GuestRun(Execution execution) {
		this.execution = execution;
	}

	Execution execution() {
		return this.execution;
	}

	/**
	 * Gives the execution its place among those that run.
	 * @return false if it has ended and needs none
	 */
	boolean grantPlace() {
		this.lock.lock();
		try {
			if (this.ending != null) {
				return false;
			}
			this.place = true;
			this.changed.signalAll();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean hasPlace() {
		this.lock.lock();
		try {
			return this.place;
		}
		finally {
			this.lock.unlock();
		}
	}

	// The thread that waits

	/**
	 * Waits for a place.
	 * @param deadline when to give up, as {@link System#nanoTime()} tells it
	 * @return whether there is a place, and the execution has not ended
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean awaitPlace(long deadline) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long left = deadline - System.nanoTime();
			while (!this.place && this.ending == null && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return this.place && this.ending == null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for the terminal event, and is the one to cause it when the time is up.
	 * @param startDeadline when the guest must be ready
	 * @return the terminal event
	 * @throws InterruptedException if this thread is interrupted
	 */
	Ending await(long startDeadline, @Nullable Long timeoutNanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				Ending ending = this.ending;
				if (ending != null) {
					return ending;
				}
				if (this.ready && timeoutNanos == null) {
					this.changed.await();
					continue;
				}
				long deadline = (this.ready && timeoutNanos != null) ? this.readyAt + timeoutNanos : startDeadline;
				long left = deadline - System.nanoTime();
				if (left > 0) {
					this.changed.awaitNanos(left);
				}
				else {
					end(this.ready ? timeout() : Outcomes.startedTooLate());
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private Ending timeout() {
		return Ending.limit(ExecutionOutcome.TIMEOUT,
				"The code ran longer than its timeout of " + this.execution.request().limits().value(Limit.TIMEOUT)
						+ "; do less in one execution, or run tool calls at once with Promise.all");
	}

	/**
	 * Waits until the guest's thread is done, but not for long.
	 * @param nanos how long at most
	 * @throws InterruptedException if this thread is interrupted
	 */
	void awaitGuestGone(long nanos) throws InterruptedException {
		this.guestGone.await(nanos, TimeUnit.NANOSECONDS);
	}

	boolean hasEnded() {
		return this.ending != null;
	}

	/**
	 * Returns the terminal event of an execution that has ended.
	 * @return the event
	 */
	Ending ending() {
		return Objects.requireNonNull(this.ending);
	}

	/**
	 * Returns the guest's memory.
	 * @return the memory, or {@code null} if no guest has begun
	 */
	@Nullable GuestMemory memory() {
		return this.memory;
	}

	boolean isPooled() {
		return this.pooled;
	}

	boolean isReady() {
		return this.ready;
	}

	long readyAt() {
		return this.readyAt;
	}

	/**
	 * Ends the execution unless it has ended already, and stops its guest.
	 * @param ending the terminal event
	 */
	void end(Ending ending) {
		this.lock.lock();
		try {
			if (this.ending != null) {
				return;
			}
			this.ending = ending;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.interrupt.interrupt();
	}

	// The guest's thread

	/**
	 * This thread is the guest's, and is interrupted when the execution ends.
	 */
	void interruptible() {
		this.interrupt.allow();
		requireRunning();
	}

	/**
	 * The guest is ready: the wall clock of the execution starts.
	 * @param memory the guest's memory
	 * @param pooled whether the guest was made ahead
	 */
	void begin(GuestMemory memory, boolean pooled) {
		this.lock.lock();
		try {
			requireRunning();
			this.memory = memory;
			this.pooled = pooled;
			this.readyAt = System.nanoTime();
			this.ready = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The guest's thread is done with this execution and must not be interrupted for it
	 * any more.
	 */
	void gone() {
		this.interrupt.end();
		this.guestGone.countDown();
	}

	/**
	 * Does something of the host's on the guest's thread, without being interrupted.
	 * @param action what to do
	 */
	void uninterrupted(Runnable action) {
		requireRunning();
		this.interrupt.without(action);
		requireRunning();
	}

	/**
	 * Does nothing while the execution goes on.
	 * @throws GuestStopped if it has ended
	 */
	void requireRunning() {
		if (this.ending != null) {
			throw new GuestStopped();
		}
	}

}
