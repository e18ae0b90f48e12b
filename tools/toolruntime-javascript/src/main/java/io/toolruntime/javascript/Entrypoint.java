package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** Finds the file of tools that a source names. */
final class Entrypoint {

	private static final String CLASS_PATH = "classpath:";

	private static final Pattern FILE = Pattern.compile(".*\\.[cm]?[jt]s");

	private static final Pattern PACKAGE = Pattern.compile("(@[a-z0-9._~-]+/)?[a-z0-9._~-]+(/[A-Za-z0-9._~-]+)*");

	private Entrypoint() {
	}

	/**
	 * Finds the file.
	 * @param source the source
	 * @param files where what is among the application's classes is put
	 * @param loader the application's classes
	 * @return its path; a relative one is the name of a package
	 * @throws IOException if what is among the classes cannot be written
	 * @throws IllegalArgumentException if it is not there; says what was looked for
	 */
	static Path find(JavaScriptSource source, WorkerFiles files, ClassLoader loader) throws IOException {
		String name = source.entrypoint();
		if (name.startsWith(CLASS_PATH)) {
			return fromClasses(source, name.substring(CLASS_PATH.length()), files, loader);
		}
		boolean isFile = name.startsWith(".") || name.startsWith("/") || FILE.matcher(name).matches();
		if (!isFile && PACKAGE.matcher(name).matches()) {
			return Path.of(name);
		}
		try {
			Path file = source.root().resolve(name).normalize();
			if (!Files.isRegularFile(file)) {
				throw new IllegalArgumentException("The entrypoint of JavaScript tools '" + source.name() + "' is "
						+ name + ", and there is no file " + file + "; it is relative to project-root, which is "
						+ source.root());
			}
			return file.toRealPath();
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException("The entrypoint of JavaScript tools '" + source.name() + "' is no path",
					ex);
		}
	}

	private static Path fromClasses(JavaScriptSource source, String resource, WorkerFiles files, ClassLoader loader)
			throws IOException {
		String path = resource.startsWith("/") ? resource.substring(1) : resource;
		try (InputStream in = loader.getResourceAsStream(path)) {
			if (in == null) {
				throw new IllegalArgumentException("The entrypoint of JavaScript tools '" + source.name()
						+ "' is classpath:" + path + ", and the application's classes have no such file");
			}
			Path folder = Files.createDirectories(files.file(source.name()));
			Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
			Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
			return file;
		}
	}

}
