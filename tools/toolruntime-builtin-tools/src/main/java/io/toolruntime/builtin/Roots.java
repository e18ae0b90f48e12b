package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folders that tools are kept to. A path is either relative to the first of them, or
 * absolute and below one of them; what it leads to is found out step by step by
 * {@link Folder}, never by the path as a whole.
 */
final class Roots {

	private static final int LONGEST = 4096;

	private static final int DEEPEST = 100;

	private static final String KEY = "builtin-tools.root";

	private static final String OTHERS = "builtin-tools.additional-roots";

	/* Real path by the path as it is configured, the first one first. */
	private final Map<Path, Path> folders;

	private Roots(Map<Path, Path> folders) {
		this.folders = folders;
	}

	/**
	 * Reads what is configured.
	 * @param root the first folder
	 * @param others the others
	 * @return the roots
	 * @throws IllegalArgumentException if one of them cannot be used, with its key
	 */
	static Roots of(String root, List<String> others) {
		Map<Path, Path> folders = new LinkedHashMap<>();
		add(folders, KEY, root);
		others.forEach((other) -> add(folders, OTHERS, other));
		List<Path> real = List.copyOf(folders.values());
		for (Path outer : real) {
			for (Path inner : real) {
				if (outer != inner && inner.startsWith(outer)) {
					throw new IllegalArgumentException(
							OTHERS + ": " + inner + " lies in " + outer + "; leave it out, it can be used already");
				}
			}
		}
		return new Roots(folders);
	}

	/**
	 * Reads one folder.
	 * @param key its key
	 * @param folder the folder
	 * @return the only root
	 * @throws IllegalArgumentException if it cannot be used, with its key
	 */
	static Roots only(String key, String folder) {
		Map<Path, Path> folders = new LinkedHashMap<>();
		add(folders, key, folder);
		return new Roots(folders);
	}

	private static void add(Map<Path, Path> folders, String key, String text) {
		try {
			Path path = Path.of(text).toAbsolutePath().normalize();
			Path real = path.toRealPath();
			if (!Files.isDirectory(real)) {
				throw new IllegalArgumentException(key + ": " + path + " is not a folder; name one");
			}
			if (real.getNameCount() == 0) {
				throw new IllegalArgumentException(
						key + ": " + path + " is the whole machine, which keeps tools to nothing; name a folder");
			}
			folders.put(path, real);
		}
		catch (InvalidPathException | IOException ex) {
			throw new IllegalArgumentException(
					key + ": '" + text + "' is not there; create the folder, or name another", ex);
		}
	}

	/** The folders, where they really are. */
	List<Path> folders() {
		return List.copyOf(this.folders.values());
	}

	/**
	 * Returns the folders by all their names.
	 * @return where each really is, by the path that it is configured as, and by itself
	 */
	Map<Path, Path> named() {
		Map<Path, Path> named = new LinkedHashMap<>(this.folders);
		this.folders.values().forEach((real) -> named.put(real, real));
		return named;
	}

	/**
	 * Finds the place that a path names. Nothing is looked at.
	 * @param text the path, as the caller wrote it
	 * @return the place
	 * @throws Failure if it lies in none of the folders, whatever is there
	 */
	Place place(String text) throws Failure {
		if (text.isEmpty() || text.length() > LONGEST || text.indexOf(0) >= 0) {
			throw Failure.invalid("the path is empty, longer than " + LONGEST + " characters or no path",
					"Write a path relative to the root, such as 'notes/today.md', or '.'");
		}
		Path path;
		try {
			path = Path.of(text);
		}
		catch (InvalidPathException ex) {
			throw Failure.invalid("the path has characters that file names cannot have on this machine",
					"Write another name");
		}
		if (text.equals("..") || List.of(text.split("/")).contains("..")) {
			throw Failure.denied("the path " + new Shown(text) + " has '..' in it",
					"Write it from the root, without '..'");
		}
		if (!path.isAbsolute()) {
			return place(0, this.folders.values().iterator().next(), path);
		}
		int index = 0;
		for (Map.Entry<Path, Path> folder : this.folders.entrySet()) {
			for (Path name : List.of(folder.getKey(), folder.getValue())) {
				if (path.normalize().startsWith(name)) {
					return place(index, folder.getValue(), name.relativize(path.normalize()));
				}
			}
			index++;
		}
		throw Failure.denied("the path " + new Shown(text) + " is outside of the folders that tools may use",
				"Write a path relative to the root");
	}

	private static Place place(int index, Path root, Path relative) throws Failure {
		List<String> names = new ArrayList<>();
		for (Path name : relative) {
			String text = name.toString();
			if (!text.isEmpty() && !text.equals(".")) {
				names.add(text);
			}
		}
		if (names.size() > DEEPEST) {
			throw Failure.invalid("the path is more than " + DEEPEST + " folders deep", "Write a shorter one");
		}
		return new Place(root, index == 0, names);
	}

}
