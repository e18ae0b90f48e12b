package io.toolruntime.tool;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * All tools that the gateway knows. What a caller may see of it is a filter given with
 * each question; a tool outside the filter does not exist for that question.
 */
public interface ToolCatalog {

	/** A filter that hides nothing. */
	Predicate<ToolDescriptor> EVERYTHING = (tool) -> true;

	/**
	 * Lists every tool, sorted by id.
	 * @return the tools' descriptions
	 */
	List<ToolDescriptor> tools();

	/**
	 * Finds a tool.
	 * @param id its id; without a version it is the tool without one, else the latest
	 * version
	 * @return the tool, or empty if there is none
	 */
	Optional<Tool> find(ToolId id);

	/**
	 * Tells why the tools of a namespace are away, as those of an MCP server are that
	 * does not answer.
	 * @param namespace the namespace
	 * @return words that the model may read, or empty if they are not away
	 */
	default Optional<String> away(String namespace) {
		return Optional.empty();
	}

	/**
	 * Finds the tools that code in a sandbox calls as {@code tools.<namespace>.<name>}.
	 * This looks at all tools; a catalog with many should know them by these names.
	 * @param namespace the namespace, as code or a tool's id writes it
	 * @param name the name, as code or a tool's id writes it
	 * @return the tool's versions, none if there is no such tool; a catalog that lets
	 * names clash gives all of them
	 * @see ToolId#isCalled(String, String)
	 */
	default List<ToolDescriptor> called(String namespace, String name) {
		return tools().stream().filter((tool) -> tool.id().isCalled(namespace, name)).toList();
	}

	/**
	 * Searches, best match first. An empty query lists all by id.
	 * @param query words
	 * @param limit how many at most on this page, 1 to 100
	 * @param cursor where to go on, or {@code null} for the first page
	 * @param visible what the caller may see
	 * @return a page
	 * @throws IllegalArgumentException if the limit is out of bounds or the cursor was
	 * not given by this catalog for this query, or before it changed
	 */
	ToolPage search(String query, int limit, @Nullable String cursor, Predicate<ToolDescriptor> visible);

	/**
	 * Lists the namespaces, sorted.
	 * @param visible what the caller may see
	 * @return the namespaces
	 */
	List<String> namespaces(Predicate<ToolDescriptor> visible);

	/**
	 * Documents a tool.
	 * @param id its id
	 * @param detail how much to say
	 * @param visible what the caller may see
	 * @return the documentation
	 * @throws ToolException with {@link ToolErrorCode#TOOL_NOT_FOUND} if there is none
	 */
	ToolDocumentation describe(ToolId id, DetailLevel detail, Predicate<ToolDescriptor> visible);

	/**
	 * Lists a tool's examples.
	 * @param id its id
	 * @param max how many at most, 1 to 5
	 * @param visible what the caller may see
	 * @return the examples
	 * @throws ToolException with {@link ToolErrorCode#TOOL_NOT_FOUND} if there is no such
	 * tool
	 */
	List<ToolExample> examples(ToolId id, int max, Predicate<ToolDescriptor> visible);

}
