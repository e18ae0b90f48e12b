package io.toolruntime.javascript;

import java.util.regex.Pattern;

/**
 * What a tool may be called. The rules are those of the system that this one replaces:
 * letters, digits, {@code _}, {@code /}, {@code .} and {@code -}; no dot at the
 * beginning, no {@code ..}, nothing that a path would be cleaned of.
 */
final class ToolNames {

	/* Before anything else: what does not match may be long, or no text at all. */
	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_/.-]{1,256}");

	private ToolNames() {
	}

	/**
	 * Checks the name of a tool.
	 * @param name the name, which may come from a model
	 * @return the name
	 * @throws IllegalArgumentException if no tool can be called that
	 */
	static String check(String name) {
		if (!NAME.matcher(name).matches() || name.startsWith(".") || name.contains("..") || name.startsWith("/")
				|| name.endsWith("/") || name.contains("//") || name.contains("/./") || name.endsWith("/.")) {
			throw new IllegalArgumentException("No tool can be called that: names have letters, digits, _, /, . and -,"
					+ " begin with no dot or slash, and have no '..', '/./' or '//'");
		}
		return name;
	}

}
