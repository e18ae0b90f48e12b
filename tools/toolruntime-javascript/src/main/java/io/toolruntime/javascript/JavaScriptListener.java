package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/**
 * Hears what a tool says while it runs, in order. Called on a thread that reads for the
 * worker: what takes long holds up the call.
 */
public interface JavaScriptListener {

	/** Nobody listens. */
	JavaScriptListener NOBODY = new JavaScriptListener() {
	};

	/**
	 * A line of the tool's log.
	 * @param level {@code debug}, {@code info}, {@code warn} or {@code error}
	 * @param message the line, which is not to be trusted
	 */
	default void log(String level, String message) {
	}

	/**
	 * How far the tool is.
	 * @param value as far as it is
	 * @param total as far as it will go, or {@code null} if it does not say
	 * @param message words for it, or {@code null}
	 */
	default void progress(double value, @Nullable Double total, @Nullable String message) {
	}

}
