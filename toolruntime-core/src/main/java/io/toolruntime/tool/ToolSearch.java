package io.toolruntime.tool;

import java.util.List;

/**
 * A way of finding tools by words. Told of all tools of a catalog each time these change;
 * what a caller may see is no business of a search.
 */
public interface ToolSearch {

	/**
	 * Prepares to search tools.
	 * @param tools the tools, sorted by id
	 * @return what answers questions about them, for several threads at once
	 */
	Index index(List<ToolDescriptor> tools);

	/** Answers questions about a fixed list of tools. */
	@FunctionalInterface
	interface Index {

		/**
		 * Ranks the tools that match.
		 * @param query words, at least one that is not blank
		 * @return the matching tools, best first; the same at each call
		 */
		List<ToolDescriptor> rank(String query);

	}

}
