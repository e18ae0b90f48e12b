package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of a project as they were.
 *
 * @param digests SHA-256 of each
 */
record ProjectFiles(Map<Path, String> digests) {

	private static final String GONE = "";

	private static final int MOST = 5000;

	/** Larger ones are not read for types. */
	private static final long MOST_BYTES = 16 << 20;

	private static final int PIECE = 64 << 10;

	/**
	 * Remembers a file of tools as it is now.
	 * @param entrypoint the file; a relative path is the name of a package
	 * @return the file, or none
	 */
	static ProjectFiles of(Path entrypoint) {
		return new ProjectFiles(entrypoint.isAbsolute() ? Map.of(entrypoint, digest(entrypoint)) : Map.of());
	}

	/**
	 * Takes what somebody says who has read files. Those that are not of the project are
	 * left out.
	 * @param said a list of maps with path and digest
	 * @param root the project's folder
	 * @param entrypoint the file of tools
	 * @return the files
	 */
	static ProjectFiles of(List<?> said, Path root, Path entrypoint) {
		Map<Path, String> digests = new LinkedHashMap<>();
		said.stream().limit(MOST).forEach((item) -> {
			if (item instanceof Map<?, ?> file && file.get("path") instanceof String name
					&& file.get("digest") instanceof String digest) {
				try {
					Path path = Path.of(name);
					if (path.equals(entrypoint) || isOf(path, root)) {
						digests.put(path, digest);
					}
				}
				catch (InvalidPathException ex) {
					// None of the project
				}
			}
		});
		return new ProjectFiles(digests);
	}

	private static boolean isOf(Path path, Path root) {
		try {
			return path.isAbsolute() && path.toRealPath().startsWith(root.toRealPath());
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Whether all of them are as they were. */
	boolean areUnchanged() {
		return this.digests.entrySet().stream().allMatch((file) -> digest(file.getKey()).equals(file.getValue()));
	}

	private static String digest(Path file) {
		try {
			if (!Files.isRegularFile(file)) {
				return GONE;
			}
			if (Files.size(file) > MOST_BYTES) {
				return Files.size(file) + " " + Files.getLastModifiedTime(file);
			}
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			try (InputStream in = Files.newInputStream(file)) {
				byte[] piece = new byte[PIECE];
				for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
					digest.update(piece, 0, count);
				}
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (IOException ex) {
			return GONE;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
