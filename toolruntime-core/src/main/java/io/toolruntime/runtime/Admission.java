package io.toolruntime.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.profile.SecurityProfile;

/**
 * Lets so many executions of a profile run at once and a bounded number wait, first come
 * first served.
 */
final class Admission {

	/** When a full profile may have room again: about the time of a short execution. */
	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private final SecurityProfile profile;

	private final String backend;

	private final Deque<Ticket> waiting = new ArrayDeque<>();

	private int available;

	Admission(SecurityProfile profile, String backend) {
		this.profile = profile;
		this.backend = backend;
		this.available = (profile.maxConcurrent() == 0) ? Integer.MAX_VALUE : profile.maxConcurrent();
	}

	/**
	 * Takes a permit or a place in the queue, at once.
	 * @return the ticket, to be closed
	 * @throws RuntimeUnavailableException if the queue is full
	 */
	synchronized Ticket enter() {
		Ticket ticket = new Ticket();
		if (this.available > 0) {
			this.available--;
			ticket.permit.complete(null);
		}
		else if (this.waiting.size() < this.profile.maxQueued()) {
			this.waiting.addLast(ticket);
		}
		else {
			throw unavailable("is full: " + this.profile.maxConcurrent() + " executions run and "
					+ this.profile.maxQueued() + " wait. Try again later, or raise max-concurrent or max-queued");
		}
		return ticket;
	}

	private synchronized void leave(Ticket ticket) {
		if (!this.waiting.remove(ticket) && !ticket.left) {
			passOn();
		}
		ticket.left = true;
	}

	/*
	 * A waiting ticket may have been cancelled in the meantime: then it cannot take the
	 * permit.
	 */
	private void passOn() {
		Ticket next;
		while ((next = this.waiting.pollFirst()) != null) {
			if (next.permit.complete(null)) {
				return;
			}
			next.left = true;
		}
		this.available++;
	}

	private RuntimeUnavailableException unavailable(String what) {
		return new RuntimeUnavailableException("Profile '" + this.profile.name() + "' " + what + " of the profile",
				this.backend, RETRY_AFTER);
	}

	/** A permit to run, or a place in the queue for one. */
	final class Ticket implements AutoCloseable {

		private final CompletableFuture<@Nullable Void> permit = new CompletableFuture<>();

		private boolean left;

		/**
		 * Waits for the permit.
		 * @return whether it was given; {@code false} if the ticket was cancelled
		 * @throws RuntimeUnavailableException if it did not come within the profile's
		 * start timeout
		 * @throws InterruptedException if the waiting thread was interrupted
		 */
		boolean await() throws InterruptedException {
			Duration timeout = Admission.this.profile.startTimeout();
			try {
				this.permit.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
				return true;
			}
			catch (CancellationException ex) {
				return false;
			}
			catch (TimeoutException ex) {
				throw unavailable("is busy: no turn came within " + timeout.toMillis()
						+ " ms. Try again later, or raise max-concurrent or start-timeout");
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/** Gives the place up, if the permit has not come yet. */
		void cancel() {
			this.permit.cancel(false);
		}

		@Override
		public void close() {
			leave(this);
		}

	}

}
