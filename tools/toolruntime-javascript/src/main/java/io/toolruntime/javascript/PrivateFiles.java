package io.toolruntime.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files in a folder that tools do not get with it: those that usually hold what an
 * application keeps to itself, and sockets.
 */
final class PrivateFiles {

	private static final Pattern NAME = Pattern
		.compile("(?i)\\.env.*|\\.npmrc|\\.netrc|(application|bootstrap)(-.*)?\\.(ya?ml|properties)"
				+ "|id_(rsa|dsa|ecdsa|ed25519)|.*\\.(pem|key|p12|pfx|jks|keystore)");

	private static final int MOST_DEPTH = 4;

	private static final int MOST_FILES = 5000;

	private PrivateFiles() {
	}

	/**
	 * Looks for them, not far down and not for long: a worker waits for it.
	 * @param folder the folder; none are in what is no folder
	 * @return the files, with what links among them lead to instead of themselves
	 */
	static Set<Path> in(Path folder) {
		Set<Path> found = new LinkedHashSet<>();
		if (!Files.isDirectory(folder)) {
			return found;
		}
		int[] seen = { 0 };
		try {
			Files.walkFileTree(folder, Set.of(), MOST_DEPTH, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
					return visited.endsWith("node_modules") || visited.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE
							: FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					if (attributes.isSymbolicLink()) {
						// A link out of what is there leads nowhere
						if (isPrivate(file) && Files.isRegularFile(file) && file.toRealPath().startsWith(folder)) {
							found.add(file.toRealPath());
						}
					}
					else if (attributes.isOther() || (attributes.isRegularFile() && isPrivate(file))) {
						found.add(file);
					}
					return (++seen[0] < MOST_FILES) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException ex) {
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private static boolean isPrivate(Path file) {
		return NAME.matcher(file.getFileName().toString()).matches();
	}

}
