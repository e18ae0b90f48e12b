package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.toolruntime.guest.GuestProgram;

/**
 * Looks for runtimes: in the usual places, never on the application's {@code PATH}, which
 * may have places that others write to.
 */
final class RuntimeFinder {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	/** A program that could not say its version may have been held up. */
	private static final Duration RETRY = Duration.ofSeconds(10);

	private static final int MOST_OUTPUT = 1000;

	private final Map<JavaScriptRuntime, Path> commands;

	private final List<String> path;

	/**
	 * What each program has said. One that is missing is looked for again: it may be
	 * installed.
	 */
	private final Map<Path, Known> known = new HashMap<>();

	/**
	 * Creates it. Looks for nothing yet.
	 * @param commands where runtimes are, of those of which it is configured
	 */
	RuntimeFinder(Map<JavaScriptRuntime, Path> commands) {
		this(commands, GuestProgram.PATH);
	}

	RuntimeFinder(Map<JavaScriptRuntime, Path> commands, List<String> path) {
		this.commands = Map.copyOf(commands);
		this.path = List.copyOf(path);
	}

	/**
	 * Looks for a runtime, and asks it for its version.
	 * @param runtime the runtime
	 * @return what was found
	 */
	synchronized RuntimeStatus find(JavaScriptRuntime runtime) {
		Path executable = executable(runtime);
		if (executable == null) {
			Path configured = this.commands.get(runtime);
			return new RuntimeStatus(runtime, null, null,
					(configured != null)
							? "javascript.commands." + runtime.value() + " is " + configured
									+ ", where there is no executable"
							: runtime.value() + " is not on " + String.join(":", this.path) + "; " + runtime.remedy()
									+ ", or write its absolute path to javascript.commands." + runtime.value());
		}
		Known last = this.known.get(executable);
		if (last == null || last.isOld() || last.isAnother(executable)) {
			// Before it is asked: what is written meanwhile is asked again
			FileTime written = Known.written(executable);
			last = new Known(written, ask(runtime, executable), System.nanoTime());
			this.known.put(executable, last);
		}
		return last.status();
	}

	private static RuntimeStatus ask(JavaScriptRuntime runtime, Path executable) {
		try {
			RuntimeVersion version = RuntimeVersion.parse(says(executable));
			String problem = version.isAtLeast(runtime.oldest()) ? null : executable + " is " + version + ", and "
					+ runtime.oldest() + " is the oldest that runs tools; " + runtime.remedy();
			return new RuntimeStatus(runtime, executable, version.toString(), problem);
		}
		catch (IOException | IllegalArgumentException ex) {
			return new RuntimeStatus(runtime, executable, null,
					executable + " does not say its version (" + ex.getMessage() + "); " + runtime.remedy());
		}
	}

	private @Nullable Path executable(JavaScriptRuntime runtime) {
		Path configured = this.commands.get(runtime);
		if (configured != null) {
			return isProgram(configured) ? configured : null;
		}
		return this.path.stream()
			.map((folder) -> Path.of(folder, runtime.value()))
			.filter(RuntimeFinder::isProgram)
			.findFirst()
			.orElse(null);
	}

	private static boolean isProgram(Path path) {
		return path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path);
	}

	private static String says(Path executable) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(executable.toString(), "--version").redirectErrorStream(true);
		builder.environment().clear();
		Process process = builder.start();
		try {
			process.getOutputStream().close();
			FutureTask<String> output = new FutureTask<>(() -> text(process.getInputStream()));
			Thread reader = new Thread(output, "toolruntime-javascript-version");
			reader.setDaemon(true);
			reader.start();
			return output.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("nothing within " + LONGEST.toSeconds() + " s", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String text(InputStream in) throws IOException {
		return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
	}

	/**
	 * What a program has said.
	 *
	 * @param written when the program was written, or {@code null} if nobody knows
	 * @param status what it said
	 * @param at when, as {@link System#nanoTime()} tells it
	 */
	private record Known(@Nullable FileTime written, RuntimeStatus status, long at) {

		boolean isOld() {
			return !this.status.isAvailable() && System.nanoTime() - this.at > RETRY.toNanos();
		}

		boolean isAnother(Path program) {
			return this.written == null || !this.written.equals(written(program));
		}

		static @Nullable FileTime written(Path program) {
			try {
				return Files.getLastModifiedTime(program);
			}
			catch (IOException ex) {
				return null;
			}
		}

	}

}
