package io.toolruntime.javascript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolRunner;

/**
 * What the types and comments of a file say of its functions.
 *
 * @param tools what they say, by the name of the function
 * @param files what was read
 * @param notes what a person should know, and could mend
 */
record DerivedTools(Map<String, ToolExport> tools, ProjectFiles files, List<String> notes) {

	private static final int MOST_TOOLS = 1000;

	private static final int MOST_NOTES = 20;

	private static final int MOST_NOTE = 500;

	/**
	 * Reads what a process says that has read the file. What is not as it should be is
	 * left out.
	 * @param answer what it says
	 * @param root the project's folder
	 * @param entrypoint the file of tools
	 * @return what is derived
	 * @throws IllegalArgumentException if it says that it could not, with the reason
	 */
	static DerivedTools of(Map<String, Object> answer, Path root, Path entrypoint) {
		if (!"described".equals(answer.get("type")) || !(answer.get("tools") instanceof List<?> said)) {
			Object reason = (answer.get("error") instanceof Map<?, ?> error) ? error.get("message") : null;
			throw new IllegalArgumentException((reason != null) ? plain(String.valueOf(reason)) : "no reason");
		}
		List<String> notes = new ArrayList<>();
		if (answer.get("notes") instanceof List<?> list) {
			list.stream().limit(MOST_NOTES).forEach((note) -> notes.add(plain(String.valueOf(note))));
		}
		ToolRunner runner = new ToolRunner();
		Map<String, ToolExport> tools = new LinkedHashMap<>();
		said.stream().limit(MOST_TOOLS).forEach((item) -> {
			if (item instanceof Map<?, ?> map) {
				try {
					ToolExport tool = ToolExport.of(map);
					tools.put(tool.name(), usable(tool, runner, notes));
				}
				catch (IllegalArgumentException ex) {
					// Whoever loads the file says so
				}
			}
		});
		ProjectFiles files = ProjectFiles.of((answer.get("files") instanceof List<?> list) ? list : List.of(), root,
				entrypoint);
		return new DerivedTools(tools, files, List.copyOf(notes));
	}

	/* It is written to a log, and somebody else wrote it. */
	private static String plain(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
		return (line.length() > MOST_NOTE) ? line.substring(0, MOST_NOTE) : line;
	}

	/* A tool whose schema cannot be used could not be called at all. */
	private static ToolExport usable(ToolExport tool, ToolRunner runner, List<String> notes) {
		return new ToolExport(tool.name(), tool.title(), tool.description(),
				usable("input", tool, tool.inputSchema(), runner, notes),
				usable("result", tool, tool.outputSchema(), runner, notes), tool.annotations(), tool.tags());
	}

	private static @Nullable Map<String, Object> usable(String what, ToolExport tool,
			@Nullable Map<String, Object> schema, ToolRunner runner, List<String> notes) {
		if (schema == null) {
			return null;
		}
		Tool trial = Tool.of(ToolDescriptor.of("derived:schema", "", schema), (arguments, context) -> null);
		try {
			runner.run(trial, Map.of(), ToolCallContext.anonymous());
		}
		catch (ToolException ex) {
			// Arguments that do not fit have no other cause
			if (ex.getCause() != null) {
				notes.add(plain("the " + what + " of " + tool.name() + " may be anything: " + ex.getMessage()));
				return null;
			}
		}
		return schema;
	}

	/**
	 * Returns a function with what is derived of it.
	 * @param export the function
	 * @return the function
	 */
	ToolExport complete(ToolExport export) {
		ToolExport derived = this.tools.get(export.name());
		return (derived != null) ? export.completedBy(derived) : export;
	}

}
