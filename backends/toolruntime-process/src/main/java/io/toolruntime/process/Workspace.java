package io.toolruntime.process;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The file system with all writable space of a sandbox, held open by the host, so that it
 * can be looked at when the sandbox has ended.
 */
final class Workspace implements Closeable {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private static final long LONGEST_LOOK = 2;

	/**
	 * Less than this is left when it is full: what comes in larger pieces fails before.
	 */
	private static final long FULL = 64 << 10;

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
		Process stat = new ProcessBuilder(this.programs.require("stat"), "--file-system", "--format", "%S %b %f %c %d",
				this.descriptor.toString())
			.redirectErrorStream(true)
			.start();
		try {
			stat.getOutputStream().close();
			if (!stat.waitFor(LONGEST_LOOK, TimeUnit.SECONDS)) {
				throw new IOException("stat does not answer");
			}
			String answer = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
			String[] numbers = answer.split(" ");
			if (stat.exitValue() != 0 || numbers.length != 5) {
				throw new IOException("stat says " + answer);
			}
			long block = Long.parseLong(numbers[0]);
			boolean noRoom = Long.parseLong(numbers[1]) > 0 && Long.parseLong(numbers[2]) * block < FULL;
			boolean noFile = Long.parseLong(numbers[3]) > 0 && Long.parseLong(numbers[4]) == 0;
			return noRoom || noFile;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		catch (NumberFormatException ex) {
			throw new IOException(ex);
		}
		finally {
			stat.destroyForcibly();
		}
	}

	@Override
	public void close() throws IOException {
		this.open.close();
	}

}
