package io.toolruntime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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
final class Proc {

	private static final Path ROOT = Path.of("/proc");

	private static final int SESSION = 3;

	private static final int START_TIME = 19;

	/**
	 * Tells whether there is such a thing here.
	 * @return whether this is Linux
	 */
	boolean isThere() {
		return Files.isReadable(ROOT.resolve("self/stat"));
	}

	Path of(long pid, String file) {
		return ROOT.resolve(Long.toString(pid)).resolve(file);
	}

	/**
	 * Reads a file whole.
	 * @param pid the process
	 * @param file name of the file
	 * @return its text
	 * @throws IOException if the process is gone, or is not ours to look at
	 */
	String read(long pid, String file) throws IOException {
		return new String(Files.readAllBytes(of(pid, file)), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Lists all processes.
	 * @return their ids
	 */
	List<Long> processes() {
		List<Long> pids = new ArrayList<>();
		forEach(pids::add);
		return pids;
	}

	/**
	 * Looks at all processes, at each as soon as it is found.
	 * @param action what is done with its id
	 */
	void forEach(LongConsumer action) {
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
			entries.forEach((entry) -> action.accept(Long.parseLong(entry.getFileName().toString())));
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Elsewhere than on Linux there is nothing to look at
			return;
		}
	}

	/**
	 * Returns the first child of a process.
	 * @param pid the parent
	 * @return the child, or empty if there is none
	 */
	Optional<Long> child(long pid) {
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
	Optional<Long> startTime(long pid) {
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
	long session(long pid) throws IOException {
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
	 * @return whether it runs
	 */
	boolean isRunning(long pid) {
		try {
			String stat = read(pid, "stat");
			char state = stat.charAt(stat.lastIndexOf(')') + 2);
			return state != 'Z' && state != 'X';
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Reads a namespace of a process.
	 * @param pid the process
	 * @param kind such as {@code net}
	 * @return what tells it from another
	 * @throws IOException if the process is gone, or is not ours to look at
	 */
	String namespace(long pid, String kind) throws IOException {
		return Files.readSymbolicLink(of(pid, "ns/" + kind)).toString();
	}

	/**
	 * Reads the state of a process.
	 * @param pid the process
	 * @return the lines of {@code status} by name
	 * @throws IOException if the process is gone
	 */
	Map<String, String> status(long pid) throws IOException {
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
