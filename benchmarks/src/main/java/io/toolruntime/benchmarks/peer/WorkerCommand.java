package io.toolruntime.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs outside the JVM that execute what their standard input asks for. */
public enum WorkerCommand {

	/** Node. */
	NODE("node", "BENCHMARKS_NODE", "node-worker.mjs", List.of("--input-type=module", "--eval")) {
		@Override
		public Optional<String> unavailable() {
			return answersVersion() ? Optional.empty() : Optional
				.of("there is no '" + executable() + "'; install Node 20 or later, or name it in " + "BENCHMARKS_NODE");
		}
	},

	/** Python with Monty. */
	MONTY("~/.cache/toolruntime-benchmarks/monty/bin/python", "BENCHMARKS_PYTHON", "monty-worker.py", List.of("-c")) {
		@Override
		public Optional<String> unavailable() {
			if (!Files.isExecutable(Path.of(executable()))) {
				return Optional.of("there is no Python with pydantic-monty at its place; benchmarks/run installs "
						+ "it where it can, or name one in BENCHMARKS_PYTHON");
			}
			return answersVersion() ? Optional.empty() : Optional
				.of("pydantic-monty does not work in the Python of BENCHMARKS_PYTHON; install it there " + "with pip");
		}
	};

	private final String executable;

	private final String variable;

	private final String script;

	private final List<String> options;

	WorkerCommand(String executable, String variable, String script, List<String> options) {
		this.executable = executable;
		this.variable = variable;
		this.script = script;
		this.options = options;
	}

	/**
	 * Tells why it cannot be run here.
	 * @return what is missing and how to get it, or empty
	 */
	public abstract Optional<String> unavailable();

	/**
	 * Asks it for its version.
	 * @return the version
	 */
	public String version() {
		try (Worker worker = start()) {
			return worker.ask(Map.of("operation", "version"), PriceTool.FAST).get("version").asString();
		}
	}

	/**
	 * Starts one.
	 * @return the running worker
	 */
	public Worker start() {
		List<String> command = new ArrayList<>();
		command.add(executable());
		command.addAll(this.options);
		command.add(source());
		return Worker.start(command);
	}

	final boolean answersVersion() {
		try {
			return !version().isEmpty();
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	final String executable() {
		return System.getenv()
			.getOrDefault(this.variable, this.executable)
			.replaceFirst("^~", System.getProperty("user.home"));
	}

	private String source() {
		try (InputStream stream = WorkerCommand.class.getResourceAsStream(this.script)) {
			if (stream == null) {
				throw new IllegalStateException(this.script + " is missing");
			}
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
