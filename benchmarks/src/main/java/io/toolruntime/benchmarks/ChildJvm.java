package io.toolruntime.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a probe in a JVM of its own. */
final class ChildJvm {

	private static final List<String> OPTIONS = List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED",
			"-Dpolyglot.engine.WarnInterpreterOnly=false", "-Dpolyglotimpl.AttachLibraryFailureAction=ignore");

	private static final int WARNS_OF_UNSAFE = 24;

	private ChildJvm() {
	}

	/* The same for every peer: a heap, and no warnings between the results. */
	static List<String> options(Jdk jdk) {
		List<String> options = new ArrayList<>(OPTIONS);
		if (Integer.parseInt(jdk.id()) >= WARNS_OF_UNSAFE) {
			options.add("--sun-misc-unsafe-memory-access=allow");
		}
		return options;
	}

	/**
	 * Runs a probe to its end.
	 * @param jdk on which JDK
	 * @param probe the probe's main class
	 * @param arguments its arguments
	 * @return what it answered
	 * @throws IllegalStateException if it failed
	 */
	static JsonNode run(Jdk jdk, Class<?> probe, Object... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(jdk.java().toString());
		command.addAll(options(jdk));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), probe.getName()));
		for (Object argument : arguments) {
			command.add(argument.toString());
		}
		Path errors = Files.createTempFile("toolruntime-benchmarks", ".log");
		try {
			Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
			process.getOutputStream().close();
			String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(
						probe.getSimpleName() + " failed: " + firstLine(Files.readString(errors)));
			}
			return JsonMapper.builder().build().readTree(answer);
		}
		finally {
			Files.delete(errors);
		}
	}

	private static String firstLine(String text) {
		return text.lines()
			.filter((line) -> line.contains("Exception") || line.contains("Error"))
			.findFirst()
			.orElse(text);
	}

}
