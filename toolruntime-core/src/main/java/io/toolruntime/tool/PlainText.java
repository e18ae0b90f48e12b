package io.toolruntime.tool;

/** Text from outside, made fit to show: control and formatting characters taken out. */
final class PlainText {

	private PlainText() {
	}

	static String clean(String text) {
		StringBuilder clean = new StringBuilder(text.length());
		text.codePoints().filter(PlainText::isVisible).forEach(clean::appendCodePoint);
		return clean.toString();
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

}
