package io.toolruntime.builtin;

import java.util.List;

/**
 * Searches the web for {@code web_search}: an application gives the one of the service
 * that it has an account at. Called from several threads at once.
 */
@FunctionalInterface
public interface WebSearchProvider {

	/**
	 * Searches.
	 * @param request what for, and how much is wanted
	 * @return what was found, the best first; more than is wanted is dropped
	 * @throws io.toolruntime.tool.ToolException with a message that the model may read
	 * @throws Exception for anything else; the model gets a correlation id instead
	 */
	List<WebSearchResult> search(WebSearchRequest request) throws Exception;

}
