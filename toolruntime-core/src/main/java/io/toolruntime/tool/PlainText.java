package io.toolruntime.tool;

import java.nio.charset.StandardCharsets;

/** Text from outside, made fit to show: control and formatting characters taken out. */
final class PlainText {

	private static final String CUT = "…";

	private PlainText() {
	}

	static String clean(String text) {
		StringBuilder clean = new StringBuilder(text.length());
		text.codePoints().filter(PlainText::isVisible).forEach(clean::appendCodePoint);
		return clean.toString();
	}

	/**
	 * Takes out control characters only, which no terminal or log should see. For values,
	 * in which formatting characters are part of some languages.
	 * @param text the text
	 * @return the text without control characters; tabs and ends of lines stay
	 */
	static String withoutControls(String text) {
		if (text.chars().noneMatch(PlainText::isControl)) {
			return text;
		}
		StringBuilder clean = new StringBuilder(text.length());
		text.chars().filter((c) -> !isControl(c)).forEach((c) -> clean.append((char) c));
		return clean.toString();
	}

	/**
	 * Makes a text valid Unicode, which every encoding can take.
	 * @param text the text
	 * @return the text, with {@code ?} for each half of a surrogate pair
	 */
	static String unicode(String text) {
		if (text.chars().noneMatch((c) -> Character.isSurrogate((char) c))) {
			return text;
		}
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	private static boolean isControl(int c) {
		return Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r';
	}

	/*
	 * Format characters (Cf) include the bidirectional overrides and tag characters that
	 * hide instructions from a person and not from a model.
	 */
	private static boolean isVisible(int codePoint) {
		if (codePoint == '\n' || codePoint == '\t') {
			return true;
		}
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	/**
	 * Cuts a text that is too long, and marks that it was.
	 * @param text the text
	 * @param max characters of the result, the mark included
	 * @return the text, or its beginning
	 */
	static String abbreviate(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		int end = max - CUT.length();
		// Not between the halves of a character
		if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(0, end) + CUT;
	}

	/**
	 * Returns the beginning of a text on one line, cut at a word and marked if there is
	 * more.
	 * @param text the text
	 * @param max characters of the result, the mark included
	 * @return the summary
	 */
	static String summary(String text, int max) {
		// A word is never that long, and a description may be
		String line = abbreviate(text, 10 * max).strip().replaceAll("\\s+", " ");
		if (line.length() <= max) {
			return line;
		}
		int space = line.lastIndexOf(' ', max - CUT.length());
		return (space > max / 2) ? line.substring(0, space) + CUT : abbreviate(line, max);
	}

}
