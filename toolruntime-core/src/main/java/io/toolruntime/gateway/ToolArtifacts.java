package io.toolruntime.gateway;

import java.io.ByteArrayInputStream;
import java.net.URLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.InputFile;
import io.toolruntime.limit.Quantity;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Files that the tools of one execution made. Bounded in number and size; two with one
 * path are both kept. Safe for use by several threads.
 */
final class ToolArtifacts {

	private static final int MOST = 100;

	private static final int LONGEST_TYPE = 127;

	private final Map<String, Artifact> files = new LinkedHashMap<>();

	private long bytes;

	/**
	 * Adds a file.
	 * @param path where the tool wants it
	 * @param mediaType its type, or {@code null} to go by its name
	 * @param content the file
	 * @return where it is
	 * @throws ToolException if the path is none, or there is too much already
	 */
	String add(String path, @Nullable String mediaType, byte[] content) {
		requirePath(path);
		byte[] copy = content.clone();
		String digest = sha256(copy);
		synchronized (this) {
			if (this.files.size() >= MOST) {
				throw full("the tools of an execution can leave " + MOST + " files");
			}
			if (this.bytes + copy.length > ToolCallOutput.MAX_ARTIFACT_BYTES) {
				throw full("the files that tools of an execution leave can have "
						+ Quantity.formatBytes(ToolCallOutput.MAX_ARTIFACT_BYTES) + " together");
			}
			String free = free(path);
			this.bytes += copy.length;
			this.files.put(free, new Artifact(free, copy.length, type(path, mediaType), digest,
					() -> new ByteArrayInputStream(copy)));
			return free;
		}
	}

	private static void requirePath(String path) {
		try {
			new InputFile(path, new byte[0]);
		}
		catch (IllegalArgumentException ex) {
			throw new ToolException(null, ToolErrorCode.EXECUTION_FAILED,
					"The tool made a file whose path is none: write it relative, without '..', such as reports/may.pdf",
					ex);
		}
	}

	private static ToolException full(String what) {
		return new ToolException(null, ToolErrorCode.OUTPUT_LIMIT, "The file cannot be kept: " + what);
	}

	private String free(String path) {
		String free = path;
		for (int i = 2; this.files.containsKey(free); i++) {
			free = numbered(path, i);
		}
		return free;
	}

	private static String numbered(String path, int number) {
		int dot = path.lastIndexOf('.');
		boolean extension = dot > path.lastIndexOf('/') + 1;
		return extension ? path.substring(0, dot) + "-" + number + path.substring(dot) : path + "-" + number;
	}

	private static String type(String path, @Nullable String mediaType) {
		if (mediaType != null && mediaType.length() <= LONGEST_TYPE
				&& mediaType.matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[A-Za-z0-9=._-]+)*")) {
			return mediaType;
		}
		String guessed = URLConnection.guessContentTypeFromName(path);
		return (guessed != null) ? guessed : path.endsWith(".csv") ? "text/csv" : "application/octet-stream";
	}

	private static String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the files, after those that the guest left: one of a guest that has the
	 * path of a tool's gets another.
	 * @param guest the guest's files
	 * @return all of them
	 */
	synchronized List<Artifact> with(List<Artifact> guest) {
		if (this.files.isEmpty()) {
			return guest;
		}
		Map<String, Artifact> all = new LinkedHashMap<>(this.files);
		for (Artifact file : guest) {
			String path = file.path();
			for (int i = 2; all.containsKey(path); i++) {
				path = numbered(file.path(), i);
			}
			all.put(path, new Artifact(path, file.size(), file.mediaType(), file.sha256(), file.content()));
		}
		return List.copyOf(all.values());
	}

}
