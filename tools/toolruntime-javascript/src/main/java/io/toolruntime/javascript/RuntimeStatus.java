package io.toolruntime.javascript;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Whether a runtime can be used on this machine.
 *
 * @param runtime the runtime
 * @param executable where it is, or {@code null} if it was not found
 * @param version its version, or {@code null} if it does not say one
 * @param problem why it cannot be used and what to do, or {@code null} if it can
 */
public record RuntimeStatus(JavaScriptRuntime runtime, @Nullable Path executable, @Nullable String version,
		@Nullable String problem) {

	/**
	 * Tells whether tools can run on it.
	 * @return whether it is there and new enough
	 */
	public boolean isAvailable() {
		return this.problem == null;
	}

}
