package io.toolruntime.javascript;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a worker has of the machine and of time, besides what the matrix of permissions
 * asks.
 */
@Tag("once")
@Timeout(120)
class ConfinedWorkersTests {

	private static final String READS = """
			import { readFileSync } from "node:fs";
			export function read({ path }) { try { return readFileSync(path, "utf8"); } catch (e) { return e.code ?? e.name; } }
			""";

	@TempDir
	private Path folder;

	private @Nullable JavaScriptTools tools;

	@BeforeEach
	void look() {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
	}

	@AfterEach
	void close() {
		if (this.tools != null) {
			this.tools.close();
		}
	}

	private JavaScriptTools tools(String file, JavaScriptToolsPropertiesBuilder builder) throws IOException {
		Files.writeString(this.folder.resolve("tools.ts"), file);
		this.tools = new JavaScriptToolsFactory().create(builder.build());
		return this.tools;
	}

	private JavaScriptToolsPropertiesBuilder builder() {
		return TestRuntimes.builder(this.folder, JavaScriptRuntime.BUN);
	}

	private static JavaScriptException failure(JavaScriptTools tools, JavaScriptCall call) {
		JavaScriptResult result = tools.tryExecute(call);
		assertThat(result.failure()).as("gave %s", result.value()).isNotNull();
		return result.failure();
	}

	private Object read(JavaScriptTools tools, Path file) {
		return String.valueOf(tools.execute("read", "e", Map.of("path", file.toString()), Map.of()));
	}

	@ParameterizedTest
	@EnumSource(names = { "BUN", "NODE" })
	void aSocketInAFolderThatIsReadLeadsNowhere(JavaScriptRuntime runtime, @TempDir Path shared) throws IOException {
		TestRuntimes.assume(runtime);
		List<Path> sockets = List.of(this.folder.resolve("in-project.sock"), shared.resolve("shared.sock"));
		for (Path socket : sockets) {
			try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				server.bind(UnixDomainSocketAddress.of(socket));
				try (JavaScriptTools tools = tools("""
						import net from "node:net";
						export const connect = ({ path }) => new Promise((done) => {
						  const socket = net.connect({ path });
						  socket.on("connect", () => done("connected")).on("error", (e) => done("refused"));
						});
						""", TestRuntimes.builder(this.folder, runtime)
					.permissions(TestRuntimes.permissions(shared.toString(), null, null, null, null)))) {
					assertThat(tools.execute("connect", "e", Map.of("path", socket.toString()), Map.of()))
						.isEqualTo("refused");
				}
			}
		}
	}

	@Test
	void whatAnApplicationUsuallyKeepsToItselfIsEmptyToItsTools() throws IOException {
		Files.createDirectories(this.folder.resolve("config"));
		List<String> secrets = List.of(".env", ".env.local", "application.yml", "application-prod.properties",
				"config/application.yaml", "server.pem", "config/tls.key", "keystore.p12");
		for (String secret : secrets) {
			Files.writeString(this.folder.resolve(secret), "hush");
		}
		Files.writeString(this.folder.resolve("prices.json"), "{}");
		JavaScriptTools tools = tools(READS,
				builder().permissions(TestRuntimes.permissions(".", null, null, null, null)));

		for (String secret : secrets) {
			assertThat(read(tools, this.folder.resolve(secret))).as(secret).isIn("", "EACCES");
		}
		assertThat(read(tools, this.folder.resolve("prices.json"))).isEqualTo("{}");
	}

	@Test
	void oneOfThemThatIsNamedIsRead() throws IOException {
		Files.writeString(this.folder.resolve("application.yml"), "shop: open");
		JavaScriptTools tools = tools(READS,
				builder().permissions(TestRuntimes.permissions("application.yml", null, null, null, null)));

		assertThat(read(tools, this.folder.resolve("application.yml"))).isEqualTo("shop: open");
	}

	@Test
	void aLinkAmongThemKeepsNoWorkerFromStarting(@TempDir Path elsewhere) throws IOException {
		Files.writeString(elsewhere.resolve("env"), "hush");
		Files.createSymbolicLink(this.folder.resolve(".env"), elsewhere.resolve("env"));
		Files.writeString(this.folder.resolve("real-env"), "hush");
		Files.createSymbolicLink(this.folder.resolve(".env.local"), this.folder.resolve("real-env"));
		JavaScriptTools tools = tools(READS, builder());

		assertThat(read(tools, this.folder.resolve(".env"))).isNotEqualTo("hush");
		assertThat(read(tools, this.folder.resolve(".env.local"))).isNotEqualTo("hush");
	}

	@ParameterizedTest
	@ValueSource(strings = { "./out", "out" })
	void aRelativePathIsWrittenTo(String path) throws IOException {
		Files.createDirectories(this.folder.resolve("out"));
		JavaScriptTools tools = tools("""
				import { writeFileSync } from "node:fs";
				export const write = () => { writeFileSync("out/a.txt", "written"); return "done"; };
				""", builder().permissions(TestRuntimes.permissions(null, path, null, null, null)));

		assertThat(tools.execute("write", "e", null, Map.of())).isEqualTo("done");
		assertThat(this.folder.resolve("out/a.txt")).hasContent("written");
	}

	@Test
	void theWholeMachineIsNamedByAStarAndNotByItsRoot() {
		PermissionKeys keys = TestRuntimes.permissions("/", null, null, null, null);
		assertThatIllegalArgumentException().isThrownBy(() -> tools(READS, builder().permissions(keys)))
			.withMessageStartingWith("javascript.permissions.read")
			.withMessageContaining("write *");
	}

	@Test
	void aCallThatIsCancelledWhileItWaitsForItsTurnNeverRuns() throws Exception {
		JavaScriptTools tools = tools("""
				let calls = 0;
				export const wait = () => new Promise((go) => setTimeout(go, 2000));
				export const count = () => ++calls;
				""", builder().concurrency(1));
		tools.execute("count", "e", null, Map.of());
		CompletableFuture<Object> running = CompletableFuture
			.supplyAsync(() -> tools.execute("wait", "e", null, Map.of()));
		Thread.sleep(300);
		Cancellation cancellation = new Cancellation();
		CompletableFuture<JavaScriptResult> waiting = CompletableFuture.supplyAsync(() -> tools
			.tryExecute(JavaScriptCall.of("count", "e", null, Map.of()).waitedFor(null, null, cancellation)));
		Thread.sleep(100);
		cancellation.cancel();

		assertThat(waiting.get(1, TimeUnit.SECONDS).failure().getKind()).isEqualTo(JavaScriptFailure.CANCELLED);
		running.get(20, TimeUnit.SECONDS);
		assertThat(tools.execute("count", "e", null, Map.of())).isEqualTo(2);
	}

	@Test
	void waitingForATurnIsPartOfACallsTime() throws Exception {
		JavaScriptTools tools = tools("""
				export const wait = ({ ms }) => new Promise((go) => setTimeout(go, ms));
				""", builder().concurrency(1));
		tools.execute("wait", "e", Map.of("ms", 1), Map.of());
		CompletableFuture<Object> running = CompletableFuture
			.supplyAsync(() -> tools.execute("wait", "e", Map.of("ms", 1500), Map.of()));
		Thread.sleep(300);

		JavaScriptResult late = tools.tryExecute(
				JavaScriptCall.of("wait", "e", Map.of("ms", 1500), Map.of()).withTimeout(Duration.ofSeconds(2)));

		assertThat(late.failure().getKind()).isEqualTo(JavaScriptFailure.TIMEOUT);
		assertThat(late.duration()).isLessThan(Duration.ofMillis(3400));
		running.get(20, TimeUnit.SECONDS);
	}

	@Test
	void aFileThatNeverLoadsCostsNoMoreThanTheCallsTime() throws IOException {
		JavaScriptTools tools = tools("for (;;);", builder());

		JavaScriptResult late = tools
			.tryExecute(JavaScriptCall.of("any", "e", null, Map.of()).withTimeout(Duration.ofSeconds(1)));

		assertThat(late.failure().getKind()).isEqualTo(JavaScriptFailure.TIMEOUT);
		assertThat(late.duration()).isLessThan(Duration.ofSeconds(6));
	}

	@Test
	void aCallThatNobodyHasListedIsCheckedAgainstTheTypesToo() throws IOException {
		JavaScriptTools tools = tools("export const twice = ({ n }: { n: number }): number => n * 2;", builder());

		assertThat(failure(tools, JavaScriptCall.of("twice", "e", Map.of("n", "no number"), Map.of())).getKind())
			.isEqualTo(JavaScriptFailure.INVALID);
		assertThat(tools.execute("twice", "e", Map.of("n", 21), Map.of())).isEqualTo(42);
	}

	@Test
	void aListInAConfigurationIsAList() throws IOException {
		JavaScriptTools tools = tools("export const configured = (_, { configuration }) => configuration;",
				builder().tools(Map.of("configured", new ToolKeys(null, null, null,
						Map.of("regions", Map.of("0", "eu", "1", "us"), "limits", Map.of("0", "a", "x", "b"))))));

		assertThat(tools.execute("configured", "e", null, Map.of()))
			.isEqualTo(Map.of("regions", List.of("eu", "us"), "limits", Map.of("0", "a", "x", "b")));
	}

	@Test
	void aResultThatIsNestedTooDeepIsTheToolsFault() throws IOException {
		JavaScriptTools tools = tools(
				"""
						export const nest = ({ depth }) => { let value = []; for (let i = 0; i < depth; i++) value = [value]; return value; };
						export const names = () => ({ ["k".repeat(100000)]: 1 });
						""",
				builder());

		assertThat(failure(tools, JavaScriptCall.of("nest", "e", Map.of("depth", 5000), Map.of())))
			.hasMessageContaining("nested more than")
			.extracting("kind")
			.isEqualTo(JavaScriptFailure.THROWN);
		assertThat(tools.execute("nest", "e", Map.of("depth", 10), Map.of())).isNotNull();
		assertThat(tools.execute("names", "e", null, Map.of())).asString().contains("kkkk");
	}

	@Test
	void aFileWithAnErrorSaysWhere() throws IOException {
		JavaScriptTools tools = tools("export const fine = () => 1;\nexport const broken = (;\n", builder());

		assertThat(failure(tools, JavaScriptCall.of("fine", "e", null, Map.of()))).hasMessageContaining("tools.ts:2:");
	}

	@Test
	void aToolWhoseOwnRuntimeIsMissingIsAProblemOfItsSource() throws IOException {
		JavaScriptTools tools = tools("export const fine = () => 1;",
				builder().commands(Map.of("bun", TestRuntimes.commands().get("bun"), "deno", "/nonexistent/deno"))
					.tools(Map.of("fine", new ToolKeys("deno", null, null, null))));

		assertThat(tools.sources()).singleElement()
			.satisfies(
					(source) -> assertThat(source.problem()).startsWith("tool fine: ").contains("/nonexistent/deno"));
	}

	@Test
	void aWorkerKeepsNothingOfCallsThatHaveEnded() throws IOException {
		JavaScriptTools tools = tools("export const large = () => 'x'.repeat(4 << 20);",
				builder().workers(new Workers(null, 1, null)));
		tools.execute("large", "e", null, Map.of());
		long before = used();

		for (int i = 0; i < 60; i++) {
			tools.execute("large", "e", null, Map.of());
		}

		// All of them are 240 MB
		assertThat(used() - before).isLessThan(100L << 20);
	}

	private static long used() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
		}
		return least;
	}

}
