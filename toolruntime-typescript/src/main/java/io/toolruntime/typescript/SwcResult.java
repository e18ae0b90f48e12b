package io.toolruntime.typescript;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What swc answers. */
sealed interface SwcResult {

	static SwcResult transformed(Map<?, ?> properties) {
		return new Transformed(string(properties, "code"),
				(properties.get("map") instanceof String sourceMap) ? sourceMap : null);
	}

	static SwcResult failed(Map<?, ?> properties) {
		return new Failed(string(properties, "code").equals("UnsupportedSyntax"), string(properties, "message"),
				number(properties, "startLine"), number(properties, "startColumn"));
	}

	private static String string(Map<?, ?> properties, String key) {
		return (properties.get(key) instanceof String value) ? value : "";
	}

	private static int number(Map<?, ?> properties, String key) {
		return (properties.get(key) instanceof Double value) ? value.intValue() : 0;
	}

	/**
	 * JavaScript.
	 *
	 * @param code the code
	 * @param sourceMap source map in JSON, if the mode gives one
	 */
	record Transformed(String code, @Nullable String sourceMap) implements SwcResult {

	}

	/**
	 * A refusal.
	 *
	 * @param unsupported whether the code is right, but the mode cannot do it
	 * @param message the reason
	 * @param line line of the code, from 1
	 * @param column where that would be on a screen, from 0
	 */
	record Failed(boolean unsupported, String message, int line, int column) implements SwcResult {

		/** Whether nothing is wrong but a {@code return} outside of functions. */
		boolean isTopLevelReturn() {
			return this.message.startsWith("Return statement is not allowed here");
		}

		/** Whether there is an {@code import} or {@code export} inside of a function. */
		boolean isModuleSyntax() {
			return this.message.startsWith("'import', and 'export' cannot be used outside of module code");
		}

	}

}
