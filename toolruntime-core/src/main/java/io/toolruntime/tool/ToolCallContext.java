package io.toolruntime.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;

/**
 * What a tool may know of the call: who asked, for which execution, until when; where it
 * puts what it makes besides its result; and which tools it can call itself. The same
 * wherever the tool runs.
 *
 * @param caller who asked
 * @param executionId the execution whose code calls, or {@code null} for a call outside
 * any
 * @param profile the security profile, or {@code null} for a call outside any
 * @param deadline when the answer will no longer be waited for, or {@code null} if there
 * is no end
 * @param cancellation tells the tool that nobody waits any more
 * @param limits to what the call lowers the limits of a tool that does not run in the
 * application; never raises them
 * @param values what the application declared to tell its tools, such as the id of a
 * trace; never from a call's arguments
 * @param output where files, logs, sources and progress go
 * @param tools runs other tools, on the account of the same execution
 */
public record ToolCallContext(Caller caller, @Nullable String executionId, @Nullable String profile,
		@Nullable Instant deadline, Cancellation cancellation, Limits limits, Map<String, String> values,
		ToolCallOutput output, ToolCaller tools) {

	public ToolCallContext {
		values = Map.copyOf(values);
	}

	/**
	 * Creates a context that keeps nothing but the result, and calls no other tools.
	 * @param caller who asked
	 * @param executionId the execution whose code calls, or {@code null}
	 * @param profile the security profile, or {@code null}
	 * @param deadline when the answer will no longer be waited for, or {@code null}
	 * @param cancellation tells the tool that nobody waits any more
	 */
	public ToolCallContext(Caller caller, @Nullable String executionId, @Nullable String profile,
			@Nullable Instant deadline, Cancellation cancellation) {
		this(caller, executionId, profile, deadline, cancellation, Limits.NONE, Map.of(), ToolCallOutput.NONE,
				ToolCaller.NONE);
	}

	/**
	 * A context of a call outside any execution, by nobody known, without end.
	 * @return the context
	 */
	public static ToolCallContext anonymous() {
		return new ToolCallContext(Caller.ANONYMOUS, null, null, null, new Cancellation());
	}

	/**
	 * Returns this with another end.
	 * @param deadline when the answer will no longer be waited for, or {@code null} if
	 * there is no end
	 * @return the new context
	 */
	public ToolCallContext withDeadline(@Nullable Instant deadline) {
		return new ToolCallContext(this.caller, this.executionId, this.profile, deadline, this.cancellation,
				this.limits, this.values, this.output, this.tools);
	}

	/**
	 * Returns this with limits that the call lowers those of its tools to.
	 * @param limits the limits; what is absent is not lowered
	 * @return the new context
	 */
	public ToolCallContext withLimits(Limits limits) {
		return new ToolCallContext(this.caller, this.executionId, this.profile, this.deadline, this.cancellation,
				limits, this.values, this.output, this.tools);
	}

	/**
	 * Returns this with what the application tells its tools.
	 * @param values texts by name
	 * @return the new context
	 */
	public ToolCallContext withValues(Map<String, String> values) {
		return new ToolCallContext(this.caller, this.executionId, this.profile, this.deadline, this.cancellation,
				this.limits, values, this.output, this.tools);
	}

	/**
	 * Returns this for one call: where its output goes, and what it can call.
	 * @param output where files, logs, sources and progress go
	 * @param tools runs other tools
	 * @return the new context
	 */
	public ToolCallContext withOutput(ToolCallOutput output, ToolCaller tools) {
		return new ToolCallContext(this.caller, this.executionId, this.profile, this.deadline, this.cancellation,
				this.limits, this.values, output, tools);
	}

	/**
	 * Returns the time that is left.
	 * @return the time until the deadline, not negative; {@code null} without one
	 */
	public @Nullable Duration remaining() {
		if (this.deadline == null) {
			return null;
		}
		Duration remaining = Duration.between(Instant.now(), this.deadline);
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

}
