package io.toolruntime.backend;

import io.toolruntime.ExecutionOutcome;

/** What people are told of a limit that ended their code. */
final class LimitMessages {

	private LimitMessages() {
	}

	static String of(ExecutionOutcome limit) {
		return switch (limit) {
			case MEMORY_LIMIT -> "The code used more memory than it may; hold less at once, or page through the data";
			case PROCESS_LIMIT -> "The code started more processes or threads than it may";
			case DISK_LIMIT -> "The code filled the disk space that it may use; write less, or return a value";
			default -> "The code reached its " + limit.value();
		};
	}

}
