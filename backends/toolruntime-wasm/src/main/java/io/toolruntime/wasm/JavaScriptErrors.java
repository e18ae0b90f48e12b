package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;

/**
 * Turns what JavaScript threw into errors in terms of the caller's source. The guest
 * describes what was thrown, so all of it is the guest's claim; places that the source
 * does not have are left out.
 */
final class JavaScriptErrors {

	private static final Pattern PLACE = Pattern
		.compile(Pattern.quote(QuickJsEngine.SOURCE_NAME) + ":(\\d{1,9})(?::(\\d{1,9}))?");

	private static final Pattern IMPORT = Pattern.compile("^Cannot import '(.*?)':");

	private static final String OUT_OF_MEMORY = "out of memory";

	private static final int MAX_DESCRIPTION = 256 << 10;

	private final QuickJsContext js;

	private final QuickJsLayout layout;

	private final String code;

	private final String[] lines;

	private final GuestJson json;

	private int offset;

	private boolean expression;

	JavaScriptErrors(QuickJsContext js, QuickJsLayout layout, String code, GuestJson json) {
		this.json = json;
		this.js = js;
		this.layout = layout;
		this.code = code;
		this.lines = code.split("\n", -1);
	}

	/**
	 * Tells where the caller's source begins on its first line, since what is compiled
	 * has something of ours before it.
	 * @param characters how many characters are before it
	 */
	void codeBeginsAfter(int characters) {
		this.offset = characters;
	}

	/**
	 * Tells that the code is one expression.
	 */
	void codeIsExpression() {
		this.expression = true;
	}

	/**
	 * Describes what was thrown.
	 * @param thrown what was thrown
	 * @return the result of code that threw it
	 */
	GuestResult describe(long thrown) {
		boolean refused = this.js.memory().isRefused();
		if (refused && (thrown == JsValue.NULL || thrown == JsValue.UNDEFINED)) {
			// Without memory for an error, the engine throws none
			return new GuestResult(null, ExecutionError.of("InternalError", OUT_OF_MEMORY), null, true);
		}
		long text = this.js.call(this.layout.describe(), thrown);
		String description = JsValue.isException(text) ? null : this.js.text(text, MAX_DESCRIPTION);
		if (description == null) {
			// There was no memory left to describe it, or its own getters threw
			return new GuestResult(null, ExecutionError.of("Error", "What was thrown could not be described"), null,
					refused);
		}
		Map<?, ?> fields = fields(description);
		String name = string(fields, "name", "Error");
		String message = string(fields, "message", "");
		boolean outOfMemory = refused && name.equals("InternalError") && message.equals(OUT_OF_MEMORY);
		List<String> frames = callersFrames(string(fields, "stack", ""));
		withoutConstructors(frames, List.of(string(fields, "classes", "").split("\n")));
		ExecutionError error = error(name, message, frames);
		if (Boolean.FALSE.equals(fields.get("error"))) {
			error = at(new SourcePlaces(this.code).ofThrow(message), error);
		}
		else if (frames.isEmpty()) {
			Matcher imported = IMPORT.matcher(message);
			error = imported.find() ? at(new SourcePlaces(this.code).ofString(imported.group(1)), error) : error;
		}
		Object code = fields.get("code");
		return new GuestResult(null, error, (code instanceof String value) ? value : null, outOfMemory);
	}

	/**
	 * Describes why the value of the code is none that can be returned.
	 * @param reason why
	 * @return the result of code that gave it
	 */
	GuestResult unreturnable(ExecutionError reason) {
		// The engine's own place is one of ours: that of writing it as JSON
		ExecutionError error = (reason.line() != null) ? reason
				: at(new SourcePlaces(this.code).ofValue(this.expression), reason);
		return GuestResult.failed(error);
	}

	/**
	 * Describes an {@code await} that has no end.
	 * @return the result of code that awaits
	 */
	GuestResult stuck() {
		return GuestResult.failed(at(new SourcePlaces(this.code).ofAwait(), ExecutionError.of("Error",
				"The code awaits a promise that nothing will settle: no tool call runs and no timer is set")));
	}

	private static ExecutionError at(SourcePlaces.@Nullable Place place, ExecutionError error) {
		return (place == null) ? error
				: new ExecutionError(error.name(), error.message(), error.stack(), place.line(), place.column());
	}

	private Map<?, ?> fields(String description) {
		try {
			return (this.json.read(description.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) ? map
					: Map.of();
		}
		catch (IllegalArgumentException ex) {
			return Map.of();
		}
	}

	private static String string(Map<?, ?> fields, String key, String otherwise) {
		return (fields.get(key) instanceof String text) ? text : otherwise;
	}

	private ExecutionError error(String name, String message, List<String> stack) {
		Integer line = null;
		Integer column = null;
		List<String> frames = new ArrayList<>();
		for (String frame : stack) {
			Matcher matcher = PLACE.matcher(frame);
			int frameLine = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
			if (frameLine < 1 || frameLine > this.lines.length + 1) {
				// Not the caller's source, or a place that it does not have
				frames.add(frame);
				continue;
			}
			int frameColumn = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : 1;
			frameColumn = Math.max(1, (frameLine == 1) ? frameColumn - this.offset : frameColumn);
			if (frameLine > this.lines.length) {
				// The end of our own wrapper: the source ended too early
				frameLine = this.lines.length;
				frameColumn = Integer.MAX_VALUE;
			}
			frameColumn = Math.min(frameColumn, this.lines[frameLine - 1].length() + 1);
			if (line == null) {
				line = frameLine;
				column = frameColumn;
			}
			frames.add(frame.substring(0, matcher.start()) + QuickJsEngine.SOURCE_NAME + ":" + frameLine + ":"
					+ frameColumn + frame.substring(matcher.end()));
		}
		String shown = frames.isEmpty() ? null : name + ": " + message + "\n" + String.join("\n", frames);
		return new ExecutionError(name, endsEarly(name, line, column) ? "unexpected end of the code" : message, shown,
				line, column);
	}

	/*
	 * The engine shows the constructors of an error's own classes; what matters is where
	 * they were called.
	 */
	private static void withoutConstructors(List<String> frames, List<String> classes) {
		while (frames.size() > 1) {
			String frame = frames.get(0).strip();
			int end = frame.indexOf(" (");
			if (!frame.startsWith("at ") || end < 3 || !classes.contains(frame.substring(3, end))) {
				return;
			}
			frames.remove(0);
		}
	}

	private boolean endsEarly(String name, @Nullable Integer line, @Nullable Integer column) {
		return name.equals("SyntaxError") && line != null && column != null && line == this.lines.length
				&& column > this.lines[line - 1].length();
	}

	private static List<String> callersFrames(String stack) {
		List<String> frames = new ArrayList<>();
		for (String line : stack.split("\n")) {
			if (line.contains("(" + QuickJsEngine.PRELUDE_NAME)) {
				int last = frames.size() - 1;
				if (last >= 0 && frames.get(last).endsWith("(native)")) {
					frames.remove(last);
				}
			}
			else if (!line.isBlank()) {
				frames.add(line);
			}
		}
		return frames;
	}

}
