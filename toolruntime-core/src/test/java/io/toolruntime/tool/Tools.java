package io.toolruntime.tool;

import java.util.List;
import java.util.Map;

import io.toolruntime.tool.Tool.ToolFunction;

/** Tools for tests. */
public final class Tools {

	/** Takes an integer id. */
	public static final Map<String, Object> ID = Map.of("type", "object", "required", List.of("id"), "properties",
			Map.of("id", Map.of("type", "integer")));

	private Tools() {
	}

	/**
	 * Creates a tool that takes anything.
	 * @param id its id
	 * @param function what it does
	 * @return the tool
	 */
	public static Tool tool(String id, ToolFunction function) {
		return Tool.of(ToolDescriptor.of(id, "The tool " + id, ToolDescriptor.ANY_OBJECT), function);
	}

	/**
	 * Creates a tool that gives its arguments back.
	 * @param id its id
	 * @return the tool
	 */
	public static Tool echo(String id) {
		return tool(id, (arguments, context) -> arguments);
	}

	/**
	 * Creates a tool with a description.
	 * @param id its id
	 * @param description what it says it does
	 * @return the tool
	 */
	public static Tool described(String id, String description) {
		return Tool.of(ToolDescriptor.of(id, description, ToolDescriptor.ANY_OBJECT),
				(arguments, context) -> arguments);
	}

}
