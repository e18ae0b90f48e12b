package io.toolruntime.wasm;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the guest memory of all executions together, in pages of 64 KB. A page counts
 * from the moment a guest may use it until the guest is gone, even one that outlives its
 * execution. Safe for use by several threads.
 */
final class MemoryBudget {

	private final long pages;

	private final @Nullable MemoryBudget parent;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates a budget.
	 * @param pages how many pages may be used at once
	 * @param parent a wider budget that must agree too, or {@code null}
	 */
	MemoryBudget(long pages, @Nullable MemoryBudget parent) {
		this.pages = pages;
		this.parent = parent;
	}

	/**
	 * Returns how many pages one guest could have if it were alone.
	 * @return the pages
	 */
	long pages() {
		return (this.parent != null) ? Math.min(this.pages, this.parent.pages()) : this.pages;
	}

	long used() {
		return this.used.get();
	}

	boolean tryReserve(int count) {
		long now;
		do {
			now = this.used.get();
			if (now + count > this.pages) {
				return false;
			}
		}
		while (!this.used.compareAndSet(now, now + count));
		if (this.parent != null && !this.parent.tryReserve(count)) {
			this.used.addAndGet(-count);
			return false;
		}
		return true;
	}

	void release(int count) {
		this.used.addAndGet(-count);
		if (this.parent != null) {
			this.parent.release(count);
		}
	}

}
