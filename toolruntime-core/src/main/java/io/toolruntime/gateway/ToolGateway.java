package io.toolruntime.gateway;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCaller;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;

/**
 * The only thing that code in a sandbox can reach: finding, describing and running tools.
 * Safe for use by several threads.
 */
public interface ToolGateway extends ToolCaller {

	/** Tools on a page where the question does not say. */
	int DEFAULT_SEARCH_LIMIT = 20;

	/** Tools on a page at most. */
	int MAX_SEARCH_LIMIT = 100;

	/** Examples where the question does not say. */
	int DEFAULT_EXAMPLES = 5;

	/**
	 * Returns a view of this gateway for one caller and execution: what the tools are
	 * told of the call.
	 * @param context who asks, for which execution, until when
	 * @return the view; {@code this} if the gateway does not care who asks
	 */
	default ToolGateway bind(ToolCallContext context) {
		return this;
	}

	/**
	 * Returns a view of this gateway in which only some tools exist. A gateway that
	 * cannot narrow itself must not be used under a profile that chooses tools.
	 * @param tools the tools that exist in the view
	 * @return the view
	 * @throws UnsupportedOperationException if the gateway cannot narrow itself
	 */
	default ToolGateway narrowedTo(ToolFilter tools) {
		if (tools.isAll()) {
			return this;
		}
		throw new UnsupportedOperationException(getClass().getName()
				+ " cannot choose tools by profile; implement narrowedTo, or leave the profile's tools out");
	}

	/**
	 * Searches for tools, best match first. An empty query lists all.
	 * @param query words
	 * @param limit how many at most on this page, 1 to 100
	 * @param cursor where to go on, or {@code null} for the first page
	 * @return a page
	 * @throws ToolException with {@link ToolErrorCode#VALIDATION_INPUT} if the limit or
	 * the cursor is not valid
	 */
	ToolPage searchTools(String query, int limit, @Nullable String cursor);

	/**
	 * Lists the namespaces of tools.
	 * @return the namespaces, sorted
	 */
	List<String> listNamespaces();

	/**
	 * Finds the tools that code calls as {@code tools.<namespace>.<name>}, where every
	 * character that no identifier has is written {@code _}. Versions of a tool are one.
	 * This looks at all tools; a gateway with many should know them by these names.
	 * @param namespace the namespace as code writes it
	 * @param name the name as code writes it
	 * @return ids without version, more than one if they clash, none if there is no such
	 * tool
	 * @see ToolId#identifier(String)
	 */
	default List<String> toolsCalled(String namespace, String name) {
		return CalledTools.among(CalledTools.listed(this), namespace, name);
	}

	/**
	 * Lists the names by which code calls tools, as {@code tools.<namespace>.<name>}. All
	 * at once, because code that lists them asks for each of them afterwards: whoever
	 * serves a guest keeps the answer for it.
	 * @return names by namespace, both as code writes them and sorted; none that could
	 * not be called
	 */
	default Map<String, List<String>> toolNames() {
		return CalledTools.names(CalledTools.listed(this));
	}

	/**
	 * Documents a tool.
	 * @param id the tool's id
	 * @param detail how much to say
	 * @return the documentation
	 * @throws ToolException with {@link ToolErrorCode#TOOL_NOT_FOUND} if there is none
	 * @throws InvalidRequestException if it is no id
	 */
	ToolDocumentation describeTool(String id, DetailLevel detail);

	/**
	 * Lists examples of a tool's use.
	 * @param id the tool's id
	 * @param max how many at most, 1 to 5
	 * @return the examples
	 * @throws ToolException with {@link ToolErrorCode#TOOL_NOT_FOUND} if there is no such
	 * tool
	 * @throws InvalidRequestException if it is no id
	 */
	List<ToolExample> listToolExamples(String id, int max);

	/**
	 * Runs a tool.
	 * @param id the tool's id
	 * @param args its arguments: maps, lists, strings, numbers, booleans and nulls
	 * @return its result, of the same kinds
	 * @throws ToolException if it fails
	 * @throws InvalidRequestException if the id is no id
	 */
	@Override
	@Nullable Object runTool(String id, Map<String, Object> args);

	/**
	 * Runs tools one after the other. Stops at the first that fails and returns the steps
	 * so far, the failed one last.
	 * @param steps the steps; none give an empty result
	 * @return what came of it
	 */
	ChainResult runChain(List<ChainStep> steps);

}
