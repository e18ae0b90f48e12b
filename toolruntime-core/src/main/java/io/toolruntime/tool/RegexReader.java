package io.toolruntime.tool;

/** Reads a pattern, character by character. */
final class RegexReader {

	private static final int MAX_LENGTH = 10_000;

	private final int[] pattern;

	private int position;

	RegexReader(String pattern) {
		if (pattern.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
		}
		this.pattern = pattern.codePoints().toArray();
	}

	int position() {
		return this.position;
	}

	/**
	 * Goes back.
	 * @param position where this was before
	 */
	void back(int position) {
		this.position = position;
	}

	boolean hasNext() {
		return this.position < this.pattern.length;
	}

	int peek() {
		return this.pattern[this.position];
	}

	int next() {
		if (!hasNext()) {
			throw error("it ends too early");
		}
		return this.pattern[this.position++];
	}

	boolean lookingAt(int c) {
		return hasNext() && peek() == c;
	}

	boolean accept(int c) {
		if (lookingAt(c)) {
			this.position++;
			return true;
		}
		return false;
	}

	boolean accept(String text) {
		for (int i = 0; i < text.length(); i++) {
			int at = this.position + i;
			if (at >= this.pattern.length || this.pattern[at] != text.charAt(i)) {
				return false;
			}
		}
		this.position += text.length();
		return true;
	}

	IllegalArgumentException error(String what) {
		return new IllegalArgumentException(what + " (at character " + this.position + ")");
	}

}
