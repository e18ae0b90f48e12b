package io.toolruntime.javascript;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Hears what comes of calls and what becomes of workers, for metrics. Called on threads
 * that have other things to do: what takes long holds up calls.
 */
public interface JavaScriptToolsObserver {

	/** Nobody observes. */
	JavaScriptToolsObserver NOBODY = new JavaScriptToolsObserver() {
	};

	/**
	 * A call has ended.
	 * @param call the call; of one that failed as {@link JavaScriptFailure#NOT_FOUND} or
	 * {@link JavaScriptFailure#INVALID} the tool's name may be anything
	 * @param result what came of it
	 */
	default void called(JavaScriptCall call, JavaScriptResult result) {
	}

	/**
	 * A worker is ready.
	 * @param source the source whose tools it has
	 * @param runtime what it runs on
	 * @param took how long it took from nothing
	 */
	default void workerStarted(String source, JavaScriptRuntime runtime, Duration took) {
	}

	/**
	 * A worker that had been ready has ended.
	 * @param source the source whose tools it had
	 * @param runtime what it ran on
	 * @param exitCode its exit code, 128 and the signal's number if a signal ended it;
	 * {@code null} if it was ended by us, after a fault or since it was not needed any
	 * more
	 */
	default void workerEnded(String source, JavaScriptRuntime runtime, @Nullable Integer exitCode) {
	}

}
