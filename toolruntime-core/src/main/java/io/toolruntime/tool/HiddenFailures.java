package io.toolruntime.tool;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures whose message was not meant for the model: it may hold secrets, paths or
 * instructions. The log gets them under an id, and the code in the sandbox gets the id.
 */
public final class HiddenFailures {

	private static final Logger logger = LoggerFactory.getLogger(HiddenFailures.class);

	private static final int MAX_CAUSES = 5;

	private static final int MAX_FRAMES = 20;

	private static final int MAX_MESSAGE = 500;

	/**
	 * Logs a failure, once and bounded, and returns what may be told of it.
	 * @param toolId the tool
	 * @param code why the call failed
	 * @param failure what happened; kept as the cause
	 * @return a failure whose message names only the id in the log
	 */
	public ToolException hide(String toolId, ToolErrorCode code, Throwable failure) {
		String id = UUID.randomUUID().toString();
		if (logger.isWarnEnabled()) {
			logger.warn("Tool {} failed under {}: {}", PlainText.abbreviate(PlainText.clean(toolId), MAX_MESSAGE), id,
					describe(failure));
		}
		return new ToolException(toolId, code, "The tool failed; the log has the details under " + id, failure);
	}

	/*
	 * Not the logger's own rendering of an exception: a message from outside can be of
	 * any length and can forge lines of the log.
	 */
	private static String describe(Throwable failure) {
		StringBuilder text = new StringBuilder();
		Throwable current = failure;
		for (int i = 0; i < MAX_CAUSES && current != null; i++) {
			text.append((i > 0) ? "\nCaused by: " : "").append(current.getClass().getName());
			if (current.getMessage() != null) {
				text.append(": ").append(oneLine(current.getMessage()));
			}
			StackTraceElement[] frames = current.getStackTrace();
			for (int frame = 0; frame < Math.min(MAX_FRAMES, frames.length); frame++) {
				text.append("\n\tat ").append(frames[frame]);
			}
			current = current.getCause();
		}
		return text.toString();
	}

	private static String oneLine(String message) {
		return PlainText.abbreviate(PlainText.clean(message).replace('\n', ' '), MAX_MESSAGE);
	}

}
