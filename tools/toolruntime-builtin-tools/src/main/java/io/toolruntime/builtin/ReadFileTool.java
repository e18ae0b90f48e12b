package io.toolruntime.builtin;

import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Set;

import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Reads a file. */
final class ReadFileTool implements BuiltinTool {

	static final String NAME = "read_file";

	private final FileSettings settings;

	private final Calls calls;

	ReadFileTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		return BuiltinTool.describe(NAME, "Read a file",
				"Reads a text file in UTF-8. Binary files, and files larger than " + this.settings.maxFile()
						+ " bytes, are refused.",
				Schema.object()
					.required("path", Schema.text("Path of the file, relative to the root, or absolute in one")),
				Schema.object()
					.required("content", Schema.text("What is in the file"))
					.required("path", Schema.text("Path of the file"))
					.required("size", Schema.number("Bytes"))
					.required("modified", Schema.text("When it was changed last, ISO 8601")),
				READS, Set.of("file", "text"), "Symbolic links are not followed, anywhere on the path.",
				BuiltinTool.example("Read notes", Map.<String, Object>of("path", "notes/today.md"),
						"content, path, size and modified"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("path"));
		return this.calls.run(this.settings.timeout(), context, (time) -> read(place));
	}

	private Map<String, Object> read(Place place) throws Failure {
		if (place.isRoot()) {
			throw Failure.invalid("'.' is a folder", "List it with list_dir");
		}
		try (Folder folder = Folder.parent(place)) {
			Entry entry = folder.require(place.name());
			byte[] bytes = folder.read(place.name(), this.settings.maxFile());
			if (bytes.length > this.settings.maxFile()) {
				throw Failure.invalid(new Shown(place.shown()) + " has more than " + this.settings.maxFile() + " bytes",
						"Search it with grep, or raise builtin-tools.files.max-file");
			}
			if (FileText.isBinary(bytes)) {
				throw Failure.invalid(new Shown(place.shown()) + " is binary", "Only text can be read");
			}
			return Map.<String, Object>of("content", FileText.decode(bytes), "path", place.shown(), "size",
					bytes.length, "modified", entry.modified());
		}
		catch (CharacterCodingException ex) {
			throw Failure.invalid(new Shown(place.shown()) + " is not UTF-8", "Only text in UTF-8 can be read");
		}
	}

}
