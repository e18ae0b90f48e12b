package io.toolruntime.tool;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Orders versions of a tool: numbers by their value, so that {@code 1.10} comes after
 * {@code 1.9}, and words before numbers and before nothing, so that {@code 2-beta} comes
 * before {@code 2}.
 */
final class VersionOrder implements Comparator<String>, Serializable {

	private static final long serialVersionUID = 1L;

	@Override
	public int compare(String one, String other) {
		String[] ones = one.split("[._-]");
		String[] others = other.split("[._-]");
		for (int i = 0; i < Math.max(ones.length, others.length); i++) {
			int order = compareParts((i < ones.length) ? ones[i] : "", (i < others.length) ? others[i] : "");
			if (order != 0) {
				return order;
			}
		}
		return one.compareTo(other);
	}

	private static int compareParts(String one, String other) {
		int order = Integer.compare(rank(one), rank(other));
		if (order != 0) {
			return order;
		}
		String first = one.replaceFirst("^0+", "");
		String second = other.replaceFirst("^0+", "");
		boolean numbers = (rank(one) == 2);
		return (numbers && first.length() != second.length()) ? Integer.compare(first.length(), second.length())
				: first.compareTo(second);
	}

	private static int rank(String part) {
		if (part.isEmpty()) {
			return 1;
		}
		return part.chars().allMatch(Character::isDigit) ? 2 : 0;
	}

}
