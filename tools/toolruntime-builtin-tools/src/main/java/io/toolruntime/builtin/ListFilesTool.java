package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Lists the paths of files. */
final class ListFilesTool implements BuiltinTool {

	static final String NAME = "list_files";

	private static final int MOST_PATTERNS = 100;

	private final FileSettings settings;

	private final Calls calls;

	ListFilesTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		Map<String, Object> exclude = Map.<String, Object>of("description",
				"Pattern, or patterns, of files to leave out; one with ! before it takes files in again", "oneOf",
				List.of(Map.<String, Object>of("type", "string", "maxLength", 1000),
						Schema.texts("", MOST_PATTERNS, 1000)));
		return BuiltinTool.describe(NAME, "List files",
				"Lists the paths of the files in a folder, relative to it and sorted, less those that are excluded.",
				Schema.object()
					.required("dir", Schema.text("Path of the folder, '.' for the root"))
					.optional("exclude", exclude)
					.optional("recursive", Schema.flag("Files in folders of the folder as well (default false)")),
				Schema.object()
					.required("files", Schema.list("Paths", Map.<String, Object>of("type", "string")))
					.required("truncated", Schema.flag("Whether there are more than can be listed")),
				READS, Set.of("file", "folder"),
				"Patterns have *, ?, **, [a-z] and {a,b}, and fit the path or the name. The last one that fits decides. Only patterns"
						+ " with !: all is left out but what fits one.",
				BuiltinTool.example("Sources",
						Map.<String, Object>of("dir", ".", "recursive", true, "exclude", List.of("!**/*.{js,ts}")),
						"the files that end in .js or .ts"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("dir"));
		Globs excluded = new Globs(arguments.texts("exclude"));
		boolean recursive = arguments.flag("recursive", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> {
			List<String> files = new ArrayList<>();
			int[] visited = new int[1];
			Walk walk = new Walk(recursive, time, (folder, entry, here, path) -> {
				if (++visited[0] > this.settings.maxEntries()) {
					return false;
				}
				if (entry.isFile() && !excluded.matches(path, entry.name())) {
					files.add(path);
				}
				return true;
			});
			walk.run(place);
			files.sort(null);
			return Map.<String, Object>of("files", files, "truncated", walk.isIncomplete());
		});
	}

}
