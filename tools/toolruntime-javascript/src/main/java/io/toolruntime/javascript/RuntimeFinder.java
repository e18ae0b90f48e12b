package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
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

	private static final int MOST_OUTPUT = 1000;

	private final Map<JavaScriptRuntime, Path> commands;

	private final List<String> path;

	/** What was found; only that can be used, since what is missing may be installed. */
	private final Map<JavaScriptRuntime, RuntimeStatus> found = new EnumMap<>(JavaScriptRuntime.class);

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
		RuntimeStatus last = this.found.get(runtime);
		if (last != null && last.executable() != null && Files.isExecutable(last.executable())) {
			return last;
		}
		RuntimeStatus status = look(runtime);
		if (status.isAvailable()) {
			this.found.put(runtime, status);
		}
		else {
			this.found.remove(runtime);
		}
		return status;
	}

	private RuntimeStatus look(JavaScriptRuntime runtime) {
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

}
