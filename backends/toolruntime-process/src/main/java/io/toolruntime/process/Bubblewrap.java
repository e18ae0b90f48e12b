package io.toolruntime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;

/**
 * The bubblewrap of this machine. It is asked for its version once, and again when it was
 * replaced.
 */
final class Bubblewrap {

	private static final Pattern VERSION = Pattern.compile("bubblewrap (\\d+)\\.(\\d+)(?:\\.\\d+)?");

	/** The first with {@code --clearenv}. */
	private static final int OLDEST_MINOR = 5;

	/** The first with {@code --disable-userns}. */
	private static final int MINOR_WITH_DISABLE_USERNS = 8;

	private static final long LONGEST_SECONDS = 5;

	private static final int MOST_OUTPUT = 2000;

	private final HostPrograms programs;

	private volatile @Nullable Known known;

	Bubblewrap(HostPrograms programs) {
		this.programs = programs;
	}

	/**
	 * Identifies it.
	 * @return its path, real path, size and age; {@code bwrap (missing)} if it is not
	 * there
	 */
	String image() {
		return this.programs.find("bwrap").map(Path::of).map(Interpreters::image).orElse("bwrap (missing)");
	}

	/**
	 * Asks for its version.
	 * @return such as {@code 0.8.0}
	 * @throws RuntimeUnavailableException if it is not there, does not say, or is too old
	 */
	String version() {
		String image = image();
		Known before = this.known;
		if (before != null && before.image().equals(image)) {
			return before.version();
		}
		String version = requireVersion(ask());
		this.known = new Known(image, version);
		return version;
	}

	/**
	 * Tells whether it can forbid further namespaces.
	 * @return whether it knows {@code --disable-userns}
	 * @throws RuntimeUnavailableException if it does not say its version
	 */
	boolean canDisableNamespaces() {
		String[] parts = version().split("\\.");
		return Integer.parseInt(parts[0]) > 0 || Integer.parseInt(parts[1]) >= MINOR_WITH_DISABLE_USERNS;
	}

	private String ask() {
		try {
			Process process = new ProcessBuilder(this.programs.require("bwrap"), "--version").redirectErrorStream(true)
				.start();
			try {
				process.getOutputStream().close();
				if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
					throw unavailable("bwrap --version does not end", null);
				}
				return new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
			}
			finally {
				process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			throw unavailable("bwrap cannot be started: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable("Interrupted", ex);
		}
	}

	/**
	 * Reads the version.
	 * @param said what {@code bwrap --version} said
	 * @return the version
	 * @throws RuntimeUnavailableException if it is too old
	 */
	static String requireVersion(String said) {
		Matcher matcher = VERSION.matcher(said);
		if (!matcher.find()) {
			throw unavailable("bwrap --version says '" + said + "', which is not bubblewrap", null);
		}
		String version = matcher.group().substring("bubblewrap ".length());
		if (Integer.parseInt(matcher.group(1)) == 0 && Integer.parseInt(matcher.group(2)) < OLDEST_MINOR) {
			throw unavailable("bubblewrap is " + version + "; install 0.5.0 or later", null);
		}
		return version;
	}

	private static RuntimeUnavailableException unavailable(String message, @Nullable Throwable cause) {
		return new RuntimeUnavailableException(message, ProcessBackendFactory.KIND, null, cause);
	}

	/**
	 * What was asked last.
	 *
	 * @param image what it was
	 * @param version what it said
	 */
	private record Known(String image, String version) {

	}

}
