package io.toolruntime.tool;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Chooses tools by patterns of ids, in which {@code *} stands for any characters. A tool
 * is chosen if a pattern includes it and none excludes it.
 */
public final class ToolFilter implements Predicate<ToolDescriptor> {

	/** Chooses every tool. */
	public static final ToolFilter ALL = new ToolFilter(List.of("*"), List.of());

	private final List<String> include;

	private final List<String> exclude;

	private final List<Pattern> included;

	private final List<Pattern> excluded;

	/**
	 * Creates a filter.
	 * @param include patterns of ids, such as {@code orders:*}
	 * @param exclude patterns of ids, which win
	 */
	public ToolFilter(List<String> include, List<String> exclude) {
		this.include = List.copyOf(include);
		this.exclude = List.copyOf(exclude);
		this.included = include.stream().map(ToolFilter::pattern).toList();
		this.excluded = exclude.stream().map(ToolFilter::pattern).toList();
	}

	private static Pattern pattern(String glob) {
		if (glob.isBlank()) {
			throw new IllegalArgumentException("A pattern of tool ids is empty; write orders:* or * for all");
		}
		return Pattern.compile("\\Q" + glob.trim().replace("*", "\\E.*\\Q") + "\\E");
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
		return matches(this.included, id) && !matches(this.excluded, id);
	}

	private static boolean matches(List<Pattern> patterns, ToolId id) {
		String whole = id.toString();
		String unversioned = id.namespace() + ":" + id.name();
		for (Pattern pattern : patterns) {
			if (pattern.matcher(whole).matches() || pattern.matcher(unversioned).matches()) {
				return true;
			}
		}
		return false;
	}

	@Override
	public String toString() {
		return "include " + this.include + ", exclude " + this.exclude;
	}

}
