package io.toolruntime.builtin;

/**
 * Text of a caller's, short and plain enough for a message.
 *
 * @param text the text
 */
record Shown(String text) {

	private static final int MOST = 200;

	@Override
	public String toString() {
		StringBuilder shown = new StringBuilder("'");
		this.text.codePoints().limit(MOST).map(Shown::visible).forEach(shown::appendCodePoint);
		boolean cut = this.text.codePointCount(0, this.text.length()) > MOST;
		return shown.append(cut ? "…'" : "'").toString();
	}

	private static int visible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				'?';
			default -> codePoint;
		};
	}

}
