package io.toolruntime.tool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Runs tools by their ids. */
public interface ToolCaller {

	/** Runs none. */
	ToolCaller NONE = (id, args) -> {
		throw new ToolException(id, ToolErrorCode.UNAVAILABLE, "This call of a tool can call no other tools");
	};

	/**
	 * Runs a tool.
	 * @param id the tool's id
	 * @param args its arguments: maps, lists, strings, numbers, booleans and nulls
	 * @return its result, of the same kinds
	 * @throws ToolException if it fails
	 */
	@Nullable Object runTool(String id, Map<String, Object> args);

}
