package io.toolruntime.egress;

/**
 * What somebody else wrote, as it may be shown: bounded, and nothing in it that a
 * terminal or a log would obey.
 *
 * @param text what was written
 */
record Printable(String text) {

	private static final int LONGEST = 120;

	@Override
	public String toString() {
		StringBuilder shown = new StringBuilder();
		for (int i = 0; i < Math.min(this.text.length(), LONGEST); i++) {
			char c = this.text.charAt(i);
			shown.append((c >= ' ' && c <= '~') ? c : '?');
		}
		return (this.text.length() > LONGEST) ? shown + "..." : shown.toString();
	}

}
