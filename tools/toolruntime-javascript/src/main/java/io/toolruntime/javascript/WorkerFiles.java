package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ApplicationInstance;

/**
 * The files of this application's workers: the worker's program, tools that came with the
 * application's classes, and sockets. In a folder that only its user can enter; those
 * that dead applications left are removed.
 */
final class WorkerFiles implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerFiles.class);

	/** In one place, so that all of it can be hidden from tools at once. */
	private static final String PLACE = "toolruntime-js-";

	/* So that the path of a socket fits into the 108 bytes that the kernel has for it. */
	private static final Path SHORT = Path.of("/tmp");

	/** No source can have this name, and a folder of its own. */
	static final String TYPESCRIPT_FOLDER = "~typescript";

	private static final int LONGEST = 12;

	private static final List<String> TYPESCRIPT = List.of("describe.mjs", "schemas.mjs", "runtimes.d.ts", "lib.json",
			"typescript.cjs");

	private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private final Path folder;

	private final Path worker;

	private @Nullable Path typescript;

	private WorkerFiles(Path folder) throws IOException {
		this.folder = folder;
		this.worker = folder.resolve("worker.mjs");
		try (InputStream program = WorkerFiles.class.getResourceAsStream("worker.mjs")) {
			if (program == null) {
				throw new IOException("worker.mjs is not among the classes");
			}
			Files.copy(program, this.worker);
		}
	}

	/**
	 * Makes the folder.
	 * @param application this application
	 * @return the files
	 * @throws IOException if they cannot be written
	 */
	static WorkerFiles create(ApplicationInstance application) throws IOException {
		Path place = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		Path folder = (place.toString().length() <= LONGEST || !Files.isDirectory(SHORT)) ? place : SHORT;
		Path parent = folder.resolve(PLACE + System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_"));
		try {
			Files.createDirectory(parent, PRIVATE);
		}
		catch (FileAlreadyExistsException ex) {
			requireOwn(parent);
		}
		removeDead(parent, application);
		return new WorkerFiles(Files.createDirectory(parent.resolve(application.name()), PRIVATE));
	}

	/* Anybody may have made it, where everybody may write. */
	private static void requireOwn(Path parent) throws IOException {
		PosixFileAttributes attributes = Files.readAttributes(parent, PosixFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		Path own = Files.createTempFile("toolruntime-js", null);
		try {
			if (!attributes.isDirectory() || !attributes.permissions().equals(PRIVATE.value())
					|| !attributes.owner().equals(Files.getOwner(own))) {
				throw new IOException(parent + " is not a folder of this application's user only; remove it");
			}
		}
		finally {
			Files.delete(own);
		}
	}

	private static void removeDead(Path parent, ApplicationInstance application) {
		try (Stream<Path> folders = Files.list(parent)) {
			folders.filter((folder) -> application.isDead(folder.getFileName().toString()))
				.forEach(WorkerFiles::delete);
		}
		catch (IOException ex) {
			logger.debug("What dead applications left in {} cannot be looked for", parent, ex);
		}
	}

	/**
	 * Returns the folder that TypeScript's compiler is in, which is put there when it is
	 * first asked for: beside the worker's program, which loads it from there.
	 * @return the folder
	 * @throws IOException if it cannot be written
	 */
	synchronized Path typescript() throws IOException {
		Path folder = this.typescript;
		if (folder == null) {
			folder = Files.createDirectories(this.folder.resolve(TYPESCRIPT_FOLDER));
			for (String name : TYPESCRIPT) {
				try (InputStream in = WorkerFiles.class.getResourceAsStream("typescript/" + name)) {
					if (in == null) {
						throw new IOException("typescript/" + name + " is not among the classes");
					}
					Files.copy(in, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
				}
			}
			this.typescript = folder;
		}
		return folder;
	}

	/** The worker's program. */
	Path worker() {
		return this.worker;
	}

	/**
	 * Returns the path of a file.
	 * @param name its name
	 * @return the path
	 */
	Path file(String name) {
		return this.folder.resolve(name);
	}

	@Override
	public void close() {
		delete(this.folder);
	}

	private static void delete(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			List<Path> inward = files.sorted(Comparator.reverseOrder()).toList();
			for (Path file : inward) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.debug("{} cannot be removed", folder, ex);
		}
	}

}
