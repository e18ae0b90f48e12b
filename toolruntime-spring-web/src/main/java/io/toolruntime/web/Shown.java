package io.toolruntime.web;

/**
 * Text of a request or a sandbox as it is shown in a problem: bounded, and without
 * characters that a terminal or a log would obey.
 */
final class Shown {

	private static final int MAX_NAME = 64;

	private static final int MAX_DETAIL = 1000;

	private Shown() {
	}

	static String name(String name) {
		return bounded(name, MAX_NAME);
	}

	static String detail(String detail) {
		return bounded(detail, MAX_DETAIL);
	}

	private static String bounded(String text, int max) {
		StringBuilder shown = new StringBuilder(Math.min(text.length(), max + 1));
		for (int i = 0; i < text.length() && shown.length() < max; i++) {
			char character = text.charAt(i);
			boolean printable = !Character.isISOControl(character) && Character.getType(character) != Character.FORMAT
					&& !Character.isSurrogate(character);
			shown.append((printable || character == '\n') ? character : '\uFFFD');
		}
		return (text.length() > max) ? shown.append('…').toString() : shown.toString();
	}

}
