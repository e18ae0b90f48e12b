package io.toolruntime.guest;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.ExecutionError;

/** How the conversation with a guest ended. Values and errors are the guest's claims. */
public sealed interface GuestEnd {

	/**
	 * The code ended by itself.
	 *
	 * @param value its value: maps, lists and scalars
	 * @param exitCode the exit code that it chose
	 * @param artifacts files that it left
	 */
	record Completed(@Nullable Object value, int exitCode, List<Artifact> artifacts) implements GuestEnd {
	}

	/**
	 * The code failed.
	 *
	 * @param error what it threw
	 * @param toolCode the code of the {@code ToolError} that it threw, or {@code null}
	 * @param exitCode the exit code that it chose
	 * @param artifacts files that it left
	 */
	record Failed(ExecutionError error, @Nullable String toolCode, int exitCode,
			List<Artifact> artifacts) implements GuestEnd {
	}

	/** The guest's output ended before it gave a result: it is dead, or as good as. */
	record Gone() implements GuestEnd {
	}

	/**
	 * The guest broke the protocol.
	 *
	 * @param how what it did
	 */
	record Broken(String how) implements GuestEnd {
	}

}
