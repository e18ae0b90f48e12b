package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every permission on every runtime, allowed and denied: from a tool, from a thread of
 * it, from a child of it that gives itself all that its flags can, by import, and by a
 * link.
 */
@Timeout(120)
@Tag("once")
@ParameterizedClass
@EnumSource(JavaScriptRuntime.class)
class PermissionMatrixTests {

	private static final List<String> PLACES = List.of("inTool", "inThread", "inChild");

	private static final String GREETING = "hello from the host";

	private final JavaScriptRuntime runtime;

	@TempDir
	Path folder;

	private Path project;

	private Path outside;

	private ServerSocket server;

	private HttpServer web;

	private HttpServer otherWeb;

	PermissionMatrixTests(JavaScriptRuntime runtime) {
		this.runtime = runtime;
	}

	@BeforeEach
	void prepare() throws IOException {
		TestRuntimes.assume(this.runtime);
		TestRuntimes.assumeBubblewrap();
		this.project = Files.createDirectory(this.folder.resolve("project"));
		this.outside = Files.createDirectory(this.folder.resolve("outside"));
		for (String file : List.of("matrix.ts", "attempt.mjs", "thread.mjs", "child.mjs")) {
			try (InputStream in = PermissionMatrixTests.class.getResourceAsStream(file)) {
				Files.copy(in, this.project.resolve(file));
			}
		}
		Files.writeString(this.project.resolve(".env"), "TOKEN=of-the-project");
		Files.writeString(this.outside.resolve("secret.txt"), "secret");
		Files.writeString(this.outside.resolve("secret.mjs"), "export default 'secret';");
		Files.createSymbolicLink(this.project.resolve("link.txt"), this.outside.resolve("secret.txt"));
		Files.createSymbolicLink(this.project.resolve("link"), this.outside);
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.web = web(new InetSocketAddress("127.0.0.1", 0));
		this.otherWeb = web(new InetSocketAddress("127.0.0.2", this.web.getAddress().getPort()));
		Thread greeter = new Thread(this::greet, "test-greeter");
		greeter.setDaemon(true);
		greeter.start();
	}

	private HttpServer web(InetSocketAddress address) throws IOException {
		HttpServer started = HttpServer.create(address, 0);
		started.createContext("/", this::answer);
		started.start();
		return started;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			if (exchange.getRequestURI().getPath().equals("/elsewhere")) {
				exchange.getResponseHeaders()
					.add("Location", "http://127.0.0.1:" + this.web.getAddress().getPort() + "/");
				exchange.sendResponseHeaders(302, -1);
				return;
			}
			byte[] body = GREETING.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private void greet() {
		while (true) {
			try (Socket caller = this.server.accept(); OutputStream out = caller.getOutputStream()) {
				out.write(GREETING.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				if (this.server.isClosed()) {
					return;
				}
			}
		}
	}

	@AfterEach
	void stop() throws IOException {
		if (this.server != null) {
			this.server.close();
			this.web.stop(0);
			this.otherWeb.stop(0);
		}
	}

	private JavaScriptTools tools(PermissionKeys permissions) {
		return new JavaScriptToolsFactory(Map.of("ALLOWED", "of the application", "DENIED", "a secret")::get,
				getClass().getClassLoader(), JavaScriptToolsObserver.NOBODY)
			.create(JavaScriptToolsProperties.builder()
				.entrypoint("./matrix.ts")
				.projectRoot(this.project.toString())
				.runtime(this.runtime.value())
				.timeout(Duration.ofSeconds(30))
				.memory("512MB")
				.permissions(permissions)
				.backoff(new Backoff(null, null, Duration.ZERO))
				.commands(TestRuntimes.commands())
				.build());
	}

	private String outside(String name) {
		return this.outside.resolve(name).toString();
	}

	private String project(String name) {
		return this.project.resolve(name).toString();
	}

	private String address() {
		return "127.0.0.1 " + this.server.getLocalPort();
	}

	/** Tests one set of permissions, each attempt from each place. */
	private Stream<DynamicTest> attempts(PermissionKeys permissions, List<Attempt> attempts) {
		JavaScriptTools tools = tools(permissions);
		List<DynamicTest> tests = new ArrayList<>();
		for (Attempt attempt : attempts) {
			for (String place : attempt.places()) {
				tests.add(DynamicTest.dynamicTest(attempt + " " + place, () -> {
					Object answer = tools.execute(place, "e",
							Map.of("kind", attempt.kind(), "target", attempt.target()), Map.of());
					assertThat(String.valueOf(answer)).startsWith(attempt.expected())
						.doesNotContain("of-the-project", "done toolruntime-");
				}));
			}
		}
		return tests.stream().onClose(tools::close);
	}

	private static Attempt done(String kind, String target, String result) {
		return new Attempt(kind, target, ("done " + result).strip(), PLACES);
	}

	private static Attempt denied(String kind, String target) {
		return new Attempt(kind, target, "denied", PLACES);
	}

	@TestFactory
	Stream<DynamicTest> nothingIsAllowed() {
		return attempts(null,
				List.of(denied("read", outside("secret.txt")), denied("read", project("link.txt")),
						denied("read", project("link/secret.txt")), denied("read", "/etc/passwd"),
						denied("list", outside("")), denied("import", outside("secret.mjs")),
						denied("import", project("link/secret.mjs")), denied("write", outside("new.txt")),
						denied("write", project("new.txt")), denied("write", project("link/new.txt")),
						denied("write", project("matrix.ts")), denied("remove", outside("secret.txt")),
						denied("write", "/tmp/toolruntime-new.txt"), denied("connect", address()),
						denied("variable", "DENIED"), denied("run", "/bin/echo"), denied("run", "/usr/bin/env")));
	}

	@TestFactory
	Stream<DynamicTest> theProjectMayBeReadButNotItsFilesOfVariables() {
		return attempts(null,
				List.of(new Attempt("read", project("attempt.mjs"), "done //", List.of("inTool", "inThread")),
						new Attempt("read", project(".env"), "", PLACES)));
	}

	@TestFactory
	Stream<DynamicTest> oneFolderMayBeRead() {
		return attempts(TestRuntimes.permissions(outside(""), null, null, null, null),
				List.of(new Attempt("read", outside("secret.txt"), "done secret", List.of("inTool", "inThread")),
						new Attempt("import", outside("secret.mjs"), "done secret", List.of("inTool", "inThread")),
						denied("write", outside("new.txt")), denied("read", "/etc/passwd"),
						denied("connect", address())));
	}

	@TestFactory
	Stream<DynamicTest> theSocketsOfWorkersAreNotAmongWhatMayBeRead() {
		String place = "/tmp/toolruntime-js-" + System.getProperty("user.name");
		// Nothing at all, or Node's own refusal
		List<Attempt> attempts = List.of(new Attempt("list", place, "d", List.of("inTool", "inThread")));
		return Stream
			.concat(attempts(TestRuntimes.permissions("/tmp", null, null, null, null), attempts),
					attempts(TestRuntimes.permissions("*", null, null, null, null), attempts))
			.peek((test) -> assertThat(Path.of(place)).isNotEmptyDirectory());
	}

	@TestFactory
	Stream<DynamicTest> oneFolderMayBeWrittenTo() {
		return attempts(TestRuntimes.permissions(null, outside(""), null, null, null),
				List.of(new Attempt("write", outside("new.txt"), "done", List.of("inTool", "inThread")),
						new Attempt("read", outside("secret.txt"), "done secret", List.of("inTool")),
						denied("write", project("new.txt")), denied("read", "/etc/passwd")));
	}

	@TestFactory
	Stream<DynamicTest> theNetworkMayBeUsed() {
		return attempts(TestRuntimes.permissions(null, null, "*", null, null),
				List.of(new Attempt("connect", address(), "done " + GREETING, List.of("inTool", "inThread")),
						denied("read", outside("secret.txt")), denied("run", "/bin/echo")));
	}

	@TestFactory
	Stream<DynamicTest> someHostsMayBeReached() {
		int port = this.web.getAddress().getPort();
		String url = "http://allowed.test:" + port + "/";
		return attempts(
				TestRuntimes.permissions(null, null, "allowed.test:" + port + "=127.0.0.1,127.0.0.2:" + port, null,
						null),
				List.of(new Attempt("fetch", url, "done " + GREETING, List.of("inTool", "inThread")),
						new Attempt("fetch", "http://127.0.0.2:" + port + "/", "done " + GREETING, List.of("inTool")),
						denied("fetch", "http://127.0.0.1:" + port + "/"),
						denied("fetch", "http://denied.test:" + port + "/"),
						denied("fetch", "http://localhost:" + port + "/"),
						denied("fetch", "http://169.254.169.254/latest"), denied("fetch", url + "elsewhere"),
						denied("connect", "127.0.0.1 " + port), denied("connect", address()),
						denied("read", outside("secret.txt"))));
	}

	@TestFactory
	Stream<DynamicTest> aVariableMayBeRead() {
		return attempts(TestRuntimes.permissions(null, null, null, "ALLOWED", null),
				List.of(new Attempt("variable", "ALLOWED", "done of the application", List.of("inTool")),
						denied("variable", "DENIED")));
	}

	@TestFactory
	Stream<DynamicTest> programsMayBeStartedAndCanNoMoreThanTheirParent() {
		return attempts(TestRuntimes.permissions(null, null, null, null, "*"),
				List.of(done("run", "/bin/echo", "ran"), denied("read", outside("secret.txt")),
						denied("read", project("link.txt")), denied("write", outside("new.txt")),
						denied("import", outside("secret.mjs")), denied("connect", address()),
						denied("variable", "DENIED")));
	}

	@TestFactory
	Stream<DynamicTest> oneProgramMayBeStarted() {
		return attempts(TestRuntimes.permissions(null, null, null, null, "/bin/echo"),
				List.of(new Attempt("run", "/bin/echo", "done ran", List.of("inTool")), denied("run", "/usr/bin/env")));
	}

	@TestFactory
	Stream<DynamicTest> everythingOfEachKindMayBeUsed() {
		return attempts(TestRuntimes.ALL,
				List.of(done("read", outside("secret.txt"), "secret"), done("write", outside("new.txt"), ""),
						done("import", outside("secret.mjs"), "secret"), done("connect", address(), GREETING),
						done("run", "/bin/echo", "ran")));
	}

	/**
	 * Something that is tried.
	 *
	 * @param kind what
	 * @param target what with
	 * @param expected how the answer begins
	 * @param places from where
	 */
	private record Attempt(String kind, String target, String expected, List<String> places) {

		@Override
		public String toString() {
			return this.kind + " " + this.target;
		}

	}

}
