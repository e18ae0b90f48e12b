package io.toolruntime.tool;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.toolruntime.caller.Caller;

/**
 * What a tool may know of the call: who asked, for which execution, until when.
 *
 * @param caller who asked
 * @param executionId the execution whose code calls, or {@code null} for a call outside
 * any
 * @param profile the security profile, or {@code null} for a call outside any
 * @param deadline when the answer will no longer be waited for, or {@code null} if there
 * is no end
 * @param cancellation tells the tool that nobody waits any more
 */
public record ToolCallContext(Caller caller, @Nullable String executionId, @Nullable String profile,
		@Nullable Instant deadline, Cancellation cancellation) {

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
		return new ToolCallContext(this.caller, this.executionId, this.profile, deadline, this.cancellation);
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
