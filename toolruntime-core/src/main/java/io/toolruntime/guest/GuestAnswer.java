package io.toolruntime.guest;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.ExecutionError;

/** Reads the guest's answer to {@code execute}. All of it is bounded, none of it true. */
final class GuestAnswer {

	private static final int MAX_NAME = 256;

	private static final int MAX_TEXT = 16 << 10;

	private static final int MAX_EXIT_CODE = 255;

	private GuestAnswer() {
	}

	static GuestEnd read(GuestMessage message, List<Artifact> artifacts) {
		if (message.body().get("result") instanceof Map<?, ?> result) {
			return new GuestEnd.Completed(result.get("value"), exitCode(result), artifacts);
		}
		Map<?, ?> error = (Map<?, ?>) message.body().get("error");
		if (error == null || !(error.get("message") instanceof String text)
				|| !(error.get("data") instanceof Map<?, ?> data)) {
			throw new GuestProtocolException("an error has no message, or no data");
		}
		String name = string(data, "name", MAX_NAME);
		Integer line = place(data, "line");
		return new GuestEnd.Failed(
				new ExecutionError((name != null && !name.isEmpty()) ? name : "Error", bounded(text, MAX_TEXT),
						string(data, "stack", MAX_TEXT), line, (line != null) ? place(data, "column") : null),
				string(data, "toolCode", MAX_NAME), exitCode(data), artifacts);
	}

	private static int exitCode(Map<?, ?> fields) {
		if (fields.get("exitCode") instanceof Integer code && code >= 0 && code <= MAX_EXIT_CODE) {
			return code;
		}
		throw new GuestProtocolException("an exit code is missing, or is none");
	}

	private static @Nullable String string(Map<?, ?> fields, String name, int max) {
		Object value = fields.get(name);
		if (value == null) {
			return null;
		}
		if (value instanceof String text) {
			return bounded(text, max);
		}
		throw new GuestProtocolException("the " + name + " of an error is no string");
	}

	private static @Nullable Integer place(Map<?, ?> fields, String name) {
		Object value = fields.get(name);
		if (value == null) {
			return null;
		}
		if (value instanceof Integer place && place > 0) {
			return place;
		}
		throw new GuestProtocolException("the " + name + " of an error is none");
	}

	private static String bounded(String text, int max) {
		return (text.length() <= max) ? text : text.substring(0, max) + "…";
	}

}
