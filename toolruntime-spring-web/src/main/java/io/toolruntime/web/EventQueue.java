package io.toolruntime.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.JsonView;
import io.toolruntime.ToolCallRecord;

/**
 * Events between an execution and one reader. The execution's side never waits: output
 * that nobody has read yet grows into fewer, larger events, and beyond a bound the queue
 * gives up, so that a slow reader costs the runtime neither threads nor memory.
 */
final class EventQueue implements ExecutionListener {

	/** Characters that may wait to be read. */
	static final int MAX_WAITING = 4 << 20;

	/* Larger pieces of output are not joined to those that wait */
	private static final int MAX_JOINED = 64 << 10;

	/* What an event costs beside its text, so that many small ones count too */
	private static final int EVENT_COST = 64;

	private final JsonAnswers json;

	private final int maxWaiting;

	private final Runnable onOverflow;

	private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

	private long waitingSize;

	private boolean started;

	private boolean overflowed;

	private @Nullable End end;

	/**
	 * Creates a queue.
	 * @param json writes the events
	 * @param maxWaiting how many characters may wait
	 * @param onOverflow run once, on a thread of the runtime, when more wait
	 */
	EventQueue(JsonAnswers json, int maxWaiting, Runnable onOverflow) {
		this.json = json;
		this.maxWaiting = maxWaiting;
		this.onOverflow = onOverflow;
	}

	@Override
	public synchronized void onStarted(ExecuteRequest request) {
		this.started = true;
		notifyAll();
	}

	@Override
	public void onStdout(String text) {
		add("stdout", text, true);
	}

	@Override
	public void onStderr(String text) {
		add("stderr", text, true);
	}

	@Override
	public void onToolCall(ToolCallRecord call) {
		add("tool_call", this.json.line(JsonView.of(call)), false);
	}

	@Override
	public void onResult(ExecuteResult result) {
		end(result, null);
	}

	/**
	 * Ends the queue; only the first end counts.
	 * @param result the result, or {@code null}
	 * @param failure why there is none, or {@code null}
	 */
	synchronized void end(@Nullable ExecuteResult result, @Nullable Throwable failure) {
		if (this.end == null) {
			Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
			this.end = new End(result, (cause != null) ? cause : failure);
			notifyAll();
		}
	}

	private void add(String name, String content, boolean isText) {
		synchronized (this) {
			if (this.overflowed || this.end != null) {
				return;
			}
			Waiting last = this.waiting.peekLast();
			if (isText && last != null && last.joins(name)) {
				last.content().append(content);
			}
			else {
				this.waiting.add(new Waiting(name, new StringBuilder(content), isText));
				this.waitingSize += EVENT_COST;
			}
			this.waitingSize += content.length();
			notifyAll();
			if (this.waitingSize <= this.maxWaiting) {
				return;
			}
			this.overflowed = true;
			this.waiting.clear();
		}
		this.onOverflow.run();
	}

	/**
	 * Waits until the execution was admitted, or ended without.
	 * @return how it ended if it was never admitted, else {@code null}
	 * @throws InterruptedException if the thread is interrupted
	 */
	synchronized @Nullable End awaitStart() throws InterruptedException {
		while (!this.started && this.end == null) {
			wait();
		}
		return this.started ? null : this.end;
	}

	/**
	 * Takes the next event, waiting for one.
	 * @param timeout how long to wait
	 * @return the event, or {@code null} if none came in time or none will come
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Nullable Event take(Duration timeout) throws InterruptedException {
		Waiting next = takeWaiting(timeout);
		if (next == null) {
			return null;
		}
		String content = next.content().toString();
		return new Event(next.name(), next.isText() ? this.json.line(Map.of("text", content)) : content);
	}

	private synchronized @Nullable Waiting takeWaiting(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (this.waiting.isEmpty() && !isOver()) {
			long left = (deadline - System.nanoTime()) / 1_000_000;
			if (left <= 0) {
				return null;
			}
			wait(left);
		}
		Waiting next = this.waiting.poll();
		if (next != null) {
			this.waitingSize -= next.content().length() + EVENT_COST;
		}
		return next;
	}

	/**
	 * Tells whether nothing is there to be read at the moment.
	 * @return whether a reader would wait
	 */
	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Tells whether no event will come any more.
	 * @return whether all were taken, or the reader was too slow
	 */
	synchronized boolean isOver() {
		return this.overflowed || (this.end != null && this.waiting.isEmpty());
	}

	/**
	 * Tells how it ended.
	 * @return the end, or {@code null} if it has not ended or the reader was too slow
	 */
	synchronized @Nullable End end() {
		return this.overflowed ? null : this.end;
	}

	/**
	 * An event as it goes out.
	 *
	 * @param name its name
	 * @param data JSON on one line
	 */
	record Event(String name, String data) {
	}

	/**
	 * The end of an execution.
	 *
	 * @param result its result, or {@code null}
	 * @param failure why there is none, or {@code null}
	 */
	record End(@Nullable ExecuteResult result, @Nullable Throwable failure) {
	}

	private record Waiting(String name, StringBuilder content, boolean isText) {

		boolean joins(String name) {
			return this.isText && this.name.equals(name) && this.content.length() < MAX_JOINED;
		}

	}

}
