package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the file of tools that a source names.
 *
 * @param source the source
 * @param files where what is among the application's classes is put
 * @param loader the application's classes
 */
record EntrypointFinder(JavaScriptSource source, WorkerFiles files, ClassLoader loader) {

	private static final Pattern FILE = Pattern.compile(".*\\.[cm]?[jt]s");

	private static final Pattern PACKAGE = Pattern.compile("(@[a-z0-9._~-]+/)?[a-z0-9._~-]+(/[A-Za-z0-9._~-]+)*");

	/**
	 * Finds the file.
	 * @return its path; a relative one is the name of a package
	 * @throws IOException if what is among the classes cannot be written
	 * @throws IllegalArgumentException if it is not there; says what was looked for
	 */
	Path find() throws IOException {
		String name = this.source.entrypoint();
		if (JavaScriptSource.isInClasses(name)) {
			return fromClasses(name.substring(JavaScriptSource.CLASS_PATH.length()));
		}
		boolean isFile = name.startsWith(".") || name.startsWith("/") || FILE.matcher(name).matches();
		if (!isFile && PACKAGE.matcher(name).matches()) {
			return Path.of(name);
		}
		try {
			Path file = this.source.root().resolve(name).normalize();
			if (!Files.isRegularFile(file)) {
				throw new IllegalArgumentException(
						this.source.keys() + "entrypoint is " + name + ", and there is no file " + file
								+ "; it is relative to project-root, which is " + this.source.root());
			}
			return file.toRealPath();
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException(this.source.keys() + "entrypoint is no path", ex);
		}
	}

	private Path fromClasses(String resource) throws IOException {
		String path = resource(resource);
		try (InputStream in = this.loader.getResourceAsStream(path)) {
			if (in == null) {
				throw new IllegalArgumentException(this.source.keys() + "entrypoint is classpath:" + path
						+ ", and the application's classes have no such file");
			}
			Path folder = Files.createDirectories(this.files.file(this.source.name()));
			Path file = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
			Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
			return file;
		}
	}

	private static String resource(String name) {
		return name.startsWith("/") ? name.substring(1) : name;
	}

	/**
	 * Returns the folder in which changes are changes of the tools.
	 * @param found the file, as {@link #find} gave it
	 * @return the folder, or {@code null} if its files do not change while the
	 * application runs
	 */
	@Nullable Path watched(Path found) {
		if (!JavaScriptSource.isInClasses(this.source.entrypoint())) {
			return found.isAbsolute() ? found.getParent() : null;
		}
		URL url = this.loader
			.getResource(resource(this.source.entrypoint().substring(JavaScriptSource.CLASS_PATH.length())));
		if (url == null || !url.getProtocol().equals("file")) {
			return null;
		}
		return Path.of(URI.create(url.toString())).getParent();
	}

}
