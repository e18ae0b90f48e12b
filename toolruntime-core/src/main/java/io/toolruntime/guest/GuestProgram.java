package io.toolruntime.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The program that runs the user's code inside a sandbox, in the language of that code.
 * It is given to the interpreter on its command line, so that an image needs nothing but
 * the interpreter.
 */
public final class GuestProgram {

	/** Where interpreters are looked for, in this order. */
	public static final List<String> PATH = List.of("/usr/local/bin", "/usr/bin", "/bin");

	private static final Map<String, String> RESOURCES = new TreeMap<>(
			Map.of("javascript", "guest.mjs", "python", "guest.py"));

	private static final Map<String, String> INTERPRETERS = Map.of("javascript", "node", "python", "python3");

	private final String language;

	private final String source;

	private GuestProgram(String language, String source) {
		this.language = language;
		this.source = source;
	}

	/**
	 * Lists the languages that there are programs for.
	 * @return the languages
	 */
	public static Set<String> languages() {
		return RESOURCES.keySet();
	}

	/**
	 * Reads the program of a language.
	 * @param language one of {@link #languages()}
	 * @return the program
	 * @throws IllegalArgumentException if there is none for the language
	 */
	public static GuestProgram of(String language) {
		String resource = RESOURCES.get(language);
		if (resource == null) {
			throw new IllegalArgumentException("There is no guest for '" + language + "'; there are " + languages());
		}
		try (InputStream in = GuestProgram.class.getResourceAsStream(resource)) {
			if (in == null) {
				throw new IllegalStateException(resource + " is missing from the jar of toolruntime-core");
			}
			return new GuestProgram(language, new String(in.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Names the interpreter that is looked for where nothing else is configured.
	 * @param language one of {@link #languages()}
	 * @return {@code node} or {@code python3}
	 */
	public static String interpreterOf(String language) {
		return INTERPRETERS.getOrDefault(language, language);
	}

	/**
	 * Returns the command that starts the guest.
	 * @param interpreter path or name of Node, Bun, Deno or CPython; its name tells which
	 * one it is
	 * @return interpreter and arguments
	 */
	public List<String> command(String interpreter) {
		if (this.language.equals("python")) {
			// Isolated: no PYTHON* variables, no user's packages, no compiled files
			// written
			return List.of(interpreter, "-I", "-B", "-X", "utf8", "-c", this.source);
		}
		String name = interpreter.substring(interpreter.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
		if (name.startsWith("deno")) {
			return List.of(interpreter, "eval", "--no-config", "--no-lock", "--quiet", this.source);
		}
		if (name.startsWith("bun")) {
			return List.of(interpreter, "--no-install", "-e", this.source);
		}
		return List.of(interpreter, "--input-type=module", "-e", this.source);
	}

}
