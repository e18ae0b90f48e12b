package io.toolruntime.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.toolruntime.DuplicateExecutionException;
import io.toolruntime.tool.Cancellation;

/** The executions that wait or run, by id. */
final class RunningExecutions {

	private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

	private final Object ended = new Object();

	/**
	 * Adds an execution.
	 * @param id its id
	 * @param registered its profile and backend
	 * @param cancellation cancels it
	 * @return takes it away again when closed
	 * @throws DuplicateExecutionException if one of that id is there
	 */
	Registration add(String id, RegisteredBackend registered, Cancellation cancellation) {
		if (this.entries.putIfAbsent(id, new Entry(registered, cancellation)) != null) {
			throw new DuplicateExecutionException(id);
		}
		return () -> remove(id);
	}

	private void remove(String id) {
		this.entries.remove(id);
		synchronized (this.ended) {
			this.ended.notifyAll();
		}
	}

	/**
	 * Waits for executions to end, and cancels those that take too long.
	 * @param which the executions, by profile and backend: not by name, which may be
	 * another profile's by now
	 * @param timeout how long to wait before cancelling, and again after it
	 */
	void drain(Predicate<RegisteredBackend> which, Duration timeout) {
		if (!awaitNone(which, timeout)) {
			list(which).forEach((entry) -> entry.cancellation().cancel());
			awaitNone(which, timeout);
		}
	}

	private boolean awaitNone(Predicate<RegisteredBackend> which, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean interrupted = false;
		try {
			synchronized (this.ended) {
				while (!list(which).isEmpty()) {
					long left = (deadline - System.nanoTime()) / 1_000_000;
					if (left <= 0 || interrupted) {
						return false;
					}
					try {
						this.ended.wait(left);
					}
					catch (InterruptedException ex) {
						// Whoever closes in a hurry wants it done, not half done
						interrupted = true;
					}
				}
				return true;
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private List<Entry> list(Predicate<RegisteredBackend> which) {
		return this.entries.values().stream().filter((entry) -> which.test(entry.registered())).toList();
	}

	/** The place of an execution. Closed once, since its id may be another's by then. */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		@Override
		void close();

	}

	private record Entry(RegisteredBackend registered, Cancellation cancellation) {
	}

}
