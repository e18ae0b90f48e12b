package io.toolruntime.tool;

import java.util.Locale;

/** How much a tool's documentation says. */
public enum DetailLevel {

	/** The summary. */
	SUMMARY,

	/** And the tool with its schemas. */
	SCHEMA,

	/** And notes and examples. */
	FULL;

	/**
	 * Reads a level.
	 * @param text {@code summary}, {@code schema} or {@code full}
	 * @return the level
	 * @throws IllegalArgumentException if it is none of these
	 */
	public static DetailLevel of(String text) {
		for (DetailLevel level : values()) {
			if (level.value().equals(text)) {
				return level;
			}
		}
		throw new IllegalArgumentException(
				"'" + text + "' is not a level of detail; there are summary, schema and full");
	}

	/**
	 * Returns the level as it is written.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
