package io.toolruntime.isolation;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * The class path of the application, as its children have it: jars only, since only those
 * can be in an archive of classes, and only what their user can read. Folders are packed,
 * an executable jar of Spring Boot is unpacked, and what only this application can read
 * is copied for its children. All of that once, when the first child is started.
 */
final class ChildClassPath {

	private static final String NESTED_CLASSES = "BOOT-INF/classes/";

	private static final String NESTED_JARS = "BOOT-INF/lib/";

	private static final int MOST_NESTED_JARS = 5000;

	private final ChildFiles files;

	private final String classPath;

	private final boolean readByOthers;

	private @Nullable List<Path> entries;

	/**
	 * Creates it. Does nothing yet.
	 * @param files where to what is packed
	 * @param classPath the application's class path
	 * @param readByOthers whether children run as another user
	 */
	ChildClassPath(ChildFiles files, String classPath, boolean readByOthers) {
		this.files = files;
		this.classPath = classPath;
		this.readByOthers = readByOthers;
	}

	/**
	 * Returns the class path.
	 * @return jars
	 * @throws IOException if something cannot be packed
	 */
	synchronized List<Path> entries() throws IOException {
		if (this.entries == null) {
			Path folder = this.files.createShared("classes");
			Set<Path> found = new LinkedHashSet<>();
			for (String entry : this.classPath.split(File.pathSeparator)) {
				if (!entry.isEmpty()) {
					add(found, Path.of(entry).toAbsolutePath(), folder);
				}
			}
			this.entries = List.copyOf(found);
		}
		return this.entries;
	}

	private void add(Set<Path> found, Path entry, Path folder) throws IOException {
		if (Files.isDirectory(entry)) {
			try (Stream<Path> content = Files.list(entry)) {
				if (content.findAny().isPresent()) {
					found.add(packed(entry, folder, found.size()));
				}
			}
			return;
		}
		if (!Files.isRegularFile(entry) || found.contains(entry)) {
			return;
		}
		try (JarFile jar = new JarFile(entry.toFile(), false)) {
			if (jar.getEntry(NESTED_CLASSES) != null || jar.getEntry(NESTED_JARS) != null) {
				unpack(found, jar, folder);
				return;
			}
			found.add((this.readByOthers && !isReadByOthers(entry)) ? copied(entry, folder, found.size()) : entry);
			for (Path named : named(entry, jar.getManifest())) {
				add(found, named, folder);
			}
		}
	}

	/* The jar of a test runner has nothing in it but the names of others. */
	private static List<Path> named(Path jar, @Nullable Manifest manifest) throws IOException {
		String others = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH) : null;
		List<Path> paths = new ArrayList<>();
		if (others != null) {
			for (String other : others.trim().split("\\s+")) {
				try {
					URI uri = jar.toUri().resolve(other);
					if ("file".equals(uri.getScheme())) {
						paths.add(Path.of(uri));
					}
				}
				catch (IllegalArgumentException ex) {
					throw new IOException("Class-Path of " + jar + " has " + other, ex);
				}
			}
		}
		return paths;
	}

	private void unpack(Set<Path> found, JarFile jar, Path folder) throws IOException {
		Path classes = folder.resolve(found.size() + "-classes.jar");
		List<ZipEntry> nested = new ArrayList<>();
		try (ZipOutputStream out = zip(classes)) {
			for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements();) {
				ZipEntry entry = entries.nextElement();
				String name = entry.getName();
				if (name.startsWith(NESTED_CLASSES) && name.length() > NESTED_CLASSES.length()) {
					out.putNextEntry(new ZipEntry(name.substring(NESTED_CLASSES.length())));
					try (InputStream in = jar.getInputStream(entry)) {
						in.transferTo(out);
					}
				}
				else if (name.startsWith(NESTED_JARS) && name.endsWith(".jar") && nested.size() < MOST_NESTED_JARS) {
					nested.add(entry);
				}
			}
		}
		this.files.share(classes);
		found.add(classes);
		for (ZipEntry entry : nested) {
			// Only the last part of the name, which has no folder in it
			String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
			Path target = folder.resolve(found.size() + "-" + name);
			try (InputStream in = jar.getInputStream(entry)) {
				Files.copy(in, target);
			}
			this.files.share(target);
			found.add(target);
		}
	}

	private Path packed(Path classes, Path folder, int number) throws IOException {
		TreeMap<String, Path> content = new TreeMap<>();
		try (Stream<Path> all = Files.walk(classes)) {
			all.forEach((path) -> {
				String name = classes.relativize(path).toString().replace(File.separatorChar, '/');
				if (!name.isEmpty()) {
					content.put(Files.isDirectory(path) ? name + "/" : name, path);
				}
			});
		}
		Path jar = folder.resolve(number + "-classes.jar");
		try (ZipOutputStream out = zip(jar)) {
			for (var entry : content.entrySet()) {
				out.putNextEntry(new ZipEntry(entry.getKey()));
				if (!entry.getKey().endsWith("/")) {
					Files.copy(entry.getValue(), out);
				}
			}
		}
		this.files.share(jar);
		return jar;
	}

	private static ZipOutputStream zip(Path jar) throws IOException {
		OutputStream out = Files.newOutputStream(jar);
		ZipOutputStream zip = new ZipOutputStream(out);
		zip.setLevel(0);
		return zip;
	}

	private Path copied(Path jar, Path folder, int number) throws IOException {
		Path copy = folder.resolve(number + "-" + jar.getFileName());
		Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
		this.files.share(copy);
		return copy;
	}

	/**
	 * Tells whether every user can read a file.
	 * @param file the file
	 * @return whether they can, and pass all folders on the way to it
	 * @throws IOException if it cannot be found out
	 */
	static boolean isReadByOthers(Path file) throws IOException {
		Path real = file.toRealPath();
		if (!Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)) {
			return false;
		}
		for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
			if (!Files.getPosixFilePermissions(Objects.requireNonNull(folder))
				.contains(PosixFilePermission.OTHERS_EXECUTE)) {
				return false;
			}
		}
		return true;
	}

}
