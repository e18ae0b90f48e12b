package io.toolruntime.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads {@code /proc}. Of a process that is gone there is nothing.
 */
public final class Proc {

	private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

	private static final int SESSION = 3;

	private static final int START_TIME = 19;

	private final Path root;

	/** Reads that of this machine. */
	public Proc() {
		this(Path.of("/proc"));
	}

	/**
	 * Reads another.
	 * @param root where it is
	 */
	public Proc(Path root) {
		this.root = root;
	}

	/**
	 * Tells whether there is such a thing here.
	 * @return whether this is Linux
	 */
	public boolean isThere() {
		return Files.isReadable(this.root.resolve("self/stat"));
	}

	/**
	 * Names a file of a process.
	 * @param pid the process
	 * @param file name of the file
	 * @return its path, whether or not there is such a file
	 */
	public Path of(long pid, String file) {
		return this.root.resolve(Long.toString(pid)).resolve(file);
	}

	/**
	 * Returns the program that a process runs.
	 * @param pid the process
	 * @return its path; of a program that has been replaced since, not quite
	 * @throws IOException if the process is gone, or is not ours to look at
	 */
	public Path executable(long pid) throws IOException {
		return Files.readSymbolicLink(of(pid, "exe"));
	}

	/**
	 * Reads a file whole.
	 * @param pid the process
	 * @param file name of the file
	 * @return its text
	 * @throws IOException if the process is gone, or is not ours to look at
	 */
	public String read(long pid, String file) throws IOException {
		return new String(Files.readAllBytes(of(pid, file)), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Lists all processes.
	 * @return their ids
	 * @throws IOException if they cannot be listed
	 */
	public List<Long> processes() throws IOException {
		List<Long> pids = new ArrayList<>();
		forEach(pids::add);
		return pids;
	}

	/**
	 * Looks at all processes, at each as soon as it is found. Elsewhere than on Linux
	 * there are none to look at.
	 * @param action what is done with its id
	 * @throws IOException if they cannot be listed, or were not all listed
	 */
	public void forEach(LongConsumer action) throws IOException {
		if (!LINUX) {
			return;
		}
		long own = ProcessHandle.current().pid();
		boolean listed = false;
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(this.root, "[0-9]*")) {
			for (Path entry : entries) {
				long pid = Long.parseLong(entry.getFileName().toString());
				listed |= pid == own;
				action.accept(pid);
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		if (!listed) {
			throw new IOException(this.root + " does not list this process, so it may lack others too");
		}
	}

	/**
	 * Tells whether there is an entry for a process.
	 * @param pid the process
	 * @return whether it is there; needs no file to be opened
	 */
	public boolean hasEntry(long pid) {
		return !Files.notExists(of(pid, ""));
	}

	/**
	 * Tells whether the machine has swap.
	 * @return whether it has some, or may
	 */
	public boolean hasSwap() {
		try {
			// Below a line of titles
			return Files.readAllLines(this.root.resolve("swaps")).size() > 1;
		}
		catch (NoSuchFileException ex) {
			// A kernel that cannot swap
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	/**
	 * Returns the first child of a process.
	 * @param pid the parent
	 * @return the child, or empty if there is none
	 */
	public Optional<Long> child(long pid) {
		try {
			String children = read(pid, "task/" + pid + "/children").trim();
			return children.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(children.split(" ")[0]));
		}
		catch (IOException | NumberFormatException ex) {
			// A kernel without that file
			return ProcessHandle.of(pid).flatMap((handle) -> handle.children().map(ProcessHandle::pid).findFirst());
		}
	}

	/**
	 * Reads when a process began, which tells it from a later one with its id.
	 * @param pid the process
	 * @return ticks since the machine started, or empty if it is gone
	 */
	public Optional<Long> startTime(long pid) {
		try {
			return Optional.of(Long.valueOf(stat(pid)[START_TIME]));
		}
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Reads the session of a process.
	 * @param pid the process
	 * @return its number; 0 if it began where this process cannot see
	 * @throws IOException if the process is gone
	 */
	public long session(long pid) throws IOException {
		return Long.parseLong(stat(pid)[SESSION]);
	}

	/* From the state on: the name before it is in parentheses and may hold anything. */
	private String[] stat(long pid) throws IOException {
		String stat = read(pid, "stat");
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

	/**
	 * Tells whether a process runs: it is there, and not only its entry.
	 * @param pid the process
	 * @return whether it runs, or may
	 */
	public boolean isRunning(long pid) {
		try {
			String state = stat(pid)[0];
			return !state.equals("Z") && !state.equals("X");
		}
		catch (IOException | RuntimeException ex) {
			return hasEntry(pid);
		}
	}

	/**
	 * Tells whether a process runs, and not a later one with its id.
	 * @param pid the process
	 * @param startTime when it began
	 * @return whether it runs, or may
	 */
	public boolean isRunning(long pid, long startTime) {
		Optional<Long> found = startTime(pid);
		return (found.isEmpty() || found.get() == startTime) && isRunning(pid);
	}

	/**
	 * Reads a namespace of a process.
	 * @param pid the process
	 * @param kind such as {@code net}
	 * @return what tells it from another
	 * @throws IOException if the process is gone, or is not ours to look at
	 */
	public String namespace(long pid, String kind) throws IOException {
		return Files.readSymbolicLink(of(pid, "ns/" + kind)).toString();
	}

	/**
	 * Reads the state of a process.
	 * @param pid the process
	 * @return the lines of {@code status} by name
	 * @throws IOException if the process is gone
	 */
	public Map<String, String> status(long pid) throws IOException {
		Map<String, String> status = new HashMap<>();
		for (String line : read(pid, "status").split("\n")) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				status.put(line.substring(0, colon), line.substring(colon + 1).trim());
			}
		}
		return status;
	}

}
