package io.toolruntime.tool;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Chooses tools by patterns of ids, in which {@code *} stands for any characters. A tool
 * is chosen if a pattern includes it and none excludes it.
 */
public final class ToolFilter implements Predicate<ToolDescriptor> {

	/** Chooses every tool. */
	public static final ToolFilter ALL = new ToolFilter(List.of("*"), List.of());

	private final List<String> include;

	private final List<String> exclude;

	/**
	 * Creates a filter.
	 * @param include patterns of ids, such as {@code orders:*}
	 * @param exclude patterns of ids, which win
	 */
	public ToolFilter(List<String> include, List<String> exclude) {
		this.include = include.stream().map(ToolFilter::pattern).toList();
		this.exclude = exclude.stream().map(ToolFilter::pattern).toList();
	}

	private static String pattern(String pattern) {
		if (pattern.isBlank()) {
			throw new IllegalArgumentException("A pattern of tool ids is empty; write orders:* or * for all");
		}
		return pattern.strip();
	}

	/**
	 * Returns the patterns that include.
	 * @return the patterns
	 */
	public List<String> include() {
		return this.include;
	}

	/**
	 * Returns the patterns that exclude.
	 * @return the patterns
	 */
	public List<String> exclude() {
		return this.exclude;
	}

	/**
	 * Tells whether this chooses every tool.
	 * @return whether nothing can be left out
	 */
	public boolean isAll() {
		return this.include.contains("*") && this.exclude.isEmpty();
	}

	@Override
	public boolean test(ToolDescriptor tool) {
		return test(tool.id());
	}

	/**
	 * Tells whether a tool is chosen.
	 * @param id the tool's id; a pattern without a version matches any version
	 * @return whether it is chosen
	 */
	public boolean test(ToolId id) {
		return matches(this.include, id) && !matches(this.exclude, id);
	}

	private static boolean matches(List<String> patterns, ToolId id) {
		String whole = id.toString();
		String unversioned = id.namespace() + ":" + id.name();
		for (String pattern : patterns) {
			if (matches(pattern, whole) || matches(pattern, unversioned)) {
				return true;
			}
		}
		return false;
	}

	/*
	 * Each part between stars is taken at its first place, which leaves the most for
	 * those that follow: no need to try another.
	 */
	private static boolean matches(String pattern, String text) {
		String[] parts = pattern.split("\\*", -1);
		String first = parts[0];
		String last = parts[parts.length - 1];
		if (parts.length == 1) {
			return text.equals(first);
		}
		if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
			return false;
		}
		int position = first.length();
		for (int i = 1; i < parts.length - 1; i++) {
			int found = text.indexOf(parts[i], position);
			if (found < 0) {
				return false;
			}
			position = found + parts[i].length();
		}
		return position <= text.length() - last.length();
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ToolFilter that && this.include.equals(that.include)
				&& this.exclude.equals(that.exclude);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.include, this.exclude);
	}

	@Override
	public String toString() {
		return "include " + this.include + ", exclude " + this.exclude;
	}

}
