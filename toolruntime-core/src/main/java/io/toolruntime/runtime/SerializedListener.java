package io.toolruntime.runtime;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ToolCallRecord;

/**
 * Tells several listeners of one execution, one call after the other, although output and
 * tool calls come from several threads. A listener that throws harms neither the
 * execution nor the other listeners.
 */
final class SerializedListener implements ExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(SerializedListener.class);

	private final List<ExecutionListener> listeners;

	private final Object lock = new Object();

	SerializedListener(List<ExecutionListener> listeners) {
		this.listeners = listeners;
	}

	@Override
	public void onStarted(ExecuteRequest request) {
		tell((listener) -> listener.onStarted(request));
	}

	@Override
	public void onStdout(String text) {
		tell((listener) -> listener.onStdout(text));
	}

	@Override
	public void onStderr(String text) {
		tell((listener) -> listener.onStderr(text));
	}

	@Override
	public void onToolCall(ToolCallRecord call) {
		tell((listener) -> listener.onToolCall(call));
	}

	@Override
	public void onResult(ExecuteResult result) {
		tell((listener) -> listener.onResult(result));
	}

	private void tell(Consumer<ExecutionListener> event) {
		synchronized (this.lock) {
			for (ExecutionListener listener : this.listeners) {
				try {
					event.accept(listener);
				}
				catch (RuntimeException ex) {
					logger.warn("An execution listener of {} failed", listener.getClass(), ex);
				}
			}
		}
	}

}
