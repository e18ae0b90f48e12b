package io.toolruntime.builtin;

import java.util.Map;
import java.util.Set;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Deletes a file or a folder. */
final class DeleteFileTool implements BuiltinTool {

	static final String NAME = "delete_file";

	private static final int DEEPEST = 100;

	private static final int MOST_NAMES = 100_000;

	private final FileSettings settings;

	private final Calls calls;

	DeleteFileTool(FileSettings settings, Calls calls) {
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		return BuiltinTool.describe(NAME, "Delete a file or folder",
				"Deletes a file, or with recursive a folder and all that is in it. Says success: false if there is nothing.",
				Schema.object()
					.required("path",
							Schema.text("Path of the file or folder, relative to the root, or absolute in one"))
					.optional("recursive", Schema.flag("Needed to delete a folder (default false)")),
				Schema.object()
					.required("success", Schema.flag("Whether there was something to delete"))
					.required("path", Schema.text("The path"))
					.required("deleted", Schema.number("Files and folders that were deleted")),
				new ToolAnnotations(false, true, true, false), Set.of("file"),
				"What a symbolic link in a folder leads to stays; the link is deleted with the folder.",
				BuiltinTool.example("Delete a folder", Map.<String, Object>of("path", "old", "recursive", true),
						"success, path and deleted"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		Place place = this.settings.roots().place(arguments.text("path"));
		boolean recursive = arguments.flag("recursive", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> delete(place, recursive, time));
	}

	private Map<String, Object> delete(Place place, boolean recursive, CallTime time) throws Failure {
		if (place.isRoot()) {
			throw Failure.denied("'.' is the root itself", "Delete what is in it");
		}
		int deleted = 0;
		try (Folder folder = Folder.parent(place)) {
			Entry entry = folder.look(place.name());
			if (entry != null && entry.isFolder()) {
				if (!recursive) {
					throw Failure.invalid(new Shown(place.shown()) + " is a folder",
							"Set recursive to true to delete it and all that is in it");
				}
				deleted = deleteFolder(folder, entry.name(), time, 1);
			}
			else if (entry != null) {
				entry.requireFile(place.shown());
				folder.deleteFile(entry.name());
				deleted = 1;
			}
		}
		catch (Failure ex) {
			if (ex.code() != CanonicalCode.FILE_NOT_FOUND) {
				throw ex;
			}
		}
		return Map.<String, Object>of("success", deleted > 0, "path", place.shown(), "deleted", deleted);
	}

	private int deleteFolder(Folder outer, String name, CallTime time, int depth) throws Failure {
		if (depth > DEEPEST) {
			throw Failure.invalid("folders are in folders more than " + DEEPEST + " deep",
					"Delete the inner ones first");
		}
		int deleted = 1;
		try (Folder folder = outer.folder(name)) {
			for (String inner : folder.names(MOST_NAMES)) {
				time.check();
				Entry entry = folder.look(inner);
				if (entry != null && entry.isFolder()) {
					deleted += deleteFolder(folder, inner, time, depth + 1);
				}
				else if (entry != null) {
					folder.deleteFile(inner);
					deleted++;
				}
			}
		}
		outer.deleteFolder(name);
		return deleted;
	}

}
