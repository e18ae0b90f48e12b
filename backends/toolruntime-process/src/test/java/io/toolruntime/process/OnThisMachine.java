package io.toolruntime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What sandboxes of this JVM have on the machine now. */
final class OnThisMachine {

	private OnThisMachine() {
	}

	static Set<String> now() {
		Set<String> found = new TreeSet<>();
		ProcessHandle.current()
			.descendants()
			.forEach((process) -> found.add("process " + process.pid() + " " + process.info().command().orElse("?")));
		String pid = "-" + ProcessHandle.current().pid() + "-";
		read(Path.of("/proc/self/mounts")).filter((mount) -> mount.contains("toolruntime") && mount.contains(pid))
			.forEach((mount) -> found.add("mount " + mount));
		for (Path root : roots(pid)) {
			folders(root).filter((folder) -> folder.toString().contains(pid))
				.filter((folder) -> folder.getParent().getFileName().toString().contains("toolruntime"))
				.forEach((folder) -> found.add("folder " + folder));
		}
		return found;
	}

	/* Others may keep whole file systems where temporary files are. */
	private static Set<Path> roots(String pid) {
		Set<Path> roots = new TreeSet<>(Set.of(Path.of("/sys/fs/cgroup")));
		try (Stream<Path> children = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			children.filter((child) -> child.getFileName().toString().contains("toolruntime"))
				.filter((child) -> child.toString().contains(pid))
				.forEach(roots::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return roots;
	}

	private static Stream<String> read(Path file) {
		try {
			return Files.readAllLines(file).stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Stream<Path> folders(Path root) {
		Set<Path> folders = new TreeSet<>();
		collect(root, 5, folders);
		return folders.stream();
	}

	/* Folders come and go meanwhile. */
	private static void collect(Path folder, int depth, Set<Path> into) {
		try (Stream<Path> children = Files.list(folder)) {
			children.filter(Files::isDirectory).forEach((child) -> {
				into.add(child);
				if (depth > 0) {
					collect(child, depth - 1, into);
				}
			});
		}
		catch (IOException | UncheckedIOException ex) {
			return;
		}
	}

}
