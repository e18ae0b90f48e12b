package io.toolruntime.javascript;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What runs tools: the same file of tools runs on each of them. */
public enum JavaScriptRuntime {

	/** Bun, with no permissions of its own. */
	BUN("1.2.0", "install Bun from the npm package 'bun'"),

	/** Node, of the first release that runs TypeScript by itself. */
	NODE("22.18.0", "install Node 22.18 or later"),

	/** Deno, whose permissions are its own. */
	DENO("2.1.0", "install Deno from the npm package 'deno'");

	private final RuntimeVersion oldest;

	private final String remedy;

	JavaScriptRuntime(String oldest, String remedy) {
		this.oldest = RuntimeVersion.parse(oldest);
		this.remedy = remedy;
	}

	/**
	 * Reads the name of a runtime.
	 * @param text such as {@code bun}
	 * @return the runtime
	 * @throws IllegalArgumentException if there is none of this name; lists those there
	 * are
	 */
	public static JavaScriptRuntime of(String text) {
		for (JavaScriptRuntime runtime : values()) {
			if (runtime.value().equals(text.strip().toLowerCase(Locale.ROOT))) {
				return runtime;
			}
		}
		String shown = text.strip();
		throw new IllegalArgumentException(
				"There is no JavaScript runtime '" + shown.substring(0, Math.min(shown.length(), 40)) + "'; there are "
						+ Arrays.stream(values()).map(JavaScriptRuntime::value).collect(Collectors.joining(", ")));
	}

	/**
	 * Returns the name as it is written, which is that of its executable too.
	 * @return such as {@code bun}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	RuntimeVersion oldest() {
		return this.oldest;
	}

	/** What to do where it is not there. */
	String remedy() {
		return this.remedy;
	}

}
