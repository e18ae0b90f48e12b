package io.toolruntime.autoconfigure.properties;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Spelling {

	private final Collection<String> known;

	/**
	 * Creates a finder.
	 * @param known the words that there are
	 */
	public Spelling(Collection<String> known) {
		this.known = known;
	}

	/**
	 * Finds the known word that is nearest to a mistyped one.
	 * @param word the word
	 * @return the nearest, or empty if none is near
	 */
	public Optional<String> nearest(String word) {
		String lower = word.toLowerCase(Locale.ROOT);
		int tolerance = Math.max(1, Math.min(3, lower.length() / 3));
		return this.known.stream()
			.filter((candidate) -> distance(lower, candidate) <= tolerance)
			.min(Comparator.<String>comparingInt((candidate) -> distance(lower, candidate))
				.thenComparing(Comparator.naturalOrder()));
	}

	/*
	 * Edits that lead from one word to the other, where two neighbours that changed
	 * places, the commonest slip, count as one.
	 */
	private static int distance(String one, String other) {
		int[][] edits = new int[one.length() + 1][other.length() + 1];
		for (int i = 0; i <= one.length(); i++) {
			for (int j = 0; j <= other.length(); j++) {
				if (i == 0 || j == 0) {
					edits[i][j] = i + j;
					continue;
				}
				int same = (one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1;
				int least = Math.min(Math.min(edits[i - 1][j], edits[i][j - 1]) + 1, edits[i - 1][j - 1] + same);
				if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2)
						&& one.charAt(i - 2) == other.charAt(j - 1)) {
					least = Math.min(least, edits[i - 2][j - 2] + 1);
				}
				edits[i][j] = least;
			}
		}
		return edits[one.length()][other.length()];
	}

}
