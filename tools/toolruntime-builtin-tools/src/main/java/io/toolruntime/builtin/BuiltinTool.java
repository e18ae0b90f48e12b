package io.toolruntime.builtin;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;

/** One of the tools here. */
interface BuiltinTool {

	/** Namespace of all of them. */
	String NAMESPACE = "builtin";

	/** Changes nothing, and reaches nothing outside of the machine. */
	ToolAnnotations READS = new ToolAnnotations(true, false, true, false);

	/** Describes it. */
	ToolDescriptor descriptor();

	/**
	 * Runs it.
	 * @param arguments checked against the schema
	 * @param context who asks, until when
	 * @return the result
	 * @throws Failure if it cannot be done
	 * @throws Exception for anything else
	 */
	Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception;

	/** Describes one. */
	static ToolDescriptor describe(String name, String title, String description, Schema input, Schema output,
			ToolAnnotations annotations, Set<String> tags, String notes, ToolExample... examples) {
		return new ToolDescriptor(ToolId.parse(NAMESPACE + ":" + name), title, description, input.build(),
				output.build(), annotations, tags, NAMESPACE, notes, List.of(examples));
	}

	/** An example of a call. */
	static ToolExample example(String title, Map<String, Object> arguments, String result) {
		return new ToolExample(title, null, arguments, result);
	}

}
