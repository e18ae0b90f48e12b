package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

/** Bun, Node and Deno for tests: those that {@code .ci/runtimes} installs from npm. */
final class TestRuntimes {

	private static final Path INSTALLED = Path
		.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(System.getProperty("user.home") + "/.cache"))
		.resolve("toolruntime-runtimes");

	static final PermissionKeys ALL = permissions("*", "*", "*", null, "*");

	private TestRuntimes() {
	}

	/** Skips what needs a runtime that is not there. */
	static void assume(JavaScriptRuntime runtime) {
		Assumptions.assumeTrue(Files.isExecutable(INSTALLED.resolve(runtime.value())),
				() -> runtime.value() + " is needed: .ci/runtimes");
	}

	static void assumeBubblewrap() {
		Assumptions.assumeTrue(WorkerCommand.program("bwrap").isPresent(),
				"bubblewrap is needed: apt-get install bubblewrap");
	}

	static Map<String, String> commands() {
		Map<String, String> commands = new LinkedHashMap<>();
		for (JavaScriptRuntime runtime : JavaScriptRuntime.values()) {
			commands.put(runtime.value(), INSTALLED.resolve(runtime.value()).toString());
		}
		return commands;
	}

	/** The tools of the tests, in a folder of their own. */
	static Path tools(Path folder) throws IOException {
		Path file = folder.resolve("tools.ts");
		try (InputStream in = TestRuntimes.class.getResourceAsStream("tools.ts")) {
			Files.copy(in, file);
		}
		return file;
	}

	private static List<String> list(String value) {
		return (value != null) ? List.of(value.split(",")) : null;
	}

	static PermissionKeys permissions(String read, String write, String net, String env, String run) {
		return new PermissionKeys(list(read), list(write), list(net), list(env), list(run), null, null);
	}

	static JavaScriptToolsProperties properties(Path root, JavaScriptRuntime runtime, PermissionKeys permissions) {
		return properties(root, runtime, permissions, null, null);
	}

	static JavaScriptToolsProperties properties(Path root, JavaScriptRuntime runtime, PermissionKeys permissions,
			Workers workers, Map<String, ToolKeys> tools) {
		return builder(root, runtime).permissions(permissions).workers(workers).tools(tools).build();
	}

	static JavaScriptToolsProperties properties(String entrypoint, Path root, JavaScriptRuntime runtime,
			PermissionKeys permissions, Workers workers, Map<String, ToolKeys> tools) {
		return builder(root, runtime).entrypoint(entrypoint)
			.permissions(permissions)
			.workers(workers)
			.tools(tools)
			.build();
	}

	/** What is the same in all tests. */
	static JavaScriptToolsPropertiesBuilder builder(Path root, JavaScriptRuntime runtime) {
		return JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.projectRoot(root.toString())
			.runtime(runtime.value())
			.timeout(Duration.ofSeconds(20))
			.memory("512MB")
			.backoff(new Backoff(null, null, Duration.ZERO))
			.commands(commands());
	}

}
