package io.toolruntime.egress;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A header field.
 *
 * @param name its name, as it was written
 * @param value its value, without white space around it
 */
record HeaderField(String name, String value) {

	/** RFC 9110 section 5.6.2. */
	static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/**
	 * Reads one, as RFC 9112 section 5 has it: nothing between name and colon, and all on
	 * one line.
	 * @param line a line without its end
	 * @return the field, or {@code null} if it is none
	 */
	static @Nullable HeaderField of(String line) {
		int colon = line.indexOf(':');
		if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
			return null;
		}
		return new HeaderField(line.substring(0, colon), trimmed(line.substring(colon + 1)));
	}

	/* White space of RFC 9110 section 5.6.3, and no more. */
	private static String trimmed(String text) {
		int from = 0;
		int to = text.length();
		while (from < to && isWhite(text.charAt(from))) {
			from++;
		}
		while (to > from && isWhite(text.charAt(to - 1))) {
			to--;
		}
		return text.substring(from, to);
	}

	private static boolean isWhite(char c) {
		return c == ' ' || c == '\t';
	}

	boolean is(String other) {
		return this.name.equalsIgnoreCase(other);
	}

}
