package io.toolruntime.builtin;

import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.re2j.Matcher;

import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Searches files for a regular expression. */
final class GrepTool implements BuiltinTool {

	static final String NAME = "grep";

	/** Characters of a line that are shown. */
	private static final int SHOWN = 500;

	private static final int SHOWN_BEFORE = 100;

	private final FileSettings settings;

	private final Calls calls;

	GrepTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		Map<String, Object> match = Schema.object()
			.required("file", Schema.text("Path of the file"))
			.required("line", Schema.number("Line, from 1"))
			.required("column", Schema.number("Character of the line, from 1"))
			.required("text", Schema.text("The line without white space around it, cut where it is long"))
			.build();
		return BuiltinTool.describe(NAME, "Search files",
				"Searches a file, or the files in a folder, for a regular expression (RE2), line by line.",
				Schema.object()
					.required("pattern", Schema.text("Regular expression of RE2", 1000))
					.required("path", Schema.text("Path of the file or folder, '.' for the root"))
					.optional("recursive", Schema.flag("Files in folders of the folder as well (default false)"))
					.optional("ignore_case", Schema.flag("Upper and lower case are the same (default false)"))
					.optional("max_results", Schema.positive("Matches, at most " + this.settings.maxResults()))
					.optional("max_files_visited", Schema.positive("Files, at most " + this.settings.maxFiles()))
					.optional("max_file_bytes",
							Schema.positive("Files with more bytes are skipped, at most " + this.settings.maxFile())),
				Schema.object()
					.required("matches", Schema.list("What was found", match))
					.required("files_searched", Schema.number("Files that were searched"))
					.required("truncated", Schema.flag("Whether there is more than was searched or is shown")),
				READS, Set.of("file", "search", "regex"),
				"Binary files, files that are not UTF-8, links, pipes and devices are skipped.",
				BuiltinTool.example("Find a class",
						Map.<String, Object>of("pattern", "class \\w+Tool", "path", "src", "recursive", true),
						"matches with file, line, column and text"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("path"));
		GrepPattern pattern = GrepPattern.of(arguments.text("pattern"), arguments.flag("ignore_case", false));
		int mostResults = arguments.atMost("max_results", this.settings.maxResults());
		int mostFiles = arguments.atMost("max_files_visited", this.settings.maxFiles());
		int mostBytes = arguments.atMost("max_file_bytes", this.settings.maxFile());
		boolean recursive = arguments.flag("recursive", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> {
			Search search = new Search(pattern, mostResults, mostFiles, mostBytes, time);
			try {
				return search.run(place, recursive);
			}
			catch (GrepPattern.TimeOverException ex) {
				throw time.late();
			}
		});
	}

	/** One search. */
	private static final class Search {

		private final GrepPattern pattern;

		private final int mostResults;

		private final int mostFiles;

		private final int mostBytes;

		private final CallTime time;

		private final List<Map<String, Object>> matches = new ArrayList<>();

		private int files;

		private boolean truncated;

		Search(GrepPattern pattern, int mostResults, int mostFiles, int mostBytes, CallTime time) {
			this.pattern = pattern;
			this.mostResults = mostResults;
			this.mostFiles = mostFiles;
			this.mostBytes = mostBytes;
			this.time = time;
		}

		Map<String, Object> run(Place place, boolean recursive) throws Failure {
			if (!place.isRoot()) {
				try (Folder folder = Folder.parent(place)) {
					Entry entry = folder.require(place.name());
					if (!entry.isFolder()) {
						entry.requireFile(place.shown());
						visit(folder, entry, place);
						return result();
					}
				}
			}
			Walk walk = new Walk(recursive, this.time,
					(folder, entry, here, path) -> !entry.isFile() || visit(folder, entry, here));
			walk.run(place);
			this.truncated |= walk.isIncomplete();
			return result();
		}

		private Map<String, Object> result() {
			return Map.<String, Object>of("matches", this.matches, "files_searched", this.files, "truncated",
					this.truncated);
		}

		private boolean visit(Folder folder, Entry entry, Place place) throws Failure {
			if (this.files == this.mostFiles) {
				this.truncated = true;
				return false;
			}
			this.files++;
			if (entry.size() > this.mostBytes) {
				return true;
			}
			byte[] bytes;
			try {
				bytes = folder.read(entry.name(), this.mostBytes);
			}
			catch (Failure ex) {
				// May not be read, or is gone
				return true;
			}
			if (bytes.length > this.mostBytes || FileText.isBinary(bytes)) {
				return true;
			}
			try {
				return search(FileText.decode(bytes), place.shown());
			}
			catch (CharacterCodingException ex) {
				return true;
			}
		}

		private boolean search(String text, String file) {
			int number = 0;
			for (int start = 0; start < text.length();) {
				int end = text.indexOf('\n', start);
				end = (end < 0) ? text.length() : end;
				number++;
				String line = text.substring(start, (end > start && text.charAt(end - 1) == '\r') ? end - 1 : end);
				Matcher matcher = this.pattern.matcher(line, this.time);
				while (matcher.find()) {
					if (this.matches.size() == this.mostResults) {
						this.truncated = true;
						return false;
					}
					this.matches.add(Map.<String, Object>of("file", file, "line", number, "column",
							line.codePointCount(0, matcher.start()) + 1, "text", shown(line, matcher.start())));
				}
				start = end + 1;
			}
			return true;
		}

		/* Of a long line, what is around the match. */
		private static String shown(String line, int at) {
			String stripped = line.strip();
			if (stripped.length() <= SHOWN) {
				return stripped;
			}
			int from = Math.max(0, Math.min(at - SHOWN_BEFORE, line.length() - SHOWN));
			return line.substring(from, Math.min(line.length(), from + SHOWN)).strip();
		}

	}

}
