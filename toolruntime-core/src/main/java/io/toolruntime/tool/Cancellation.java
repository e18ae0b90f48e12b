package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.LoggerFactory;

/**
 * Tells those who work for an execution or a tool call that nobody waits for them any
 * more. Happens once and stays.
 */
public final class Cancellation {

	private final Object lock = new Object();

	private final List<Runnable> actions = new ArrayList<>();

	private volatile boolean cancelled;

	/**
	 * Tells whether nobody waits any more.
	 * @return whether it has happened
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Cancels: runs the actions, once, on this thread. Does nothing the second time.
	 */
	public void cancel() {
		List<Runnable> pending;
		synchronized (this.lock) {
			if (this.cancelled) {
				return;
			}
			this.cancelled = true;
			pending = List.copyOf(this.actions);
			this.actions.clear();
		}
		pending.forEach(Cancellation::run);
	}

	/*
	 * One action that fails must not keep the others from being told.
	 */
	private static void run(Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			// Only now: to set up a log takes a process that is just a tool's longer than
			// its call
			LoggerFactory.getLogger(Cancellation.class).warn("An action on cancellation failed", ex);
		}
	}

	/**
	 * Registers what to do on cancellation; runs it at once if that has already happened.
	 * @param action short, does not block or throw
	 * @return takes the action back when closed
	 */
	public Registration onCancel(Runnable action) {
		synchronized (this.lock) {
			if (!this.cancelled) {
				this.actions.add(action);
				return () -> {
					synchronized (this.lock) {
						this.actions.remove(action);
					}
				};
			}
		}
		run(action);
		return () -> {
		};
	}

	/** An action that can be taken back. */
	@FunctionalInterface
	public interface Registration extends AutoCloseable {

		@Override
		void close();

	}

}
