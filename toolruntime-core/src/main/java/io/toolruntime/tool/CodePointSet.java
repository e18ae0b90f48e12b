package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A set of characters in a regular expression: ranges of code points, and Unicode
 * properties.
 */
final class CodePointSet implements IntPredicate {

	private final int[] starts;

	private final int[] ends;

	private final List<IntPredicate> properties;

	private final boolean negated;

	private CodePointSet(int[] starts, int[] ends, List<IntPredicate> properties, boolean negated) {
		this.starts = starts;
		this.ends = ends;
		this.properties = properties;
		this.negated = negated;
	}

	@Override
	public boolean test(int codePoint) {
		return contains(codePoint) != this.negated;
	}

	private boolean contains(int codePoint) {
		int index = Arrays.binarySearch(this.starts, codePoint);
		if (index >= 0 || (index < -1 && codePoint <= this.ends[-index - 2])) {
			return true;
		}
		for (IntPredicate property : this.properties) {
			if (property.test(codePoint)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns what a test costs, in steps.
	 * @return 1 and more for every property
	 */
	int cost() {
		return 1 + 10 * this.properties.size();
	}

	/** Builds a set. */
	static final class Builder {

		private final List<int[]> ranges = new ArrayList<>();

		private final List<IntPredicate> properties = new ArrayList<>();

		Builder add(int codePoint) {
			return add(codePoint, codePoint);
		}

		Builder add(int first, int last) {
			this.ranges.add(new int[] { first, last });
			return this;
		}

		Builder add(CodePointSet set, boolean negated) {
			int next = 0;
			for (int i = 0; i < set.starts.length; i++) {
				if (!negated) {
					add(set.starts[i], set.ends[i]);
				}
				else if (next < set.starts[i]) {
					add(next, set.starts[i] - 1);
				}
				next = set.ends[i] + 1;
			}
			return negated ? add(next, Character.MAX_CODE_POINT) : this;
		}

		Builder add(IntPredicate property) {
			this.properties.add(property);
			return this;
		}

		CodePointSet build(boolean negated) {
			List<int[]> merged = new ArrayList<>();
			this.ranges.sort(Comparator.comparingInt((range) -> range[0]));
			for (int[] range : this.ranges) {
				int[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
				if (last != null && range[0] <= last[1] + 1) {
					last[1] = Math.max(last[1], range[1]);
				}
				else {
					merged.add(range.clone());
				}
			}
			return new CodePointSet(merged.stream().mapToInt((range) -> range[0]).toArray(),
					merged.stream().mapToInt((range) -> range[1]).toArray(), List.copyOf(this.properties), negated);
		}

	}

}
