package io.toolruntime.wasm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;

/**
 * Bounds the guest memory of several executions together, in pages of 64 KB. A page
 * counts from the moment a guest may use it until the guest is gone, even one that
 * outlives its execution. Guests that only wait make room for those that run. Safe for
 * use by several threads.
 */
final class MemoryBudget {

	/** Guests up to this size may use what is kept from larger ones. */
	static final int SMALL_GUEST = (4 << 20) / GuestMemory.PAGE_SIZE;

	/** Small guests that larger ones leave room for. */
	private static final int KEPT_FOR = 16;

	private final String name;

	private final long pages;

	/** What guests that are no longer small leave to others. */
	private final long kept;

	private final @Nullable MemoryBudget parent;

	private final AtomicLong used = new AtomicLong();

	private final List<BooleanSupplier> idle = new CopyOnWriteArrayList<>();

	private final AtomicLong releases = new AtomicLong();

	private final AtomicInteger waiting = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock(true);

	private final Condition released = this.lock.newCondition();

	private MemoryBudget(String name, long pages, long kept, @Nullable MemoryBudget parent) {
		this.name = name;
		this.pages = pages;
		this.kept = kept;
		this.parent = parent;
	}

	static MemoryBudget unlimited() {
		return new MemoryBudget("", Long.MAX_VALUE, 0, null);
	}

	/**
	 * Creates the budget of all profiles. A part of it is kept for small guests, so that
	 * a profile whose code takes all it can get does not keep the others from running.
	 * @param bytes how much may be used at once
	 * @return the budget
	 */
	static MemoryBudget ofAll(long bytes) {
		long pages = bytes / GuestMemory.PAGE_SIZE;
		return new MemoryBudget("what the WASM sandboxes of all profiles may use together", pages,
				Math.min(pages / 4, KEPT_FOR * SMALL_GUEST), null);
	}

	/**
	 * Creates the budget of one profile within this one.
	 * @param pages how many pages may be used at once
	 * @return the budget
	 */
	MemoryBudget ofProfile(long pages) {
		return new MemoryBudget("wasm.total-memory", pages, 0, this);
	}

	/**
	 * Describes the budget to a person.
	 * @return its name and size
	 */
	@Override
	public String toString() {
		return this.name + " (" + size() + ")";
	}

	/**
	 * Returns the size as limits are written.
	 * @return such as {@code 512MB}
	 */
	String size() {
		return Quantity.formatBytes(this.pages * GuestMemory.PAGE_SIZE);
	}

	/**
	 * Returns how many pages one guest could have if it were alone.
	 * @return the pages
	 */
	long pages() {
		long own = this.pages - this.kept;
		return (this.parent != null) ? Math.min(own, this.parent.pages()) : own;
	}

	long used() {
		return this.used.get();
	}

	/**
	 * Adds guests that wait for an execution, to be dropped when memory runs short.
	 * @param dropOne drops one of them; false if there is none
	 */
	void addIdle(BooleanSupplier dropOne) {
		this.idle.add(dropOne);
		if (this.parent != null) {
			this.parent.addIdle(dropOne);
		}
	}

	void removeIdle(BooleanSupplier dropOne) {
		this.idle.remove(dropOne);
		if (this.parent != null) {
			this.parent.removeIdle(dropOne);
		}
	}

	/**
	 * Reserves pages; drops idle guests if that is what it takes.
	 * @param count how many pages
	 * @param before how many the guest has
	 * @return {@code null}, or the budget that has not enough left
	 */
	@Nullable MemoryBudget reserve(int count, int before) {
		MemoryBudget refusing = tryReserve(count, before);
		while (refusing != null && refusing.dropIdle()) {
			refusing = tryReserve(count, before);
		}
		return refusing;
	}

	private boolean dropIdle() {
		for (BooleanSupplier dropOne : this.idle) {
			if (dropOne.getAsBoolean()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Reserves pages that nobody uses.
	 * @param count how many pages
	 * @param before how many the guest has
	 * @return {@code null}, or the budget that has not enough left
	 */
	@Nullable MemoryBudget tryReserve(int count, int before) {
		long available = (before + count <= SMALL_GUEST) ? this.pages : this.pages - this.kept;
		long now;
		do {
			now = this.used.get();
			if (count > available - now) {
				return this;
			}
		}
		while (!this.used.compareAndSet(now, now + count));
		MemoryBudget refusing = (this.parent != null) ? this.parent.tryReserve(count, before) : null;
		if (refusing != null) {
			this.used.addAndGet(-count);
		}
		return refusing;
	}

	void release(int count) {
		this.used.addAndGet(-count);
		if (this.parent != null) {
			this.parent.release(count);
			return;
		}
		this.releases.incrementAndGet();
		if (this.waiting.get() > 0) {
			this.lock.lock();
			try {
				this.released.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Counts how often memory was given back, in this budget or beside it.
	 * @return the count so far
	 */
	long releases() {
		return (this.parent != null) ? this.parent.releases() : this.releases.get();
	}

	/**
	 * Waits until memory is given back.
	 * @param since the count of {@link #releases()} before memory was found short
	 * @param deadline when to give up, as {@link System#nanoTime()} tells it
	 * @return whether memory was given back
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean awaitRelease(long since, long deadline) throws InterruptedException {
		if (this.parent != null) {
			return this.parent.awaitRelease(since, deadline);
		}
		this.lock.lockInterruptibly();
		try {
			this.waiting.incrementAndGet();
			long left = deadline - System.nanoTime();
			while (this.releases.get() == since && left > 0) {
				left = this.released.awaitNanos(left);
			}
			return this.releases.get() != since;
		}
		finally {
			this.waiting.decrementAndGet();
			this.lock.unlock();
		}
	}

}
