package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.guest.GuestProgram;

/**
 * The interpreters on this machine, by language.
 */
final class Interpreters {

	private final String kind;

	private final Map<String, String> commands;

	private final List<String> path;

	Interpreters(String kind, Map<String, String> commands, List<String> path) {
		this.kind = kind;
		this.commands = commands;
		this.path = path;
	}

	static void requireValid(String kind, @Nullable Map<String, String> commands) {
		if (commands == null) {
			return;
		}
		commands.forEach((language, command) -> {
			if (!GuestProgram.languages().contains(language)) {
				throw new IllegalArgumentException(
						kind + ".commands." + language + ": there are " + GuestProgram.languages());
			}
			if (!command.startsWith("/") || !Path.of(command).normalize().equals(Path.of(command))) {
				throw new IllegalArgumentException(kind + ".commands." + language + " is '" + command
						+ "'; write the absolute path of the interpreter");
			}
		});
	}

	/**
	 * Lists the languages that can be run: those whose interpreter is here, or is
	 * configured to be. Where none is, all of them: whoever asks for one shall hear what
	 * to install.
	 * @return the languages
	 */
	Set<String> languages() {
		Set<String> languages = found();
		return languages.isEmpty() ? new TreeSet<>(GuestProgram.languages()) : languages;
	}

	private Set<String> found() {
		Set<String> languages = new TreeSet<>(this.commands.keySet());
		for (String language : GuestProgram.languages()) {
			if (find(language).isPresent()) {
				languages.add(language);
			}
		}
		return languages;
	}

	/**
	 * Finds an interpreter.
	 * @param language the language
	 * @return its path
	 * @throws RuntimeUnavailableException if it is not there
	 */
	Path require(String language) {
		return find(language).orElseThrow(() -> {
			String configured = this.commands.get(language);
			return unavailable((configured != null)
					? this.kind + ".commands." + language + " is " + configured + ", which is no program here"
					: GuestProgram.interpreterOf(language) + " is not on " + String.join(":", this.path)
							+ "; install it, or name another with " + this.kind + ".commands." + language);
		});
	}

	/**
	 * Checks that there is an interpreter for something, and that those configured exist.
	 * @throws RuntimeUnavailableException if not
	 */
	void check() {
		this.commands.keySet().forEach(this::require);
		if (found().isEmpty()) {
			throw unavailable("There is neither node nor python3 on " + String.join(":", this.path)
					+ "; install one, or name it with " + this.kind + ".commands.<language>");
		}
	}

	/**
	 * Identifies an interpreter.
	 * @param language the language
	 * @return its real path, size and age; its path as configured if it is not there
	 */
	String image(String language) {
		return find(language).map(Interpreters::image)
			.orElseGet(() -> this.commands.getOrDefault(language, language) + " (missing)");
	}

	/**
	 * Identifies a program.
	 * @param program its path
	 * @return path, real path, size and age
	 */
	static String image(Path program) {
		try {
			Path real = program.toRealPath();
			return program + " " + real + " " + Files.size(real) + " " + Files.getLastModifiedTime(real);
		}
		catch (IOException ex) {
			return program.toString();
		}
	}

	private Optional<Path> find(String language) {
		String configured = this.commands.get(language);
		if (configured != null) {
			Path path = Path.of(configured);
			return isProgram(path) ? Optional.of(path) : Optional.empty();
		}
		return GuestProgram.languages().contains(language) ? find(GuestProgram.interpreterOf(language), this.path)
				: Optional.empty();
	}

	/**
	 * Finds a program.
	 * @param name its name
	 * @param path folders to look in
	 * @return its path, or empty if it is in none
	 */
	static Optional<Path> find(String name, List<String> path) {
		return path.stream().map((folder) -> Path.of(folder, name)).filter(Interpreters::isProgram).findFirst();
	}

	private static boolean isProgram(Path path) {
		return Files.isRegularFile(path) && Files.isExecutable(path);
	}

	private RuntimeUnavailableException unavailable(String message) {
		return new RuntimeUnavailableException(message, this.kind, null);
	}

}
