package io.toolruntime.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

/**
 * The sandboxes of a profile: never more than {@code max-total} of them, cold ones and
 * those that are being closed included, and {@code min-idle} of each language ready once
 * the language is in use. Each serves one execution. Starts no thread before the first.
 */
public final class SandboxPool implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SandboxPool.class);

	private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

	private static final Duration LAST_RETRY = Duration.ofMinutes(1);

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

	private final SecurityProfile profile;

	private final SandboxProvider provider;

	private final SandboxStarter starter;

	private final PoolSettings settings;

	private final ReentrantLock lock = new ReentrantLock(true);

	private final Condition changed = this.lock.newCondition();

	private final Map<String, Deque<GuestSandbox>> idle = new HashMap<>();

	/** Languages whose refilling goes on at this moment. */
	private final Set<String> refilling = new HashSet<>();

	/** Closed, but something that ran in them may still run; their place is taken. */
	private final Set<Sandbox> unfinished = new HashSet<>();

	private boolean retrying;

	/** Whether a thread asks for the unfinished from time to time. */
	private boolean askingAgain;

	/** Made ahead, being made, in use, being closed, and unfinished. */
	private int live;

	private int pending;

	private boolean closed;

	private final Cancellation closing = new Cancellation();

	/** Closes sandboxes, and makes them ahead. */
	private final ExecutorService threads;

	/**
	 * Creates a pool.
	 * @param profile the profile
	 * @param provider what opens its sandboxes
	 * @param instance name of the running application, for labels
	 */
	public SandboxPool(SecurityProfile profile, SandboxProvider provider, String instance) {
		this.profile = profile;
		this.provider = provider;
		this.settings = profile.pool();
		this.starter = new SandboxStarter(profile, provider, instance, (sandbox) -> keepPlace(sandbox, 1));
		// As many as there may be sandboxes to close, and languages to refill
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), (task) -> {
					Thread thread = new Thread(task, "toolruntime-pool-" + profile.name());
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Takes a sandbox: one that was made ahead, if its limits are those that are asked
	 * for or can be lowered to them, else a new one.
	 * @param language the language
	 * @param limits the execution's limits, no higher than the profile's
	 * @param execution the execution's id
	 * @param cancellation tells that nobody waits any more
	 * @return a sandbox to be given back by {@link #release}; {@code null} when it was
	 * cancelled
	 * @throws RuntimeUnavailableException if all were in use for {@code max-wait}, or the
	 * engine cannot open one now
	 * @throws SandboxFailedException if the guest did not start
	 * @throws InterruptedException if this thread is interrupted
	 */
	public @Nullable GuestSandbox acquire(String language, Limits limits, String execution, Cancellation cancellation)
			throws InterruptedException {
		GuestSandbox ready = takeIdle(language, limits);
		if (ready != null) {
			// Starting others takes processors from the execution: as long as there are
			// some, that can wait until it has ended
			if (isLow(language)) {
				refill(language);
			}
			return ready.fromPool();
		}
		if (!awaitRoom(cancellation)) {
			return null;
		}
		GuestSandbox cold = null;
		try {
			cold = this.starter.start(language, limits, execution, cancellation);
		}
		finally {
			if (cold == null) {
				leave();
			}
		}
		refill(language);
		return cold;
	}

	private @Nullable GuestSandbox takeIdle(String language, Limits limits) {
		String image = null;
		GuestSandbox sandbox = poll(language);
		while (sandbox != null) {
			image = (image != null) ? image : this.provider.image(language);
			if (sandbox.session().isReady() && sandbox.image().equals(image)) {
				if (suits(sandbox, limits)) {
					return sandbox;
				}
				// Some of its limits may have been lowered by now: nobody else gets it
				release(sandbox);
				return null;
			}
			release(sandbox);
			sandbox = poll(language);
		}
		return null;
	}

	private static boolean suits(GuestSandbox sandbox, Limits limits) {
		Limits made = sandbox.spec().limits();
		boolean equal = made.memoryOrMax() == limits.memoryOrMax() && same(made.cpus(), limits.cpus())
				&& same(made.pids(), limits.pids()) && same(made.disk(), limits.disk());
		return equal || sandbox.sandbox().tighten(limits);
	}

	/* Absent and 0 are both unlimited. */
	private static boolean same(@Nullable Number one, @Nullable Number other) {
		return ((one != null) ? one.doubleValue() : 0) == ((other != null) ? other.doubleValue() : 0);
	}

	private @Nullable GuestSandbox poll(String language) {
		this.lock.lock();
		try {
			requireOpen();
			Deque<GuestSandbox> queue = this.idle.get(language);
			return (queue != null) ? queue.poll() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void keep(GuestSandbox sandbox) {
		this.lock.lock();
		try {
			if (this.closed) {
				release(sandbox);
				return;
			}
			this.idle.computeIfAbsent(sandbox.spec().language(), (key) -> new ArrayDeque<>()).add(sandbox);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		sandbox.session().end().thenRun(() -> drop(sandbox));
	}

	/* One that dies while it waits is replaced. */
	private void drop(GuestSandbox sandbox) {
		String language = sandbox.spec().language();
		this.lock.lock();
		try {
			Deque<GuestSandbox> queue = this.idle.get(language);
			if (queue == null || !queue.remove(sandbox)) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		release(sandbox);
		refill(language);
	}

	/*
	 * Waits until one more may live, and counts it. One that is idle, for another
	 * language or with other limits, makes room.
	 */
	private boolean awaitRoom(Cancellation cancellation) throws InterruptedException {
		GuestSandbox evicted = null;
		try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
			this.lock.lockInterruptibly();
			try {
				this.pending++;
				long left = this.settings.maxWait().toNanos();
				retry();
				while (this.live >= this.settings.maxTotal()) {
					requireOpen();
					if (cancellation.isCancelled()) {
						return false;
					}
					evicted = (evicted == null) ? anyIdle() : evicted;
					if (evicted != null) {
						break;
					}
					if (left <= 0) {
						throw full();
					}
					left = this.changed.awaitNanos(left);
				}
				if (evicted == null) {
					requireOpen();
					if (cancellation.isCancelled()) {
						return false;
					}
					this.live++;
					return true;
				}
			}
			finally {
				this.pending--;
				this.lock.unlock();
			}
		}
		// Its place is ours, unless it keeps it
		return closeQuietly(evicted) || awaitRoom(cancellation);
	}

	private void wake() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable GuestSandbox anyIdle() {
		for (Deque<GuestSandbox> queue : this.idle.values()) {
			GuestSandbox sandbox = queue.poll();
			if (sandbox != null) {
				return sandbox;
			}
		}
		return null;
	}

	private RuntimeUnavailableException full() {
		return new RuntimeUnavailableException("All " + this.settings.maxTotal() + " sandboxes of profile '"
				+ this.profile.name() + "' were in use for " + Quantity.formatDuration(this.settings.maxWait())
				+ "; try again, or raise pool.max-total", this.provider.info().kind(), FIRST_RETRY);
	}

	private void requireOpen() {
		if (this.closed) {
			throw new RuntimeUnavailableException("The backend of profile '" + this.profile.name() + "' is closed",
					this.provider.info().kind(), null);
		}
	}

	/**
	 * Gives a sandbox back: it is closed, by another thread, and makes room then.
	 * @param sandbox the sandbox
	 */
	public void release(GuestSandbox sandbox) {
		try {
			this.threads.execute(() -> releaseNow(sandbox));
		}
		catch (RejectedExecutionException ex) {
			releaseNow(sandbox);
		}
	}

	/**
	 * Gives a sandbox back, and returns when it is gone.
	 * @param sandbox the sandbox
	 */
	public void releaseNow(GuestSandbox sandbox) {
		if (closeQuietly(sandbox)) {
			leave();
		}
		refill(sandbox.spec().language());
	}

	/*
	 * Returns whether its place is free: what did not close may be gone all the same. One
	 * that is not gone keeps its place.
	 */
	private boolean closeQuietly(GuestSandbox sandbox) {
		boolean gone = false;
		try {
			sandbox.sandbox().close();
			gone = isGone(sandbox.sandbox());
		}
		catch (RuntimeException ex) {
			logger.warn("Sandbox {} of profile '{}' could not be closed", sandbox.spec().id(), this.profile.name(), ex);
			gone = isGone(sandbox.sandbox());
		}
		finally {
			if (!gone) {
				keepPlace(sandbox.sandbox(), 0);
			}
		}
		return gone;
	}

	private boolean isGone(Sandbox sandbox) {
		try {
			return sandbox.isGone();
		}
		catch (RuntimeException ex) {
			logger.debug("Nobody knows whether a sandbox of profile '{}' is gone", this.profile.name(), ex);
			return false;
		}
	}

	private void keepPlace(Sandbox sandbox, int more) {
		this.lock.lock();
		try {
			this.live += more;
			this.unfinished.add(sandbox);
			if (!this.askingAgain && !this.closed) {
				this.askingAgain = true;
				this.threads.execute(this::askAgain);
			}
		}
		catch (RejectedExecutionException ex) {
			this.askingAgain = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/*
	 * Until all are gone: perhaps nobody ever waits for their places, and what is in them
	 * runs on.
	 */
	private void askAgain() {
		long pause = FIRST_RETRY.toNanos();
		while (awaitUnfinished(pause)) {
			retry();
			pause = Math.min(2 * pause, LAST_RETRY.toNanos());
		}
	}

	/* Returns whether there are some to ask for, after a while. */
	private boolean awaitUnfinished(long pause) {
		boolean some = false;
		this.lock.lock();
		try {
			long left = pause;
			while (!this.closed && !this.unfinished.isEmpty() && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			some = !this.closed && !this.unfinished.isEmpty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.askingAgain = some;
			this.lock.unlock();
		}
		return some;
	}

	/* Asks once more, by another thread, whether those that were not gone are. */
	private void retry() {
		this.lock.lock();
		try {
			if (this.retrying || this.unfinished.isEmpty()) {
				return;
			}
			this.retrying = true;
			Set<Sandbox> asked = Set.copyOf(this.unfinished);
			this.threads.execute(() -> retry(asked));
		}
		catch (RejectedExecutionException ex) {
			this.retrying = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void retry(Set<Sandbox> asked) {
		try {
			asked.stream().filter(this::isGone).forEach(this::givePlaceBack);
		}
		finally {
			this.lock.lock();
			try {
				this.retrying = false;
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	private void givePlaceBack(Sandbox sandbox) {
		this.lock.lock();
		try {
			if (this.unfinished.remove(sandbox)) {
				leave();
			}
		}
		finally {
			this.lock.unlock();
		}
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

	/**
	 * Begins to make sandboxes ahead, where the profile wants any. Does not wait.
	 * @param language the language
	 */
	public void refill(String language) {
		if (minIdle() == 0) {
			return;
		}
		this.lock.lock();
		try {
			if (this.closed || !wantsMore(language) || !this.refilling.add(language)) {
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.threads.execute(() -> makeAhead(language));
		}
		catch (RejectedExecutionException ex) {
			stopped(language);
		}
	}

	private int minIdle() {
		return (this.settings.minIdle() != null) ? this.settings.minIdle() : 0;
	}

	private boolean isLow(String language) {
		this.lock.lock();
		try {
			Deque<GuestSandbox> queue = this.idle.get(language);
			return 2 * ((queue != null) ? queue.size() : 0) < minIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean wantsMore(String language) {
		Deque<GuestSandbox> queue = this.idle.get(language);
		return ((queue != null) ? queue.size() : 0) < minIdle();
	}

	private void makeAhead(String language) {
		long retry = FIRST_RETRY.toNanos();
		try {
			while (mayMakeAhead(language)) {
				GuestSandbox sandbox = null;
				try {
					sandbox = this.starter.start(language, this.profile.limits(), null, this.closing);
				}
				catch (RuntimeException ex) {
					logger.warn("No sandbox for {} could be made ahead for profile '{}'; next try in {} s", language,
							this.profile.name(), TimeUnit.NANOSECONDS.toSeconds(retry), ex);
				}
				finally {
					if (sandbox == null) {
						leave();
					}
				}
				if (sandbox != null) {
					retry = FIRST_RETRY.toNanos();
					keep(sandbox);
				}
				else if (!sleep(retry)) {
					return;
				}
				else {
					retry = Math.min(2 * retry, LAST_RETRY.toNanos());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			stopped(language);
		}
	}

	/*
	 * Waits for room as executions do, but behind them: whoever waits for a sandbox comes
	 * first.
	 */
	private boolean mayMakeAhead(String language) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (!this.closed && wantsMore(language)) {
				if (this.live < this.settings.maxTotal() && this.pending == 0) {
					this.live++;
					return true;
				}
				this.changed.await();
			}
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/* Returns false when the pool was closed meanwhile. */
	private boolean sleep(long nanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long left = nanos;
			while (!this.closed && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return !this.closed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void stopped(String language) {
		this.lock.lock();
		try {
			this.refilling.remove(language);
		}
		finally {
			this.lock.unlock();
		}
		// Taken between the last look and now
		refill(language);
	}

	/**
	 * Counts the sandboxes that are ready.
	 * @return the count
	 */
	public int idle() {
		this.lock.lock();
		try {
			return this.idle.values().stream().mapToInt(Deque::size).sum();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Counts all others: those in use, being made, or being closed.
	 * @return the count
	 */
	public int active() {
		this.lock.lock();
		try {
			return this.live - idle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Counts the executions that wait.
	 * @return the count
	 */
	public int pending() {
		this.lock.lock();
		try {
			return this.pending;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes the sandboxes that are ready, and waits a while until none is left. Those in
	 * use are closed by whoever uses them.
	 */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.closing.cancel();
		GuestSandbox sandbox = takeLast();
		while (sandbox != null) {
			release(sandbox);
			sandbox = takeLast();
		}
		retry();
		this.threads.shutdown();
		try {
			if (!awaitNone()) {
				logger.warn("Sandboxes of profile '{}' are still being closed", this.profile.name());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean awaitNone() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long left = CLOSE_WAIT.toNanos();
			while (this.live > 0 && left > 0) {
				left = this.changed.awaitNanos(left);
			}
			return this.live == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable GuestSandbox takeLast() {
		this.lock.lock();
		try {
			return anyIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

}
