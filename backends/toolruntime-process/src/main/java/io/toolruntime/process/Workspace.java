package io.toolruntime.process;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.toolruntime.linux.FileSystemSpace;

/**
 * The file system with all writable space of a sandbox, held open by the host, so that it
 * can be looked at when the sandbox has ended.
 */
final class Workspace implements Closeable {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private final HostPrograms programs;

	private final FileInputStream open;

	private final Path descriptor;

	private Workspace(HostPrograms programs, FileInputStream open, Path descriptor) {
		this.programs = programs;
		this.open = open;
		this.descriptor = descriptor;
	}

	/**
	 * Opens it.
	 * @param programs where {@code stat} is
	 * @param file a file in it that nothing in the sandbox sees, with a name that no
	 * other open file has
	 * @return the workspace
	 * @throws IOException if it is not there
	 */
	static Workspace open(HostPrograms programs, Path file) throws IOException {
		FileInputStream open = new FileInputStream(file.toFile());
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
			for (Path descriptor : descriptors) {
				if (isFor(descriptor, file.getFileName().toString())) {
					// Self is another process for the one that looks
					return new Workspace(programs, open, Path.of("/proc", Long.toString(ProcessHandle.current().pid()),
							"fd", descriptor.getFileName().toString()));
				}
			}
			throw new IOException("no descriptor for " + file);
		}
		catch (IOException | DirectoryIteratorException ex) {
			open.close();
			throw new IOException(ex);
		}
	}

	private static boolean isFor(Path descriptor, String name) {
		try {
			return Files.readSymbolicLink(descriptor).endsWith(name);
		}
		catch (IOException ex) {
			// Closed meanwhile
			return false;
		}
	}

	/**
	 * Looks whether it is full.
	 * @return whether it has no room, or no room for one more file
	 * @throws IOException if it cannot be told
	 */
	boolean isFull() throws IOException {
		return new FileSystemSpace(this.programs.require("stat")).isFull(List.of(this.descriptor));
	}

	@Override
	public void close() throws IOException {
		this.open.close();
	}

}
