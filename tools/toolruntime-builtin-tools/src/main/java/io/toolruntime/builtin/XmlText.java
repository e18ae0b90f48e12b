package io.toolruntime.builtin;

/** Text in XML 1.0, which has no way to write some characters. */
final class XmlText {

	private XmlText() {
	}

	/**
	 * Takes out what cannot be written.
	 * @param text the text
	 * @return the text without control characters and halves of characters
	 */
	static String clean(String text) {
		StringBuilder clean = new StringBuilder(text.length());
		text.codePoints()
			.filter((c) -> c == '\t' || c == '\n' || c == '\r'
					|| c >= ' ' && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

}
