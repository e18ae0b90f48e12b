package io.toolruntime.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
 * The files of this application's children: what it was packed of the class path, and a
 * folder for each child that only its user can enter. Others can pass through the folders
 * above, and list none. What dead applications left is removed.
 */
final class ChildFiles implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ChildFiles.class);

	private static final String PLACE = "toolruntime-iso-";

	/* So that the path of a socket fits into the 108 bytes that the kernel has for it. */
	private static final Path SHORT = Path.of("/tmp");

	private static final int LONGEST = 12;

	private static final FileAttribute<Set<PosixFilePermission>> PASSABLE = permissions("rwx--x--x");

	private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = permissions("rwx------");

	private final Path folder;

	private final @Nullable Integer group;

	private ChildFiles(Path folder, @Nullable Integer group) {
		this.folder = folder;
		this.group = group;
	}

	private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
		return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
	}

	/**
	 * Makes the folder.
	 * @param application this application
	 * @param group the group of all children, or {@code null} if they have this
	 * application's user
	 * @return the files
	 * @throws IOException if they cannot be written
	 */
	static ChildFiles create(ApplicationInstance application, @Nullable Integer group) throws IOException {
		Path place = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		Path temporary = (place.toString().length() <= LONGEST || !Files.isDirectory(SHORT)) ? place : SHORT;
		Path parent = temporary.resolve(PLACE + System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_"));
		try {
			Files.createDirectory(parent, PASSABLE);
			Files.setPosixFilePermissions(parent, PASSABLE.value());
		}
		catch (FileAlreadyExistsException ex) {
			requireOwn(parent);
		}
		removeDead(parent, application);
		Path own = Files.createDirectory(parent.resolve(application.name()), PRIVATE);
		Files.setPosixFilePermissions(own, (group != null) ? PASSABLE.value() : PRIVATE.value());
		return new ChildFiles(own, group);
	}

	/* Anybody may have made it, where everybody may write. */
	private static void requireOwn(Path parent) throws IOException {
		PosixFileAttributes attributes = Files.readAttributes(parent, PosixFileAttributes.class,
				LinkOption.NOFOLLOW_LINKS);
		Path own = Files.createTempFile("toolruntime-iso", null);
		try {
			if (!attributes.isDirectory() || !attributes.permissions().equals(PASSABLE.value())
					|| !attributes.owner().equals(Files.getOwner(own))) {
				throw new IOException(
						parent + " is not a folder of this application's user that others only pass; remove it");
			}
		}
		finally {
			Files.delete(own);
		}
	}

	private static void removeDead(Path parent, ApplicationInstance application) {
		try (Stream<Path> folders = Files.list(parent)) {
			folders.filter((folder) -> application.isDead(folder.getFileName().toString())).forEach(ChildFiles::delete);
		}
		catch (IOException ex) {
			logger.debug("What dead applications left in {} cannot be looked for", parent, ex);
		}
	}

	/** The folder that all others are in. */
	Path folder() {
		return this.folder;
	}

	/**
	 * Makes the folder of a child.
	 * @param name name of the child
	 * @param user whom it runs as, or {@code null} for this application's user
	 * @return the folder, which has one for its files in it
	 * @throws IOException if it cannot be made
	 */
	Path createChild(String name, @Nullable ChildUser user) throws IOException {
		Path child = Files.createDirectory(this.folder.resolve(name), PRIVATE);
		Path work = Files.createDirectory(work(child), PRIVATE);
		give(work, user);
		give(child, user);
		return child;
	}

	/** The folder of a child's own files. */
	static Path work(Path child) {
		return child.resolve(ChildCalls.WORK);
	}

	/**
	 * Gives a file to a child, and to nobody else.
	 * @param file the file
	 * @param user whom the child runs as, or {@code null} for this application's user
	 * @throws IOException if it cannot be given
	 */
	static void give(Path file, @Nullable ChildUser user) throws IOException {
		if (user != null) {
			Files.setAttribute(file, "unix:uid", user.uid(), LinkOption.NOFOLLOW_LINKS);
			Files.setAttribute(file, "unix:gid", user.gid(), LinkOption.NOFOLLOW_LINKS);
		}
	}

	/**
	 * Makes a folder of files that all children may read, and nobody else.
	 * @param name its name
	 * @return the folder
	 * @throws IOException if it cannot be made
	 */
	Path createShared(String name) throws IOException {
		Path shared = Files.createDirectory(this.folder.resolve(name), PRIVATE);
		share(shared, "rwxr-x---");
		return shared;
	}

	/**
	 * Lets all children read a file.
	 * @param file the file
	 * @throws IOException if they cannot be let
	 */
	void share(Path file) throws IOException {
		share(file, "rw-r-----");
	}

	private void share(Path file, String permissions) throws IOException {
		if (this.group != null) {
			Files.setAttribute(file, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
			Files.setAttribute(file, "unix:gid", this.group, LinkOption.NOFOLLOW_LINKS);
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
		}
	}

	@Override
	public void close() {
		delete(this.folder);
	}

	/**
	 * Removes a folder, in which nobody may be changing anything: not before all
	 * processes of a child are gone.
	 * @param folder the folder
	 */
	static void delete(Path folder) {
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
