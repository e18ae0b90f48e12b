package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolRuntimeException;

/**
 * The terminal event of an execution.
 *
 * @param outcome how it ended
 * @param value the guest's value, or {@code null}
 * @param error why it ended other than well, or {@code null}
 * @param failure what kept it from running, or {@code null}; then there is no result
 * @param at when, as {@link System#nanoTime()} tells it
 */
record Ending(ExecutionOutcome outcome, @Nullable Object value, @Nullable ExecutionError error,
		@Nullable ToolRuntimeException failure, long at) {

	static Ending of(ExecutionOutcome outcome, @Nullable Object value, @Nullable ExecutionError error) {
		return new Ending(outcome, value, error, null, System.nanoTime());
	}

	static Ending limit(ExecutionOutcome outcome, String message) {
		return of(outcome, null, ExecutionError.of("LimitExceeded", message));
	}

	static Ending failed(ToolRuntimeException failure) {
		return new Ending(ExecutionOutcome.CRASHED, null, null, failure, System.nanoTime());
	}

}
