package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Lists what is in a folder, page by page. */
final class ListDirTool implements BuiltinTool {

	static final String NAME = "list_dir";

	private static final int PAGE = 200;

	private static final int LARGEST_PAGE = 10_000;

	private final FileSettings settings;

	private final Calls calls;

	ListDirTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		Map<String, Object> entry = Schema.object()
			.required("name", Schema.text("Name"))
			.required("path", Schema.text("Path that the other tools take"))
			.required("type", Schema.text("file, dir, link or special"))
			.required("size", Schema.number("Bytes of a file"))
			.required("modified", Schema.text("When it was changed last, ISO 8601"))
			.build();
		return BuiltinTool.describe(NAME, "List a folder",
				"Lists the files and folders in a folder, with sizes and times, sorted by name.",
				Schema.object()
					.required("path", Schema.text("Path of the folder, '.' for the root"))
					.optional("pattern", Schema.text("Only what fits, such as **/*.java or *.{js,ts}", 1000))
					.optional("recursive", Schema.flag("Folders in the folder as well (default false)"))
					.optional("include_files", Schema.flag("List files (default true)"))
					.optional("include_dirs", Schema.flag("List folders (default true)"))
					.optional("page_size",
							Map.<String, Object>of("type", "integer", "minimum", 1, "maximum", LARGEST_PAGE,
									"description", "Entries on a page (default " + PAGE + ")"))
					.optional("page_token", Schema.text("next_page_token of the page before", 20)),
				Schema.object()
					.required("entries", Schema.list("What there is", entry))
					.optional("next_page_token", Schema.text("What to ask the next page with, if there is one"))
					.required("truncated", Schema.flag("Whether there is more than can be visited")),
				READS, Set.of("file", "folder"),
				"Symbolic links are listed as type link and not followed. At most " + this.settings.maxEntries()
						+ " entries are visited.",
				BuiltinTool.example("List the root", Map.<String, Object>of("path", "."), "entries"),
				BuiltinTool.example("Find Java files",
						Map.<String, Object>of("path", "src", "recursive", true, "pattern", "**/*.java"), "entries"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("path"));
		boolean files = arguments.flag("include_files", true);
		boolean folders = arguments.flag("include_dirs", true);
		if (!files && !folders) {
			throw Failure.invalid("include_files and include_dirs are both false", "Leave one of them out");
		}
		String pattern = arguments.optionalText("pattern");
		Globs globs = new Globs((pattern != null) ? List.of(pattern) : List.of());
		int size = (arguments.value("page_size") != null) ? arguments.atMost("page_size", LARGEST_PAGE) : PAGE;
		Page page = new Page(offset(arguments.optionalText("page_token")), size, this.settings.maxEntries());
		boolean recursive = arguments.flag("recursive", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> {
			Walk walk = new Walk(recursive, time, (folder, entry, here, path) -> {
				boolean wanted = (entry.isFolder() ? folders : files) && (pattern == null || globs.matches(path, path));
				return page.add(entry, here, wanted);
			});
			walk.run(place);
			return page.result(walk);
		});
	}

	private static int offset(@Nullable String token) throws Failure {
		if (token == null || token.isEmpty()) {
			return 0;
		}
		if (!token.chars().allMatch((c) -> c >= '0' && c <= '9') || token.length() > 8) {
			throw Failure.invalid("page_token " + new Shown(token) + " was not given by this tool",
					"Leave it out to begin with the first page");
		}
		return Integer.parseInt(token);
	}

	/** A page that is filled. */
	private static final class Page {

		private final List<Map<String, Object>> entries = new ArrayList<>();

		private final int offset;

		private final int size;

		private final int mostVisited;

		private int visited;

		private int matched;

		private boolean more;

		Page(int offset, int size, int mostVisited) {
			this.offset = offset;
			this.size = size;
			this.mostVisited = mostVisited;
		}

		boolean add(Entry entry, Place place, boolean wanted) {
			if (++this.visited > this.mostVisited) {
				return false;
			}
			if (!wanted || this.matched++ < this.offset) {
				return true;
			}
			if (this.entries.size() == this.size) {
				this.more = true;
				return false;
			}
			this.entries.add(Map.<String, Object>of("name", entry.name(), "path", place.shown(), "type", entry.kind(),
					"size", entry.isFile() ? entry.size() : 0, "modified", entry.modified()));
			return true;
		}

		Map<String, Object> result(Walk walk) {
			Map<String, Object> result = new LinkedHashMap<>();
			result.put("entries", this.entries);
			if (this.more) {
				result.put("next_page_token", Integer.toString(this.offset + this.size));
			}
			result.put("truncated", walk.isIncomplete() && !this.more);
			return result;
		}

	}

}
