package io.toolruntime.isolation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Cancellation;

/**
 * The children of an application: at most so many at once, those that are being started
 * included. One that is idle serves only calls with its key, and ends after a while.
 */
final class ChildPool implements AutoCloseable {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);

	private final int max;

	private final int maxCalls;

	private final long idleNanos;

	private final ReentrantLock lock = new ReentrantLock(true);

	private final Condition changed = this.lock.newCondition();

	private final Deque<Lease> idle = new ArrayDeque<>();

	private final Set<Lease> busy = new HashSet<>();

	/** Idle, busy, and being started. */
	private int live;

	private boolean closed;

	ChildPool(IsolationSettings settings) {
		this.max = settings.maxChildren();
		this.maxCalls = settings.maxCalls();
		this.idleNanos = settings.idle().toNanos();
	}

	/**
	 * Takes a child, or starts one if there may be another.
	 * @param key what the child must have been started for
	 * @param deadline when nobody waits any more, as {@link System#nanoTime()} tells it
	 * @param cancellation tells that nobody waits any more
	 * @param start starts a child
	 * @return a child to be given back by {@link #release}, or {@code null} if there was
	 * none in time
	 * @throws ChildStartException if one was started in vain
	 * @throws InterruptedException if this thread is interrupted
	 */
	@Nullable Lease acquire(ChildKey key, long deadline, Cancellation cancellation, Start start)
			throws ChildStartException, InterruptedException {
		Child evicted = null;
		this.lock.lockInterruptibly();
		try {
			while (true) {
				if (this.closed) {
					throw new ChildStartException("the application is ending", null, null);
				}
				Lease ready = takeIdle(key);
				if (ready != null) {
					this.busy.add(ready);
					return ready;
				}
				if (this.live < this.max) {
					this.live++;
					break;
				}
				if (!this.idle.isEmpty()) {
					// It takes the place of the one that has been idle longest
					evicted = this.idle.removeFirst().child();
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

	private Lease started(ChildKey key, Start start) throws ChildStartException, InterruptedException {
		Child child = null;
		try {
			child = start.start();
		}
		finally {
			if (child == null) {
				leave();
			}
		}
		Lease lease = new Lease(key, child);
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
		child.close();
		leave();
		throw new ChildStartException("the application is ending", null, null);
	}

	/* One that has died meanwhile is not given to anybody. */
	private @Nullable Lease takeIdle(ChildKey key) {
		Lease found = null;
		for (Iterator<Lease> leases = this.idle.descendingIterator(); leases.hasNext() && found == null;) {
			Lease lease = leases.next();
			if (!lease.child().isAlive()) {
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
	 * Gives a child back.
	 * @param lease the child
	 * @param reusable whether it may serve another call
	 */
	void release(Lease lease, boolean reusable) {
		boolean keep;
		this.lock.lock();
		try {
			this.busy.remove(lease);
			keep = reusable && !this.closed && lease.child().isAlive() && lease.child().calls() < this.maxCalls;
			if (keep) {
				this.idle.addLast(lease);
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (!keep) {
			lease.child().close();
			leave();
		}
	}

	/** The children that run a call. */
	List<Child> busy() {
		this.lock.lock();
		try {
			return this.busy.stream().map(Lease::child).toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends the children that have been idle for too long. */
	void endIdle() {
		long now = System.nanoTime();
		List<Lease> old = new ArrayList<>();
		this.lock.lock();
		try {
			for (Iterator<Lease> leases = this.idle.iterator(); leases.hasNext();) {
				Lease lease = leases.next();
				if (!lease.child().isAlive() || now - lease.child().idleSince() > this.idleNanos) {
					leases.remove();
					old.add(lease);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
		end(old);
	}

	private void end(List<Lease> leases) {
		leases.forEach((lease) -> {
			lease.child().close();
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

	/** How many children there are, those that are being started included. */
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
		List<Lease> waiting;
		Set<Lease> running;
		this.lock.lock();
		try {
			this.closed = true;
			waiting = List.copyOf(this.idle);
			this.idle.clear();
			running = new HashSet<>(this.busy);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		end(waiting);
		running.forEach((lease) -> lease.child().close());
	}

	/**
	 * A child that somebody has.
	 *
	 * @param key what it is for
	 * @param child the child
	 */
	record Lease(ChildKey key, Child child) {

	}

	/** Starts a child. */
	@FunctionalInterface
	interface Start {

		Child start() throws ChildStartException, InterruptedException;

	}

}
