package io.toolruntime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners of the events of one execution: in order, one after the other, although
 * output and tool calls come from several threads. Whoever reports an event
 * {@linkplain #add adds} it under its own lock, which gives the order, and
 * {@linkplain #tell tells} without any: a listener that blocks holds up only the thread
 * that tells it, and one that calls back waits for nobody. A listener that throws harms
 * neither the execution nor the other listeners.
 */
public final class ExecutionEvents implements ExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(ExecutionEvents.class);

	/*
	 * Who has the result may expect that listeners have heard of it. A listener that
	 * blocks must not keep the result from its caller for longer than this.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	private final List<ExecutionListener> listeners;

	private final Duration patience;

	private final Object lock = new Object();

	private final Queue<Consumer<ExecutionListener>> waiting = new ArrayDeque<>();

	private boolean telling;

	private boolean ended;

	/**
	 * Creates the events of an execution.
	 * @param listeners hear of them
	 */
	public ExecutionEvents(List<ExecutionListener> listeners) {
		this(listeners, PATIENCE);
	}

	ExecutionEvents(List<ExecutionListener> listeners, Duration patience) {
		this.patience = patience;
		this.listeners = listeners.stream().filter((listener) -> listener != NONE).toList();
	}

	/**
	 * Returns the events that a listener hears of.
	 * @param listener the listener, or an execution's events
	 * @return the same if they are an execution's events, so that all who report to them
	 * share one order
	 */
	public static ExecutionEvents of(ExecutionListener listener) {
		return (listener instanceof ExecutionEvents events) ? events : new ExecutionEvents(List.of(listener));
	}

	/**
	 * Adds an event to those to be told. Takes no time: may be called under a lock, and
	 * whoever does calls {@link #tell} without it. Nothing comes after the result.
	 * @param event tells a listener
	 */
	public void add(Consumer<ExecutionListener> event) {
		if (this.listeners.isEmpty()) {
			return;
		}
		synchronized (this.lock) {
			if (!this.ended) {
				this.waiting.add(event);
			}
		}
	}

	/**
	 * Tells what is to be told. Must not be called under a lock. If another thread is
	 * telling, it tells these too, and this returns at once.
	 */
	public void tell() {
		synchronized (this.lock) {
			if (this.telling || this.waiting.isEmpty()) {
				return;
			}
			this.telling = true;
		}
		boolean done = false;
		try {
			Consumer<ExecutionListener> event = next();
			while (event != null) {
				tell(event);
				event = next();
			}
			done = true;
		}
		finally {
			if (!done) {
				// An error of the machine: whoever comes next goes on
				stopTelling();
			}
		}
	}

	private @Nullable Consumer<ExecutionListener> next() {
		synchronized (this.lock) {
			Consumer<ExecutionListener> event = this.waiting.poll();
			if (event == null) {
				// In the same lock, so that no event is left to nobody
				stopTelling();
			}
			return event;
		}
	}

	private void stopTelling() {
		synchronized (this.lock) {
			this.telling = false;
			this.lock.notifyAll();
		}
	}

	private void tell(Consumer<ExecutionListener> event) {
		for (ExecutionListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("An execution listener of {} failed", listener.getClass(), ex);
			}
		}
	}

	@Override
	public void onStarted(ExecuteRequest request) {
		add((listener) -> listener.onStarted(request));
		tell();
	}

	@Override
	public void onStdout(String text) {
		add((listener) -> listener.onStdout(text));
		tell();
	}

	@Override
	public void onStderr(String text) {
		add((listener) -> listener.onStderr(text));
		tell();
	}

	@Override
	public void onToolEvent(ToolCallEvent event) {
		add((listener) -> listener.onToolEvent(event));
		tell();
	}

	@Override
	public void onToolCall(ToolCallRecord call) {
		add((listener) -> listener.onToolCall(call));
		tell();
	}

	/**
	 * Ends the events. Returns when the listeners have heard of the result, or after a
	 * moment if one of them is still busy with what came before.
	 * @param result the result
	 */
	@Override
	public void onResult(ExecuteResult result) {
		synchronized (this.lock) {
			add((listener) -> listener.onResult(result));
			this.ended = true;
		}
		tell();
		awaitTold();
	}

	private void awaitTold() {
		long deadline = System.nanoTime() + this.patience.toNanos();
		synchronized (this.lock) {
			long left = this.patience.toNanos();
			while (this.telling && left > 0) {
				try {
					TimeUnit.NANOSECONDS.timedWait(this.lock, left);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
				left = deadline - System.nanoTime();
			}
		}
	}

}
