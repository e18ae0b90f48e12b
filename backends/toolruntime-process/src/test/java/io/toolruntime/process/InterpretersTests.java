package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * Interpreters that are installed elsewhere than the system's run in bubblewrap too:
 * every CPython that pyenv has here beside the system's, and, where the system property
 * {@code toolruntime.test.javascript} names one, another JavaScript runtime.
 */
class InterpretersTests {

	private static final Path SYSTEM_PYTHON = Path.of("/usr/bin/python3");

	private static final Pattern VERSION = Pattern.compile("3\\.(\\d+)\\.\\d+");

	private static final int OLDEST_MINOR = 9;

	private static final String PYTHON = """
			import asyncio, threading, sys

			async def later(value):
			    await asyncio.sleep(0.01)
			    return value

			async def both():
			    return await asyncio.gather(later(1), later(2))

			seen = []
			thread = threading.Thread(target=lambda: seen.append(3))
			thread.start()
			thread.join()
			print("hello")
			[tools.test.echo(a=7)["a"], asyncio.run(both()), seen, "%d.%d.%d" % sys.version_info[:3]]
			""";

	private static final String JAVASCRIPT = """
			console.log("hello");
			const fs = await import("node:fs");
			fs.writeFileSync("/workspace/a.txt", "written");
			const later = (value) => new Promise((resolve) => setTimeout(() => resolve(value), 10));
			return [(await tools.test.echo({ a: 7 })).a, await Promise.all([later(1), later(2)]), fs.readFileSync("a.txt", "utf8")];
			""";

	/**
	 * Not below /tmp, of which a sandbox has its own, nor in a home, which is private.
	 */
	private Path folder = Path.of("/var/tmp");

	@BeforeEach
	void createFolder() throws IOException {
		Machine.assumeBubblewrap();
		this.folder = Files.createTempDirectory(Path.of("/var/tmp"), "toolruntime-test-");
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@AfterEach
	void deleteFolder() {
		Instance.delete(this.folder);
	}

	/* Folders of pyenv, and the system's. There is always one. */
	static List<Path> pythons() throws IOException {
		List<Path> pythons = new ArrayList<>(List.of(SYSTEM_PYTHON));
		Path versions = versions();
		if (Files.isDirectory(versions)) {
			try (Stream<Path> installed = Files.list(versions)) {
				installed.filter(InterpretersTests::isSupported).sorted().forEach(pythons::add);
			}
		}
		return pythons;
	}

	private static Path versions() {
		String root = System.getenv("PYENV_ROOT");
		return ((root != null) ? Path.of(root) : Path.of(System.getProperty("user.home"), ".pyenv"))
			.resolve("versions");
	}

	private static boolean isSupported(Path installed) {
		Matcher version = VERSION.matcher(installed.getFileName().toString());
		return version.matches() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR;
	}

	private static ExecuteResult execute(String language, String code, ProcessProperties properties) {
		SecurityProfile profile = SecurityProfile.named("dev");
		Backend backend = new ProcessBackendFactory().create(profile, properties);
		try (backend;
				DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
						CatalogToolGateway.of(TestTools.source()))) {
			assertThat(backend.health().reason()).isEmpty();
			return runtime.execute(ExecuteRequest.builder().language(language).code(code).build());
		}
	}

	@ParameterizedTest
	@MethodSource("pythons")
	void everyPythonRunsWithToolsThreadsAndCoroutines(Path installed) throws IOException {
		ProcessProperties properties = ProcessProperties.DEFAULTS;
		if (Files.isDirectory(installed)) {
			properties = new ProcessProperties(Map.of("python", copyOf(installed).toString()),
					List.of(this.folder.toString()), null, null);
		}
		ExecuteResult result = execute("python", PYTHON, properties);
		assertThat(result.error()).isNull();
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.stdout()).isEqualTo("hello\n");
		assertThat(result.value()).asInstanceOf(LIST).startsWith(7, List.of(1, 2), List.of(3));
		if (Files.isDirectory(installed)) {
			assertThat(result.value().toString()).contains(installed.getFileName().toString());
		}
	}

	static List<String> javascripts() {
		String other = System.getProperty("toolruntime.test.javascript");
		return (other != null) ? List.of("/usr/bin/node", other) : List.of("/usr/bin/node");
	}

	@ParameterizedTest
	@MethodSource("javascripts")
	void everyJavaScriptRuntimeRunsWithToolsAndFiles(String interpreter) {
		Path folder = Path.of(interpreter).getParent();
		ExecuteResult result = execute("javascript", JAVASCRIPT,
				new ProcessProperties(Map.of("javascript", interpreter), List.of(folder.toString()), null, null));
		assertThat(result.error()).isNull();
		assertThat(result.backend().details().get("runtime").toString())
			.startsWith(Path.of(interpreter).getFileName().toString());
		assertThat(result.stdout()).isEqualTo("hello\n");
		assertThat(result.value()).isEqualTo(List.of(7, List.of(1, 2), "written"));
	}

	@Test
	void oneBelowAFolderThatIsClosedToOthersSaysWhichAndWhatToDo() throws IOException {
		Machine.assumeRoot();
		Path closed = Files.createDirectory(this.folder.resolve("home"));
		Path inner = Files.createDirectory(closed.resolve("python"));
		Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path python = Files.copy(SYSTEM_PYTHON.toRealPath(), inner.resolve("python3"));
		Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev",
				new ProcessProperties(Map.of("python", python.toString()), List.of(inner.toString()), null, null))) {
			assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("process.read-only-paths has " + inner)
				.hasMessageContaining(closed + " is closed to other users")
				.hasMessageContaining("/opt");
		}
	}

	/* As it would be installed: without what was only needed to build it. */
	private Path copyOf(Path installed) throws IOException {
		Files.walkFileTree(installed, new Copy(installed, this.folder));
		String version = installed.getFileName().toString();
		Path python = this.folder.resolve("bin/python" + version.substring(0, version.lastIndexOf('.')));
		// It looks for its library where it was built
		Path script = Files.writeString(this.folder.resolve("bin/python-moved"),
				"#!/bin/sh\nexec %s --library-path %s %s \"$@\"\n".formatted(loader(), this.folder.resolve("lib"),
						python));
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		return script;
	}

	private static Path loader() throws IOException {
		for (Path folder : List.of(Path.of("/lib64"), Path.of("/lib"))) {
			try (Stream<Path> files = Files.list(folder)) {
				List<Path> loaders = files.filter((file) -> file.getFileName().toString().startsWith("ld-linux-"))
					.toList();
				if (!loaders.isEmpty()) {
					return loaders.get(0);
				}
			}
		}
		throw new IOException("There is no loader");
	}

	/** Copies an interpreter with its library. */
	private static final class Copy extends SimpleFileVisitor<Path> {

		private static final Set<String> NOT_NEEDED = Set.of("test", "site-packages", "__pycache__", "idlelib",
				"tkinter", "ensurepip", "lib2to3", "share", "include");

		private final Path from;

		private final Path to;

		Copy(Path from, Path to) {
			this.from = from;
			this.to = to;
		}

		@Override
		public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
			String name = folder.getFileName().toString();
			if (NOT_NEEDED.contains(name) || name.startsWith("config-")) {
				return FileVisitResult.SKIP_SUBTREE;
			}
			Path copy = Files.createDirectories(this.to.resolve(this.from.relativize(folder)));
			Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
			if (!file.toString().endsWith(".a")) {
				Path copy = Files.copy(file, this.to.resolve(this.from.relativize(file)));
				Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
			}
			return FileVisitResult.CONTINUE;
		}

	}

}
