package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/** A worker did not start, or could not load its tools. */
final class WorkerStartException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable WorkerEnd end;

	private final boolean another;

	private final boolean unavailable;

	private WorkerStartException(String message, @Nullable Throwable cause, @Nullable WorkerEnd end, boolean another,
			boolean unavailable) {
		super(message, cause);
		this.end = end;
		this.another = another;
		this.unavailable = unavailable;
	}

	/** The process did not start: the next may. */
	static WorkerStartException didNotStart(String message, @Nullable Throwable cause, @Nullable WorkerEnd end) {
		return new WorkerStartException(message, cause, end, true, false);
	}

	/** It started, and what it should load cannot be loaded: nor will it be next time. */
	static WorkerStartException cannotLoad(String message) {
		return new WorkerStartException(message, null, null, false, false);
	}

	/** This machine cannot run it. */
	static WorkerStartException unavailable(String message) {
		return new WorkerStartException(message, null, null, false, true);
	}

	@Nullable WorkerEnd end() {
		return this.end;
	}

	/** Whether another try may help. */
	boolean isWorthAnotherTry() {
		return this.another;
	}

	boolean isUnavailable() {
		return this.unavailable;
	}

}
