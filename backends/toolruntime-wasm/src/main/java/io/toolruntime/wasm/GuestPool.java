package io.toolruntime.wasm;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.profile.SecurityProfile;

/**
 * The guests of a profile: some made ahead, others when needed. Those that wait give way
 * when memory runs short. Safe for use by several threads.
 */
final class GuestPool {

	private static final Logger logger = LoggerFactory.getLogger(GuestPool.class);

	/** Clones kept ready where the profile does not say, once there was an execution. */
	private static final int DEFAULT_MIN_IDLE = 2;

	private final LazyEngine engine;

	private final MemoryBudget budget;

	private final SecurityProfile profile;

	private final int minIdle;

	private final Deque<QuickJsGuest> idle = new ConcurrentLinkedDeque<>();

	private final AtomicInteger idleOrComing = new AtomicInteger();

	private final BooleanSupplier dropOne = this::dropOne;

	private volatile boolean closed;

	/**
	 * Creates a pool, empty until it is first refilled.
	 * @param engine makes the guests
	 * @param budget bounds the memory of the profile's guests
	 * @param profile says how many guests are kept ready, and how long to wait for one
	 */
	GuestPool(LazyEngine engine, MemoryBudget budget, SecurityProfile profile) {
		this.engine = engine;
		this.budget = budget;
		this.profile = profile;
		Integer minIdle = profile.pool().minIdle();
		this.minIdle = (minIdle != null) ? minIdle : DEFAULT_MIN_IDLE;
		budget.addIdle(this.dropOne);
	}

	/**
	 * Makes the engine, if nobody has before.
	 */
	void requireEngine() {
		this.engine.get();
	}

	/**
	 * Takes a guest that was made ahead.
	 * @return the guest, or {@code null} if there is none
	 */
	@Nullable QuickJsGuest poll() {
		QuickJsGuest guest = this.idle.poll();
		if (guest != null) {
			this.idleOrComing.decrementAndGet();
		}
		return guest;
	}

	/**
	 * Makes a guest, once there is memory for it.
	 * @return the guest
	 * @throws RuntimeUnavailableException if there was none for as long as an execution
	 * may wait
	 * @throws InterruptedException if this thread is interrupted while it waits
	 */
	QuickJsGuest make() throws InterruptedException {
		QuickJsEngine engine = this.engine.get();
		long deadline = System.nanoTime() + this.profile.pool().maxWait().toNanos();
		while (true) {
			long releases = this.budget.releases();
			MemoryBudget refusing = this.budget.reserve(engine.basePages(), 0);
			if (refusing == null) {
				return engine.newGuest(this.budget);
			}
			if (!this.budget.awaitRelease(releases, deadline)) {
				throw Outcomes.noMemory(this.profile, refusing);
			}
		}
	}

	/**
	 * Makes guests ahead, on a thread that has nothing else to do. They take memory that
	 * nobody uses, and places that nobody has.
	 * @param places how many more guests may live
	 */
	void refill(int places) {
		int wanted = Math.min(this.minIdle, places);
		while (!this.closed && claim(wanted)) {
			QuickJsGuest guest = null;
			try {
				QuickJsEngine engine = this.engine.get();
				if (this.budget.tryReserve(engine.basePages(), 0) == null) {
					guest = engine.newGuest(this.budget);
				}
			}
			catch (RuntimeException | Error ex) {
				// The next execution makes its own, and tells its caller if it cannot
				logger.debug("No guest was made ahead", ex);
			}
			if (guest == null) {
				this.idleOrComing.decrementAndGet();
				return;
			}
			this.idle.add(guest);
		}
		if (this.closed) {
			dropAll();
		}
	}

	private boolean claim(int wanted) {
		int now;
		do {
			now = this.idleOrComing.get();
			if (now >= wanted) {
				return false;
			}
		}
		while (!this.idleOrComing.compareAndSet(now, now + 1));
		return true;
	}

	int idle() {
		return this.idle.size();
	}

	private boolean dropOne() {
		QuickJsGuest guest = poll();
		if (guest != null) {
			guest.memory().release();
		}
		return guest != null;
	}

	private void dropAll() {
		boolean dropped;
		do {
			dropped = dropOne();
		}
		while (dropped);
	}

	/**
	 * Drops the guests that wait, and makes none ahead any more.
	 */
	void close() {
		this.closed = true;
		this.budget.removeIdle(this.dropOne);
		dropAll();
	}

}
