package io.toolruntime.builtin;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolCallContext;

/** Until when somebody waits for a call. */
final class CallTime {

	private final long end;

	private final Duration most;

	private final ToolCallContext context;

	private volatile boolean stopped;

	private CallTime(Duration most, ToolCallContext context) {
		this.most = most;
		this.end = System.nanoTime() + most.toNanos();
		this.context = context;
	}

	/**
	 * Begins now.
	 * @param timeout how long the tool may take
	 * @param context who waits, and perhaps less long
	 * @return the time
	 */
	static CallTime of(Duration timeout, ToolCallContext context) {
		Duration waited = context.remaining();
		return new CallTime((waited != null && waited.compareTo(timeout) < 0) ? waited : timeout, context);
	}

	/**
	 * Returns what a request may take that wants less than is configured.
	 * @param configured what is configured
	 * @param millis what is wanted, or {@code null}
	 * @return the smaller
	 */
	static Duration lowered(Duration configured, @Nullable Object millis) {
		if (!(millis instanceof Number number)) {
			return configured;
		}
		long wanted = number.longValue();
		return (wanted < configured.toMillis()) ? Duration.ofMillis(wanted) : configured;
	}

	Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.end - System.nanoTime()));
	}

	/** Nobody waits any more. */
	void stop() {
		this.stopped = true;
	}

	boolean isOver() {
		return this.stopped || this.context.cancellation().isCancelled() || this.end - System.nanoTime() <= 0;
	}

	/**
	 * Goes on only if somebody waits.
	 * @throws Failure if nobody does
	 */
	void check() throws Failure {
		if (isOver()) {
			throw late();
		}
	}

	Failure late() {
		return Failure.late("the call did not end within " + this.most.toMillis() + " ms",
				"Ask for less: a smaller folder, a narrower pattern");
	}

}
