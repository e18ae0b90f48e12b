package io.toolruntime.isolation;

import java.util.Map;

import io.toolruntime.tool.ToolCallContext;

/**
 * Declares what the application tells its tools of a call, such as the id of a trace or
 * the name of a principal. Called on the thread that calls the tool. A call's arguments
 * are not known here, and never become part of it.
 */
@FunctionalInterface
public interface ContextContributor {

	/**
	 * Returns what tools are told.
	 * @param context the call
	 * @return texts by name; no secrets that the tool must not have
	 */
	Map<String, String> values(ToolCallContext context);

}
