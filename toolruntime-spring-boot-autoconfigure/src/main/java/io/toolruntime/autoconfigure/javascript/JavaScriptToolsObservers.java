package io.toolruntime.autoconfigure.javascript;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.javascript.JavaScriptCall;
import io.toolruntime.javascript.JavaScriptResult;
import io.toolruntime.javascript.JavaScriptRuntime;
import io.toolruntime.javascript.JavaScriptToolsObserver;

/**
 * Several observers as one.
 *
 * @param all the observers
 */
record JavaScriptToolsObservers(List<JavaScriptToolsObserver> all) implements JavaScriptToolsObserver {

	@Override
	public void called(JavaScriptCall call, JavaScriptResult result) {
		this.all.forEach((observer) -> observer.called(call, result));
	}

	@Override
	public void workerStarted(String source, JavaScriptRuntime runtime, Duration took) {
		this.all.forEach((observer) -> observer.workerStarted(source, runtime, took));
	}

	@Override
	public void workerEnded(String source, JavaScriptRuntime runtime, @Nullable Integer exitCode) {
		this.all.forEach((observer) -> observer.workerEnded(source, runtime, exitCode));
	}

}
