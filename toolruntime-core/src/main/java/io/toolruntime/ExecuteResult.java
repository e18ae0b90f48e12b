package io.toolruntime;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.LimitsEnforced;

/**
 * What an execution gave. Value, output and error are the guest's claims; outcome,
 * records, timings and limits are the host's own.
 *
 * @param id identifies the execution
 * @param outcome how it ended
 * @param value what the code returned: maps, lists, strings, numbers, booleans, or
 * {@code null}
 * @param error what went wrong, or {@code null}
 * @param stdout standard output, as far as it was kept
 * @param stderr standard error, as far as it was kept
 * @param truncated whether output beyond the limit was dropped
 * @param exitCode exit code of the guest's process, 0 where there is no process, or
 * {@code null} if it did not end by itself
 * @param timings where the time went
 * @param toolCalls the runs of tools, by sequence
 * @param backend what ran it
 * @param limitsEnforced which limits held
 * @param sources what the tools drew on
 * @param artifacts files that the execution or its tools left
 * @param metadata the request's own
 */
public record ExecuteResult(String id, ExecutionOutcome outcome, @Nullable Object value, @Nullable ExecutionError error,
		String stdout, String stderr, boolean truncated, @Nullable Integer exitCode, Timings timings,
		List<ToolCallRecord> toolCalls, BackendInfo backend, LimitsEnforced limitsEnforced, List<Source> sources,
		List<Artifact> artifacts, Map<String, Object> metadata) {

	/**
	 * Returns how long it took, in fractional milliseconds, from the admission permit to
	 * the terminal event.
	 * @return the duration
	 */
	public double durationMs() {
		return this.timings.durationMs();
	}

	/**
	 * Returns this with another error.
	 * @param error what went wrong, or {@code null}
	 * @return the new result
	 */
	public ExecuteResult withError(@Nullable ExecutionError error) {
		return new ExecuteResult(this.id, this.outcome, this.value, error, this.stdout, this.stderr, this.truncated,
				this.exitCode, this.timings, this.toolCalls, this.backend, this.limitsEnforced, this.sources,
				this.artifacts, this.metadata);
	}

	/**
	 * Returns this result if the code ended by itself, and throws otherwise.
	 * @return this
	 * @throws ToolRuntimeException the one that matches the outcome, with this result
	 */
	public ExecuteResult orThrow() {
		if (this.outcome == ExecutionOutcome.OK) {
			return this;
		}
		String backend = this.backend.kind();
		String message = (this.error != null) ? this.error.name() + ": " + this.error.message()
				: "The execution ended in " + this.outcome.value();
		throw switch (this.outcome) {
			case CODE_ERROR -> new CodeExecutionException(message, backend, this);
			case TIMEOUT -> new ExecutionTimeoutException(message, backend, this);
			case CANCELLED -> new ExecutionCancelledException(message, backend, this);
			case CRASHED -> new SandboxCrashedException(message, backend, this);
			default -> new ResourceLimitException(message, backend, this);
		};
	}

}
