package io.toolruntime.builtin;

import java.nio.charset.CharacterCodingException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Writes a file, all of it or nothing. */
final class WriteFileTool implements BuiltinTool {

	static final String NAME = "write_file";

	private static final Set<PosixFilePermission> NEW = PosixFilePermissions.fromString("rw-r--r--");

	private final FileSettings settings;

	private final Calls calls;

	WriteFileTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		return BuiltinTool.describe(NAME, "Write a file", "Writes a text file in UTF-8, at most "
				+ this.settings.maxFile()
				+ " bytes, and makes the folders that it is in. What was there is replaced, or with append added to.",
				Schema.object()
					.required("path", Schema.text("Path of the file, relative to the root, or absolute in one"))
					.required("content", Schema.text("What to write"))
					.optional("append", Schema.flag("Add to the end of what is there (default false)")),
				Schema.object()
					.required("success", Schema.flag("Always true"))
					.required("path", Schema.text("Path of the file"))
					.required("size", Schema.number("Bytes that the file has now"))
					.required("created", Schema.flag("Whether there was no such file before")),
				new ToolAnnotations(false, true, false, false), Set.of("file", "text"),
				"The file is replaced as a whole, and stays as it was if anything fails. New files have mode 0644, replaced ones keep theirs.",
				BuiltinTool.example("Write notes",
						Map.<String, Object>of("path", "notes/today.md", "content", "# Today\n"),
						"success, path, size and created"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("path"));
		byte[] content = encoded(arguments.text("content"));
		boolean append = arguments.flag("append", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> write(place, content, append, time));
	}

	private static byte[] encoded(String content) throws Failure {
		try {
			return FileText.encode(content);
		}
		catch (CharacterCodingException ex) {
			throw Failure.invalid("the content has half of a character (a lone surrogate)", "Write whole characters");
		}
	}

	private Map<String, Object> write(Place place, byte[] content, boolean append, CallTime time) throws Failure {
		if (place.isRoot()) {
			throw Failure.invalid("'.' is a folder", "Name a file in it");
		}
		requireSize(content.length);
		return Folder.inMadeParent(place, (folder) -> {
			Entry old = folder.look(place.name());
			Set<PosixFilePermission> permissions = NEW;
			byte[] all = content;
			if (old != null) {
				old.requireFile(place.shown());
				permissions = folder.permissions(place.name());
				all = append ? appended(folder, place, content) : content;
			}
			folder.write(place.name(), all, Objects.requireNonNull(permissions), time);
			return Map.<String, Object>of("success", true, "path", place.shown(), "size", all.length, "created",
					old == null);
		});
	}

	private byte[] appended(Folder folder, Place place, byte[] content) throws Failure {
		byte[] before = folder.read(place.name(), this.settings.maxFile());
		requireSize((long) before.length + content.length);
		byte[] all = new byte[before.length + content.length];
		System.arraycopy(before, 0, all, 0, before.length);
		System.arraycopy(content, 0, all, before.length, content.length);
		return all;
	}

	/* Before anything is touched. */
	private void requireSize(long size) throws Failure {
		if (size > this.settings.maxFile()) {
			throw Failure.invalid("the file would have " + size + " bytes, and may have " + this.settings.maxFile(),
					"Write several files, or raise builtin-tools.files.max-file");
		}
	}

}
