package io.toolruntime.javascript;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.toolruntime.javascript.JavaScriptSource.WorkerCounts;
import io.toolruntime.tool.Cancellation;

/**
 * The workers of a source: at most so many at once, those that are being started
 * included. One that is idle is given only to the tenant that it has served before.
 */
final class WorkerPool implements AutoCloseable {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);

	private final WorkerCounts counts;

	private final Executor closer;

	private final ReentrantLock lock = new ReentrantLock(true);

	private final Condition changed = this.lock.newCondition();

	private final Deque<Lease> idle = new ArrayDeque<>();

	private final Set<Lease> busy = new HashSet<>();

	/** Idle, busy, and being started. */
	private int live;

	/** Workers of an earlier one have loaded files that have changed since. */
	private int generation;

	private boolean closed;

	/**
	 * Creates it.
	 * @param counts how many there are
	 * @param closer ends workers, for which nobody waits
	 */
	WorkerPool(WorkerCounts counts, Executor closer) {
		this.counts = counts;
		this.closer = closer;
	}

	/**
	 * Takes a worker, or starts one if there may be another.
	 * @param key what the worker must have been started for
	 * @param deadline when nobody waits any more, as {@link System#nanoTime()} tells it
	 * @param cancellation tells that nobody waits any more
	 * @param start starts a worker
	 * @return a worker to be given back by {@link #release}, or {@code null} if there was
	 * none in time
	 * @throws WorkerStartException if one was started in vain
	 * @throws InterruptedException if this thread is interrupted
	 */
	@Nullable Lease acquire(Key key, long deadline, Cancellation cancellation, Start start)
			throws WorkerStartException, InterruptedException {
		Worker evicted = null;
		this.lock.lockInterruptibly();
		try {
			while (true) {
				if (this.closed) {
					throw WorkerStartException.unavailable("the tools are closed");
				}
				Lease ready = takeIdle(key);
				if (ready != null) {
					this.busy.add(ready);
					return ready;
				}
				if (this.live < this.counts.max()) {
					this.live++;
					break;
				}
				if (!this.idle.isEmpty()) {
					// It takes the place of one that serves somebody else
					evicted = this.idle.removeFirst().worker();
					break;
				}
				long left = deadline - System.nanoTime();
				if (left <= 0 || cancellation.isCancelled()) {
					return null;
				}
				this.changed.awaitNanos(Math.min(left, STEP));
			}
		}
		finally {
			this.lock.unlock();
		}
		if (evicted != null) {
			evicted.close();
		}
		return started(key, start);
	}

	private Lease started(Key key, Start start) throws WorkerStartException, InterruptedException {
		int loading = generation();
		Worker worker = null;
		try {
			worker = start.start();
		}
		finally {
			if (worker == null) {
				leave();
			}
		}
		Lease lease = new Lease(key, worker, loading);
		this.lock.lock();
		try {
			if (!this.closed) {
				this.busy.add(lease);
				return lease;
			}
		}
		finally {
			this.lock.unlock();
		}
		worker.close();
		leave();
		throw WorkerStartException.unavailable("the tools are closed");
	}

	/**
	 * Starts workers until as many are idle as are kept ready.
	 * @param key what they are for
	 * @param start starts a worker
	 * @throws WorkerStartException if one was started in vain
	 * @throws InterruptedException if this thread is interrupted
	 */
	void refill(Key key, Start start) throws WorkerStartException, InterruptedException {
		while (reserve(key)) {
			// Given to whoever waits, too
			release(started(key, start), true);
		}
	}

	private boolean reserve(Key key) {
		this.lock.lock();
		try {
			long ready = this.idle.stream().filter((lease) -> lease.key().equals(key)).count();
			if (this.closed || ready >= this.counts.min() || this.live >= this.counts.max()) {
				return false;
			}
			this.live++;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/* One that has died meanwhile is not given to anybody. */
	private @Nullable Lease takeIdle(Key key) {
		Lease found = null;
		for (Iterator<Lease> leases = this.idle.descendingIterator(); leases.hasNext() && found == null;) {
			Lease lease = leases.next();
			if (!lease.worker().isAlive()) {
				leases.remove();
				this.live--;
				this.changed.signalAll();
			}
			else if (lease.key().equals(key)) {
				leases.remove();
				found = lease;
			}
		}
		return found;
	}

	/**
	 * Gives a worker back.
	 * @param lease the worker
	 * @param reusable whether it may serve another call
	 */
	void release(Lease lease, boolean reusable) {
		boolean keep;
		this.lock.lock();
		try {
			this.busy.remove(lease);
			keep = reusable && !this.closed && lease.generation() == this.generation && lease.worker().isAlive()
					&& lease.worker().calls() < this.counts.maxCalls();
			if (keep) {
				this.idle.addLast(lease);
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (!keep) {
			this.closer.execute(() -> {
				lease.worker().close();
				leave();
			});
		}
	}

	private int generation() {
		this.lock.lock();
		try {
			return this.generation;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Uses no worker for another call that has been started before: those that are busy
	 * end when they are given back.
	 */
	void retire() {
		this.lock.lock();
		try {
			this.generation++;
		}
		finally {
			this.lock.unlock();
		}
		evictIdle();
	}

	private void evictIdle() {
		Deque<Lease> old;
		this.lock.lock();
		try {
			old = new ArrayDeque<>(this.idle);
			this.idle.clear();
		}
		finally {
			this.lock.unlock();
		}
		old.forEach((lease) -> {
			lease.worker().close();
			leave();
		});
	}

	private void leave() {
		this.lock.lock();
		try {
			this.live--;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How many workers there are, those that are being started included. */
	int live() {
		this.lock.lock();
		try {
			return this.live;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		Set<Lease> running;
		this.lock.lock();
		try {
			this.closed = true;
			running = new HashSet<>(this.busy);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		evictIdle();
		running.forEach((lease) -> lease.worker().close());
	}

	/**
	 * What a worker is for.
	 *
	 * @param runtime what it runs on
	 * @param tenant whom it serves, or {@code null} for nobody in particular
	 */
	record Key(JavaScriptRuntime runtime, @Nullable String tenant) {

	}

	/**
	 * A worker that somebody has.
	 *
	 * @param key what it is for
	 * @param worker the worker
	 * @param generation when it was started
	 */
	record Lease(Key key, Worker worker, int generation) {

	}

	/** Starts a worker. */
	@FunctionalInterface
	interface Start {

		Worker start() throws WorkerStartException, InterruptedException;

	}

}
