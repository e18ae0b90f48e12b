package io.toolruntime.egress;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Does something when too much time has passed. Its one thread is started when there is
 * something to wait for and ends some seconds after there is nothing any more; what it
 * does must not block.
 */
final class Watch implements AutoCloseable {

	private static final int KEEP_SECONDS = 5;

	private final ScheduledThreadPoolExecutor clock;

	/**
	 * Creates it.
	 * @param threads makes its thread
	 */
	Watch(ThreadFactory threads) {
		this.clock = new ScheduledThreadPoolExecutor(1, threads);
		this.clock.setRemoveOnCancelPolicy(true);
		this.clock.setKeepAliveTime(KEEP_SECONDS, TimeUnit.SECONDS);
		this.clock.allowCoreThreadTimeOut(true);
	}

	/**
	 * Does something after a time.
	 * @param time the time
	 * @param action what to do; done at once if the watch is closed
	 * @return is to be closed when it need not be done any more
	 */
	Alarm after(Duration time, Runnable action) {
		return new Alarm(action, time.toNanos());
	}

	/**
	 * Does something once nothing has moved for a time.
	 * @param traffic what moves
	 * @param time the time
	 * @param action what to do; done at once if the watch is closed
	 * @return is to be closed when it need not be done any more
	 */
	Alarm whenIdle(Traffic traffic, Duration time, Runnable action) {
		return new Alarm(action, time.toNanos()) {

			@Override
			long missing() {
				return time.toNanos() - traffic.idleNanos();
			}

		};
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	/** Something that is done unless it is closed before. */
	class Alarm implements AutoCloseable {

		private final Runnable action;

		private @Nullable Future<?> next;

		private boolean closed;

		Alarm(Runnable action, long nanos) {
			this.action = action;
			schedule(nanos);
		}

		/**
		 * Returns how long it is too early.
		 * @return nanoseconds
		 */
		long missing() {
			return 0;
		}

		private synchronized void schedule(long nanos) {
			if (this.closed) {
				return;
			}
			try {
				this.next = Watch.this.clock.schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				this.action.run();
			}
		}

		private void ring() {
			long missing = missing();
			if (missing > 0) {
				schedule(missing);
			}
			else {
				this.action.run();
			}
		}

		@Override
		public synchronized void close() {
			this.closed = true;
			if (this.next != null) {
				this.next.cancel(false);
			}
		}

	}

}
