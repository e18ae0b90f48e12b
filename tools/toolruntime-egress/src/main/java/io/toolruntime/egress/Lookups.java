package io.toolruntime.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up without waiting for longer than a time. A resolver that hangs keeps its
 * thread, so there are only so many look-ups at once.
 */
final class Lookups {

	private final HostResolver resolver;

	private final Executor threads;

	private final Semaphore free;

	/**
	 * Creates it.
	 * @param resolver finds the addresses
	 * @param threads where it does
	 * @param most look-ups at once
	 */
	Lookups(HostResolver resolver, Executor threads, int most) {
		this.resolver = resolver;
		this.threads = threads;
		this.free = new Semaphore(most);
	}

	/**
	 * Finds the addresses of a name, once.
	 * @param target whose name it is
	 * @param most how long it may take
	 * @return the addresses, at least one
	 * @throws Refusal if there are none, or not in time
	 */
	List<InetAddress> find(Target target, Duration most) throws Refusal {
		Future<List<InetAddress>> answer = ask(target);
		try {
			List<InetAddress> addresses = answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
			if (addresses.isEmpty()) {
				throw Refusal.unreachable(target, "has no address");
			}
			return addresses;
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			throw Refusal.late(target, "was not looked up in time");
		}
		catch (ExecutionException ex) {
			throw Refusal.unreachable(target, (ex.getCause() instanceof UnknownHostException)
					? "cannot be found: there is no such name, or nobody to ask" : "cannot be looked up");
		}
		catch (InterruptedException ex) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw Refusal.unreachable(target, "was not looked up: this proxy is closing");
		}
	}

	private Future<List<InetAddress>> ask(Target target) throws Refusal {
		if (!this.free.tryAcquire()) {
			throw new Refusal(503, EgressVerdict.FULL, "Too many names are being looked up; try again later",
					"Too many names are being looked up");
		}
		boolean asked = false;
		FutureTask<List<InetAddress>> answer = new FutureTask<>(
				() -> List.copyOf(this.resolver.resolve(target.host().text())));
		try {
			/*
			 * Given back by who runs it, since a task that is cancelled early never runs
			 */
			this.threads.execute(() -> {
				try {
					answer.run();
				}
				finally {
					this.free.release();
				}
			});
			asked = true;
			return answer;
		}
		catch (RejectedExecutionException ex) {
			throw Refusal.unreachable(target, "was not looked up: this proxy is closing");
		}
		finally {
			if (!asked) {
				this.free.release();
			}
		}
	}

}
