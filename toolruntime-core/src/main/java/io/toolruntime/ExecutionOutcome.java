package io.toolruntime;

import java.util.Locale;

/**
 * How an execution ended. Every execution ends in exactly one; what the host saw comes
 * before what the guest says.
 */
public enum ExecutionOutcome {

	/** The code ended by itself. */
	OK,

	/** It threw, or it did not parse, transform or type-check. */
	CODE_ERROR,

	/** It ran longer than its wall clock. */
	TIMEOUT,

	/** It ran out of memory. */
	MEMORY_LIMIT,

	/** It ended abnormally with as many processes as it may have. */
	PROCESS_LIMIT,

	/** It ended on a full workspace. */
	DISK_LIMIT,

	/** It gave ten times the output it may. */
	OUTPUT_LIMIT,

	/** It called more tools than it may. */
	TOOL_CALL_LIMIT,

	/** It asked for a longer chain than it may. */
	CHAIN_STEP_LIMIT,

	/** The guest died or broke the protocol. */
	CRASHED,

	/** The caller cancelled. */
	CANCELLED;

	/**
	 * Returns the name in JSON.
	 * @return the name in lower case, such as {@code code_error}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
