package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;

/**
 * What one provider of a running application keeps on the host, under a name that tells
 * whether the application still runs: a private folder and control groups.
 */
final class Instance {

	private static final Logger logger = LoggerFactory.getLogger(Instance.class);

	private static final Pattern SANDBOX = Pattern.compile("[a-z0-9-]{1,100}");

	private final Proc proc;

	private final ApplicationInstance application;

	private final Path folder;

	private Instance(Proc proc, ApplicationInstance application, Path folder) {
		this.proc = proc;
		this.application = application;
		this.folder = folder;
	}

	/**
	 * Creates the folder of this instance, readable for nobody else, and removes what
	 * instances left that are dead.
	 * @param proc the processes
	 * @param groups where groups of dead instances may be
	 * @return this instance
	 * @throws IOException if the folder cannot be created
	 */
	static Instance create(Proc proc, @Nullable ControlGroups groups) throws IOException {
		ApplicationInstance application = ApplicationInstance.create(proc);
		Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		Path folder = Files.createDirectory(temporary.resolve(application.name()),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Instance instance = new Instance(proc, application, folder);
		instance.removeLeftovers(temporary, groups);
		return instance;
	}

	String name() {
		return this.application.name();
	}

	/**
	 * Checks the name of a sandbox, which becomes one of files and control groups.
	 * @param id the name
	 * @throws IllegalArgumentException if it could be a path, or anything else
	 */
	static void requireName(String id) {
		if (!SANDBOX.matcher(id).matches()) {
			throw new IllegalArgumentException(
					"'" + id + "' is not a sandbox's name; use lower case letters, digits and dashes");
		}
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Creates a folder in the instance's own, as private as that.
	 * @param id its name
	 * @return the folder
	 * @throws IOException if it cannot be created
	 */
	Path createFolder(String id) throws IOException {
		return Files.createDirectory(this.folder.resolve(id),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
	}

	private void removeLeftovers(Path temporary, @Nullable ControlGroups groups) {
		if (groups != null) {
			groups.removeIf(this.application::isDead);
		}
		List<Path> leftovers = List.of();
		try {
			leftovers = leftovers(temporary);
		}
		catch (IOException ex) {
			logger.debug("{} cannot be listed", temporary, ex);
		}
		for (Path left : leftovers) {
			// Its names tell which processes to look for: kept until there are none
			if (areGone(left)) {
				delete(left);
			}
		}
	}

	private boolean areGone(Path left) {
		ProcessTree tree = new ProcessTree(this.proc);
		try {
			boolean gone = true;
			for (Path sandbox : list(left)) {
				gone &= tree.kill(ProcessTree.mark(sandbox.getFileName().toString()));
			}
			return gone;
		}
		catch (IOException ex) {
			logger.debug("{} cannot be listed", left, ex);
			return false;
		}
	}

	/** Deletes the folder, if none of the sandboxes with a folder in it is left. */
	void delete() {
		if (areGone(this.folder)) {
			delete(this.folder);
		}
	}

	private List<Path> leftovers(Path temporary) throws IOException {
		return list(temporary).stream().filter((path) -> {
			try {
				return this.application.isDead(path.getFileName().toString())
						&& Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
						&& Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(this.folder));
			}
			catch (IOException ex) {
				return false;
			}
		}).toList();
	}

	private static List<Path> list(Path folder) throws IOException {
		List<Path> paths = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
			entries.forEach(paths::add);
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return paths;
	}

	/**
	 * Deletes a folder and all in it, without following links.
	 * @param folder the folder
	 */
	static void delete(Path folder) {
		try {
			Files.walkFileTree(folder, new Deletion());
		}
		catch (NoSuchFileException ex) {
			logger.trace("{} is gone already", folder);
		}
		catch (IOException ex) {
			logger.warn("{} cannot be deleted: {}", folder, ex.toString());
		}
	}

	private static final class Deletion extends SimpleFileVisitor<Path> {

		@Override
		public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
			// Whoever made it may have taken the right to look into it
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			Files.deleteIfExists(file);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException ex) throws IOException {
			Files.deleteIfExists(folder);
			return FileVisitResult.CONTINUE;
		}

	}

}
