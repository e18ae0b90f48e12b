package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An open folder. Whatever is done is done to an entry of this very folder, by its name
 * alone, and no link is followed: somebody who puts another in its place while a call
 * runs, or a link in place of a folder on the way, changes nothing.
 */
final class Folder implements AutoCloseable {

	private static final int PIECE = 8192;

	private static final int MOST_TRIES = 50;

	private final SecureDirectoryStream<Path> stream;

	private final String shown;

	private Folder(SecureDirectoryStream<Path> stream, String shown) {
		this.stream = stream;
		this.shown = shown;
	}

	/**
	 * Opens the folder of a place, from its root step by step.
	 * @param place the place
	 * @return the folder
	 * @throws Failure if one on the way is a link, no folder or not there
	 */
	static Folder open(Place place) throws Failure {
		Folder current = root(place);
		for (String name : place.names()) {
			try (Folder outer = current) {
				current = outer.folder(name);
			}
		}
		return current;
	}

	/**
	 * Opens the folder that a place is in.
	 * @param place the place, which is not a root
	 * @return the folder
	 * @throws Failure if one on the way is a link, no folder or not there
	 */
	static Folder parent(Place place) throws Failure {
		return open(new Place(place.root(), place.first(), place.names().subList(0, place.names().size() - 1)));
	}

	/**
	 * Does something in the folder that a place is in, and makes the folders on the way
	 * that are not there. Two who make the same one at once may take it from each other
	 * while it is empty: who finds it gone begins again.
	 * @param <T> what comes of it
	 * @param place the place, which is not a root
	 * @param work what to do
	 * @return what came of it
	 * @throws Failure if it fails, or a folder cannot be made
	 */
	static <T> T inMadeParent(Place place, Work<T> work) throws Failure {
		for (int tries = 0;; tries++) {
			try (Folder folder = madeParent(place)) {
				return work.in(folder);
			}
			catch (Failure ex) {
				if (ex.code() != CanonicalCode.FILE_NOT_FOUND || tries == MOST_TRIES) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Opens the folder that a place is in, and makes the folders on the way that are not
	 * there.
	 * @param place the place, which is not a root
	 * @return the folder
	 * @throws Failure if one on the way is a link or no folder, or cannot be made
	 */
	private static Folder madeParent(Place place) throws Failure {
		Folder current = root(place);
		for (String name : place.names().subList(0, place.names().size() - 1)) {
			try (Folder outer = current) {
				if (outer.look(name) == null) {
					outer.make(name, place);
				}
				current = outer.folder(name);
			}
		}
		return current;
	}

	private static Folder root(Place place) throws Failure {
		String shown = new Place(place.root(), place.first(), List.of()).shown();
		try {
			return of(Files.newDirectoryStream(place.root()), shown);
		}
		catch (IOException ex) {
			throw failure(shown, ex);
		}
	}

	private static Folder of(DirectoryStream<Path> stream, String shown) throws IOException, Failure {
		if (stream instanceof SecureDirectoryStream<Path> secure) {
			return new Folder(secure, shown);
		}
		stream.close();
		throw Failure.unavailable("this system cannot open files relative to a folder", "Run the application on Linux",
				null);
	}

	private String shown(String name) {
		return this.shown.equals(".") ? name : this.shown + "/" + name;
	}

	/**
	 * Looks at an entry.
	 * @param name its name
	 * @return what it is, or {@code null} if it is not there
	 * @throws Failure if it cannot be looked at
	 */
	@Nullable Entry look(String name) throws Failure {
		try {
			return new Entry(name, view(name, BasicFileAttributeView.class).readAttributes());
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	private <V extends BasicFileAttributeView> V view(String name, Class<V> type) throws IOException {
		V view = this.stream.getFileAttributeView(Path.of(name), type, LinkOption.NOFOLLOW_LINKS);
		if (view == null) {
			throw new IOException("The file system has no " + type.getSimpleName());
		}
		return view;
	}

	/**
	 * Looks at an entry that must be there.
	 * @param name its name
	 * @return what it is
	 * @throws Failure if it is not there
	 */
	Entry require(String name) throws Failure {
		Entry entry = look(name);
		if (entry == null) {
			throw Failure.notFound("there is no " + new Shown(shown(name)),
					"List the folder with list_dir to see what there is");
		}
		return entry;
	}

	/**
	 * Opens a folder in it.
	 * @param name its name
	 * @return the folder
	 * @throws Failure if it is not there or no folder
	 */
	Folder folder(String name) throws Failure {
		require(name).requireFolder(shown(name));
		try {
			return of(this.stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS), shown(name));
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	/**
	 * Lists it, in order. Can be done once.
	 * @param most entries
	 * @return names of entries, one more than asked for if there are more
	 * @throws Failure if it cannot be read
	 */
	List<String> names(int most) throws Failure {
		List<String> names = new ArrayList<>();
		try {
			Iterator<Path> entries = this.stream.iterator();
			while (names.size() <= most && entries.hasNext()) {
				Path name = entries.next().getFileName();
				if (name != null) {
					names.add(name.toString());
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw failure(this.shown, Objects.requireNonNull(ex.getCause()));
		}
		names.sort(null);
		return names;
	}

	/**
	 * Reads a file.
	 * @param name its name
	 * @param most bytes
	 * @return what is in it; one byte more than asked for if it has more
	 * @throws Failure if it is no file, or cannot be read
	 */
	byte[] read(String name, int most) throws Failure {
		Entry entry = require(name).requireFile(shown(name));
		try (SeekableByteChannel channel = this.stream.newByteChannel(Path.of(name),
				Set.<OpenOption>of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
			int room = (int) Math.min(entry.size(), most) + 1;
			ByteBuffer bytes = ByteBuffer.allocate(room);
			while (channel.read(bytes) >= 0) {
				if (!bytes.hasRemaining()) {
					// It has grown since it was looked at
					if (bytes.capacity() > most) {
						break;
					}
					bytes = ByteBuffer.allocate((int) Math.min(bytes.capacity() * 2L + PIECE, most + 1L))
						.put(bytes.flip());
				}
			}
			byte[] read = new byte[bytes.position()];
			bytes.flip().get(read);
			return read;
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	/**
	 * Puts a file in the place of whatever file is there, all of it at once: others see
	 * the old one or the new one.
	 * @param name its name
	 * @param content what is in it
	 * @param permissions who may use it
	 * @param time until when it is worth while
	 * @throws Failure if it cannot be written; then the old one is as it was
	 */
	void write(String name, byte[] content, Set<PosixFilePermission> permissions, CallTime time) throws Failure {
		Path part = Path.of(part());
		FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(permissions);
		boolean moved = false;
		boolean made = false;
		try {
			try (SeekableByteChannel channel = this.stream.newByteChannel(part, Set.<OpenOption>of(
					StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), mode)) {
				made = true;
				ByteBuffer bytes = ByteBuffer.wrap(content);
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
			}
			// The process's umask may have taken some away
			view(part.toString(), PosixFileAttributeView.class).setPermissions(permissions);
			time.check();
			this.stream.move(part, this.stream, Path.of(name));
			moved = true;
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
		finally {
			if (made && !moved) {
				discard(part);
			}
		}
	}

	private static String part() {
		return ".toolruntime-" + UUID.randomUUID() + ".part";
	}

	private void discard(Path part) throws Failure {
		try {
			this.stream.deleteFile(part);
		}
		catch (IOException ex) {
			throw failure(part.toString(), ex);
		}
	}

	/**
	 * Tells who may use a file.
	 * @param name its name
	 * @return its permissions
	 * @throws Failure if they cannot be read
	 */
	Set<PosixFilePermission> permissions(String name) throws Failure {
		try {
			return view(name, PosixFileAttributeView.class).readAttributes().permissions();
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	/*
	 * A folder cannot be made relative to an open one. So it is made in the root, whose
	 * own path nobody can change, and moved from there to here.
	 */
	private void make(String name, Place place) throws Failure {
		Path part = place.root().resolve(part());
		Path partName = Path.of(part.getFileName().toString());
		try (Folder root = root(place)) {
			Files.createDirectory(part,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
			boolean moved = false;
			try {
				root.stream.move(partName, this.stream, Path.of(name));
				moved = true;
			}
			finally {
				if (!moved) {
					root.stream.deleteDirectory(partName);
				}
			}
		}
		catch (IOException ex) {
			if (look(name) == null) {
				throw failure(shown(name), ex);
			}
			// Somebody else was faster
		}
	}

	/**
	 * Deletes an entry that is no folder, and not what it links to.
	 * @param name its name
	 * @throws Failure if it cannot be deleted
	 */
	void deleteFile(String name) throws Failure {
		try {
			this.stream.deleteFile(Path.of(name));
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	/**
	 * Deletes an empty folder.
	 * @param name its name
	 * @throws Failure if it cannot be deleted
	 */
	void deleteFolder(String name) throws Failure {
		try {
			this.stream.deleteDirectory(Path.of(name));
		}
		catch (IOException ex) {
			throw failure(shown(name), ex);
		}
	}

	/* Of what the system says, only the reason is passed on: no path of the machine's. */
	private static Failure failure(String shown, IOException cause) {
		if (cause instanceof NoSuchFileException) {
			return Failure.notFound(new Shown(shown) + " is not there any more", "List the folder with list_dir");
		}
		if (cause instanceof AccessDeniedException) {
			return Failure.denied(new Shown(shown) + " may not be used by the application",
					"Ask for another, or let the application's user have it");
		}
		if (cause instanceof NotDirectoryException) {
			return Failure.denied(new Shown(shown) + " is no folder, or a link, which is not followed",
					"Name a folder below the root");
		}
		if (cause instanceof DirectoryNotEmptyException) {
			return Failure.invalid(new Shown(shown) + " is a folder that is not empty",
					"Delete it with recursive set to true");
		}
		if (cause instanceof FileAlreadyExistsException) {
			return Failure.invalid(new Shown(shown) + " is there already", "Write another name");
		}
		String reason = (cause instanceof FileSystemException ex && ex.getReason() != null) ? ex.getReason()
				: cause.getClass().getSimpleName();
		if (reason.contains("symbolic links")) {
			return Failure.denied(new Shown(shown) + " has become a symbolic link, which is not followed",
					"Look at the folder with list_dir");
		}
		return Failure.internal(new Shown(shown) + " cannot be used: " + reason, "Try again, or ask for another",
				cause);
	}

	@Override
	public void close() throws Failure {
		try {
			this.stream.close();
		}
		catch (IOException ex) {
			throw failure(this.shown, ex);
		}
	}

	/** What is done in a folder. */
	interface Work<T> {

		/**
		 * Does it; perhaps more than once.
		 * @param folder the folder
		 * @return what came of it
		 * @throws Failure if it fails
		 */
		T in(Folder folder) throws Failure;

	}

}
