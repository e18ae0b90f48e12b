package io.toolruntime.builtin;

import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Writes a document to the output folder. */
final class DocumentTool implements BuiltinTool {

	private final DocumentWriter writer;

	private final DocumentSettings settings;

	private final Calls calls;

	DocumentTool(DocumentWriter writer, DocumentSettings settings, Calls calls) {
		this.writer = writer;
		this.settings = settings;
		this.calls = calls;
	}

	@Override
	public ToolDescriptor descriptor() {
		String extension = this.writer.extension();
		Map<String, Object> example = new LinkedHashMap<>(this.writer.example().values());
		example.put("path", "report." + extension);
		return BuiltinTool.describe("write_" + extension, "Write " + extension.toUpperCase(Locale.ROOT),
				this.writer.description(),
				this.writer.input(Schema.object()
					.required("path",
							Schema.text("Path in the output folder; ." + extension + " is added if it is missing"))
					.optional("overwrite", Schema.flag("Replace a file that is there (default false)"))),
				Schema.object()
					.required("path", Schema.text("Path in the output folder"))
					.required("size", Schema.number("Bytes"))
					.required("media_type", Schema.text("Media type"))
					.required("sha256", Schema.text("SHA-256 of the file, in hexadecimal")),
				new ToolAnnotations(false, true, false, false), Set.of("document", "file", extension),
				"At most " + this.settings.maxFile() + " bytes. The file is there as a whole, or not at all.",
				BuiltinTool.example("Write a report", example, "path, size, media_type and sha256"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		String path = arguments.text("path");
		String end = "." + this.writer.extension();
		Place place = this.settings.output()
			.place(path.toLowerCase(Locale.ROOT).endsWith(end) || path.isEmpty() ? path : path + end);
		if (place.isRoot() || place.name().startsWith(".")) {
			throw Failure.invalid(new Shown(path) + " is no name of a file", "Write one such as 'report" + end + "'");
		}
		boolean overwrite = arguments.flag("overwrite", false);
		return this.calls.run(this.settings.timeout(), context, (time) -> {
			byte[] document = this.writer.write(arguments, time);
			if (document.length > this.settings.maxFile()) {
				throw Failure.invalid(
						"the document has " + document.length + " bytes, and may have " + this.settings.maxFile(),
						"Write less, or raise builtin-tools.documents.max-file");
			}
			write(place, document, overwrite, time);
			return Map.<String, Object>of("path", place.shown(), "size", document.length, "media_type",
					this.writer.mediaType(), "sha256", sha256(document));
		});
	}

	private static void write(Place place, byte[] document, boolean overwrite, CallTime time) throws Failure {
		Folder.inMadeParent(place, (folder) -> {
			Entry old = folder.look(place.name());
			if (old != null) {
				old.requireFile(place.shown());
				if (!overwrite) {
					throw Failure.invalid(new Shown(place.shown()) + " is there already",
							"Write another name, or set overwrite to true");
				}
			}
			folder.write(place.name(), document, PosixFilePermissions.fromString("rw-r--r--"), time);
			return place;
		});
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
