package io.toolruntime.javascript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What types and comments say of tools, read on each runtime: the same on all. */
@Timeout(120)
@Tag("once")
@ParameterizedClass
@EnumSource(JavaScriptRuntime.class)
class TypeDescriberTests {

	private final JavaScriptRuntime runtime;

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(TypeDescriber.class);

	private final JsonMapper json = JsonMapper.shared();

	@TempDir
	Path folder;

	private Path project;

	TypeDescriberTests(JavaScriptRuntime runtime) {
		this.runtime = runtime;
	}

	@BeforeEach
	void prepare() throws IOException {
		TestRuntimes.assume(this.runtime);
		TestRuntimes.assumeBubblewrap();
		this.project = Files.createDirectory(this.folder.resolve("project"));
		this.logger.setLevel(Level.DEBUG);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void detach() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	private JavaScriptTools open(String entrypoint) {
		return open(entrypoint, null);
	}

	private JavaScriptTools open(String entrypoint, PermissionKeys permissions) {
		return new JavaScriptToolsFactory()
			.create(TestRuntimes.properties("./" + entrypoint, this.project, this.runtime, permissions, null, null));
	}

	private void copy(String... files) throws IOException {
		for (String file : files) {
			try (InputStream in = getClass().getResourceAsStream("types/" + file)) {
				Files.copy(in, this.project.resolve(file));
			}
		}
	}

	private void write(String file, String text) throws IOException {
		Files.writeString(this.project.resolve(file), text);
	}

	private static Map<String, ToolDescriptor> descriptors(JavaScriptTools tools) {
		return tools.toolSources()
			.get(0)
			.tools()
			.stream()
			.map(Tool::descriptor)
			.collect(Collectors.toMap((tool) -> tool.id().name(), Function.identity()));
	}

	private Map<String, ToolDescriptor> described(String entrypoint) {
		try (JavaScriptTools tools = open(entrypoint)) {
			return descriptors(tools);
		}
	}

	/* Where the compiler is on this machine, for this application and others. */
	private static List<String> compilers() throws IOException {
		try (Stream<Path> files = Files.find(Path.of("/tmp/toolruntime-js-" + System.getProperty("user.name")), 3,
				(file, attributes) -> file.endsWith("~typescript/typescript.cjs"))) {
			return files.map(Path::toString).toList();
		}
	}

	private List<String> warnings() {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == Level.WARN)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	private long timesRead() {
		return this.log.list.stream().filter((event) -> event.getFormattedMessage().contains("were read in")).count();
	}

	/* As the files of what is expected have it. */
	private Map<String, Object> said(ToolDescriptor tool) {
		Map<String, Object> said = new LinkedHashMap<>();
		if (tool.title() != null) {
			said.put("title", tool.title());
		}
		if (!tool.description().isEmpty()) {
			said.put("description", tool.description());
		}
		if (!tool.tags().isEmpty()) {
			said.put("tags", List.copyOf(new TreeSet<>(tool.tags())));
		}
		Map<String, Object> annotations = new LinkedHashMap<>();
		this.json.convertValue(tool.annotations(), Map.class).forEach((name, value) -> {
			if (value != null) {
				annotations.put(String.valueOf(name), value);
			}
		});
		if (!annotations.isEmpty()) {
			said.put("annotations", annotations);
		}
		if (!tool.inputSchema().equals(ToolDescriptor.ANY_OBJECT)) {
			said.put("inputSchema", tool.inputSchema());
		}
		if (tool.outputSchema() != null) {
			said.put("outputSchema", tool.outputSchema());
		}
		return said;
	}

	private void assertDescribedAs(String file, Map<String, ToolDescriptor> tools) throws IOException {
		Map<?, ?> expected;
		try (InputStream in = getClass().getResourceAsStream("types/" + file)) {
			expected = this.json.readValue(in, Map.class);
		}
		assertThat(tools.keySet()).hasSameElementsAs(expected.keySet().stream().map(String::valueOf).toList());
		tools.forEach((name, tool) -> assertThat(said(tool)).as(name).isEqualTo(expected.get(name)));
	}

	@Test
	void typesBecomeSchemasAndCommentsDescriptions() throws IOException {
		copy("typed.ts", "money.ts");
		assertDescribedAs("typed.json", described("typed.ts"));
		assertThat(warnings()).hasSize(3)
			.anySatisfy((text) -> assertThat(text).contains("takesText", "let it take one object"))
			.anySatisfy((text) -> assertThat(text).contains("overloaded", "several signatures"))
			.anySatisfy((text) -> assertThat(text).contains("endless", "nested more than 32 deep"));
	}

	@Test
	void typesInCommentsOfJavaScriptDoToo() throws IOException {
		copy("weather.mjs");
		assertDescribedAs("weather.json", described("weather.mjs"));
	}

	@Test
	void theToolsOfADefaultExportAreThoseThatItsNamesStandFor() throws IOException {
		copy("defaults.ts", "money.ts");
		assertDescribedAs("defaults.json", described("defaults.ts"));
	}

	@Test
	void whatTheFileSaysItselfComesFirstFieldByField() throws IOException {
		write("tools.ts", """
				/**
				 * By its comment.
				 * @title Comment
				 * @readOnly
				 * @idempotent
				 * @tags comment
				 */
				export function both(input: { a: string }): string {
				  return input.a;
				}
				both.description = "By itself.";
				both.annotations = { readOnlyHint: false };

				/** By its comment. */
				export function schema(input: { a: string }): string {
				  return input.a;
				}
				schema.inputSchema = { type: "object", properties: { b: { type: "string" } } };

				export const metadata = { both: { tags: ["own"] } };
				""");
		Map<String, ToolDescriptor> tools = described("tools.ts");
		assertThat(tools.get("both").description()).isEqualTo("By itself.");
		assertThat(tools.get("both").title()).isEqualTo("Comment");
		assertThat(tools.get("both").tags()).containsExactly("own");
		assertThat(tools.get("both").annotations().readOnlyHint()).isFalse();
		assertThat(tools.get("both").annotations().idempotentHint()).isTrue();
		assertThat(tools.get("both").inputSchema()).containsEntry("required", List.of("a"));
		assertThat(tools.get("schema").description()).isEqualTo("By its comment.");
		assertThat(tools.get("schema").inputSchema().get("properties")).asString().contains("b=").doesNotContain("a=");
		assertThat(tools.get("schema").outputSchema()).isEqualTo(Map.of("type", "string"));
	}

	@Test
	void aFileThatSaysEverythingItselfIsNotRead() throws IOException {
		write("tools.ts", """
				export const add = {
				  description: "Adds.",
				  inputSchema: { type: "object" },
				  execute: (input: { a: number; b: number }): number => input.a + input.b,
				};
				""");
		assertThat(described("tools.ts").get("add").outputSchema()).isNull();
		assertThat(timesRead()).isZero();
	}

	@Test
	void argumentsThatDoNotFitAreRefusedBeforeTheToolRuns() throws IOException {
		copy("typed.ts", "money.ts");
		try (JavaScriptTools tools = open("typed.ts")) {
			ToolGateway gateway = CatalogToolGateway.of(tools.toolSources().toArray(ToolSource[]::new));
			String convert = "javascript:convert";
			Map<String, Object> money = Map.of("amount", 3, "currency", "usd");
			assertThat(gateway.runTool(convert, Map.of("money", money, "to", "eur")))
				.isEqualTo(Map.of("amount", 3, "currency", "eur", "rate", 1));
			List<Map<String, Object>> wrong = List.of(Map.of("money", money), Map.of("money", money, "too", "eur"),
					Map.of("money", money, "to", "eur", "noise", "x"), Map.of("money", money, "to", "EURO"),
					Map.of("money", Map.of("amount", -1, "currency", "usd"), "to", "eur"),
					Map.of("money", Map.of("amount", "3", "currency", "usd"), "to", "eur"));
			for (Map<String, Object> arguments : wrong) {
				assertThatExceptionOfType(ToolException.class).as(arguments.toString())
					.isThrownBy(() -> gateway.runTool(convert, arguments))
					.extracting(ToolException::getCode)
					.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
			}
		}
	}

	@Test
	void aResultThatDoesNotFitItsTypeIsRefused() throws IOException {
		write("tools.ts", """
				export function lies(input: { value: unknown }): { count: number; at?: Date } {
				  return input.value as never;
				}
				""");
		try (JavaScriptTools tools = open("tools.ts")) {
			ToolGateway gateway = CatalogToolGateway.of(tools.toolSources().toArray(ToolSource[]::new));
			String lies = "javascript:lies";
			Map<String, Object> right = Map.of("count", 1, "more", "is allowed");
			assertThat(gateway.runTool(lies, Map.of("value", right))).isEqualTo(right);
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> gateway.runTool(lies, Map.of("value", Map.of("count", "1"))))
				.extracting(ToolException::getCode)
				.isEqualTo(ToolErrorCode.VALIDATION_OUTPUT);
		}
	}

	@Test
	void theFileIsReadAndNotRun() throws IOException {
		Path written = Files.createDirectory(this.folder.resolve("written"));
		String writes = "import fs from 'node:fs';\nfs.appendFileSync('" + written + "/%s', 'x');\n";
		write("preload.mjs", writes.formatted("preloads"));
		// Bun's, which it looks for where it is started
		write("bunfig.toml", "preload = ['./preload.mjs']\n");
		write("imported.ts", writes.formatted("imports") + "/** A number. */\nexport interface N { n: number }\n");
		write("tools.ts", writes.formatted("loads") + """
				import "./imported.ts";
				import type { N } from "./imported.ts";
				/** Adds one. */
				export const next = (input: N): number => input.n + 1;
				""");
		try (JavaScriptTools tools = open("tools.ts",
				TestRuntimes.permissions(null, written.toString(), null, null, null))) {
			assertThat(descriptors(tools).get("next").description()).isEqualTo("Adds one.");
			assertThat(timesRead()).isOne();
		}
		assertThat(written.resolve("loads")).hasContent("x");
		assertThat(written.resolve("imports")).hasContent("x");
		if (this.runtime == JavaScriptRuntime.BUN) {
			assertThat(written.resolve("preloads")).hasContent("x");
		}
	}

	@Test
	void itIsReadAgainOnlyAfterAFileOfItHasChanged() throws IOException {
		copy("typed.ts", "money.ts");
		try (JavaScriptTools tools = open("typed.ts")) {
			descriptors(tools);
			descriptors(tools);
			assertThat(timesRead()).isOne();
			String money = Files.readString(this.project.resolve("money.ts"));
			write("money.ts", money.replace("Adds amounts.", "Adds them."));
			assertThat(descriptors(tools).get("total").description()).isEqualTo("Adds them.");
			assertThat(timesRead()).isEqualTo(2);
		}
	}

	@Test
	void whatIsImportedAndIsNotThereIsAnything() throws IOException {
		write("tools.ts", """
				import type { Order } from "some-package/orders";
				import type { Item } from "./nowhere.ts";
				/** Sends it. */
				export function send(input: { order: Order; items: Item[]; note: string }): Promise<Order> {
				  return Promise.resolve(input.order);
				}
				""");
		ToolDescriptor send = described("tools.ts").get("send");
		assertThat(send.description()).isEqualTo("Sends it.");
		assertThat(send.inputSchema().get("properties")).isEqualTo(Map.<String, Object>of("order", Map.of(), "items",
				Map.of("type", "array", "items", Map.of()), "note", Map.of("type", "string")));
		assertThat(send.outputSchema()).isNull();
	}

	@Test
	void whereNothingEnclosesItTheRuntimesOwnPermissionsLetItReadWhatItNeeds() throws Exception {
		copy("typed.ts", "money.ts");
		PermissionKeys permissions = switch (this.runtime) {
			case BUN -> TestRuntimes.ALL;
			case NODE -> new PermissionKeys(null, null, List.of("*"), null, null, null, "allow");
			case DENO -> null;
		};
		JavaScriptSource source = TestRuntimes
			.properties("./typed.ts", this.project, this.runtime, permissions, null, null)
			.toSources()
			.get("javascript")
			.describing();
		try (WorkerFiles files = WorkerFiles.create(ApplicationInstance.create(new Proc()));
				ProcessLauncher launcher = new ProcessLauncher("test-launcher")) {
			Path entrypoint = this.project.resolve("typed.ts").toRealPath();
			TypeDescriber types = new TypeDescriber(source, entrypoint, new RuntimeFinder(source.commands()),
					new Confinement(source, null, null), new WorkerStarter(source, files, launcher,
							ControlGroups.find("", "", null), JavaScriptToolsObserver.NOBODY));
			Described described = types
				.describe(List.of(new ToolExport("total", null, "", null, null, Map.of(), List.of())));
			assertThat(warnings()).noneMatch((text) -> text.contains("could not be read"));
			assertThat(described.tools()).singleElement()
				.extracting(ToolExport::description)
				.isEqualTo("Adds amounts.");
			assertThat(described.files()).containsExactlyInAnyOrder(entrypoint,
					this.project.resolve("money.ts").toRealPath());
		}
	}

	@Test
	void packagesOfTheProjectAreRead() throws IOException {
		Path installed = Files.createDirectories(this.project.resolve("node_modules/shapes"));
		Files.writeString(installed.resolve("package.json"),
				"{\"name\": \"shapes\", \"version\": \"1.0.0\", \"type\": \"module\", \"main\": \"index.js\", \"types\": \"index.d.ts\"}");
		Files.writeString(installed.resolve("index.js"), "export const area = (input) => input.side ** 2;\n");
		Files.writeString(installed.resolve("index.d.ts"),
				"/** Tells the area. */\nexport declare function area(input: { side: number }): number;\n");
		write("package.json", "{\"type\": \"module\", \"dependencies\": {\"shapes\": \"1.0.0\"}}");
		write("tools.ts", "export { area as areaOf } from \"shapes\";\n");
		ToolDescriptor area = described("tools.ts").get("areaOf");
		assertThat(area.description()).isEqualTo("Tells the area.");
		assertThat(area.inputSchema()).containsEntry("required", List.of("side"));
		try (JavaScriptTools tools = new JavaScriptToolsFactory()
			.create(TestRuntimes.properties("shapes", this.project, this.runtime, null, null, null))) {
			assertThat(descriptors(tools).get("area").description()).isEqualTo("Tells the area.");
		}
	}

	@Test
	void aFileThatIsTooLargeHasToolsThatTakeAnything() throws IOException {
		write("tools.ts", "/** Adds. */\nexport const add = (input: { a: number }): number => input.a + 1;\n// "
				+ "x".repeat(10 << 20) + "\n");
		try (JavaScriptTools tools = open("tools.ts")) {
			assertThat(descriptors(tools).get("add").inputSchema()).isEqualTo(ToolDescriptor.ANY_OBJECT);
			assertThat(tools.execute("add", "1", Map.of("a", 1), Map.of())).isEqualTo(2);
			assertThat(warnings()).hasSize(1);
			assertThat(warnings().get(0)).contains("The types of ./tools.ts could not be read", "4194304");
		}
	}

	@Test
	void typesWithoutEndAreGivenUpInTime() throws IOException {
		write("tools.ts", """
				type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
				type Grow<T extends unknown[], N extends number> = T["length"] extends N ? T : Grow<[...T, T], N>;
				type Every<A, B> = A extends infer X ? (B extends infer Y ? [X, Y] : never) : never;
				type One<N extends number> = Every<Digit, Grow<[], N>>;
				type Bomb<A extends number, B extends number> = Every<One<A>, Every<One<B>, Every<Digit, 1 | 2>>>;
				""" + IntStream.range(0, 900)
			.mapToObj((i) -> "export const tool%d = (input: { a?: Bomb<%d, %d> }): number => 1;\n".formatted(i,
					i % 980 + 1, i % 970 + 2))
			.collect(Collectors.joining()));
		long began = System.nanoTime();
		try (JavaScriptTools tools = open("tools.ts")) {
			assertThat(descriptors(tools).values()).hasSize(900)
				.allSatisfy((tool) -> assertThat(tool.inputSchema()).isEqualTo(ToolDescriptor.ANY_OBJECT));
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(45));
			assertThat(tools.execute("tool1", "1", Map.of(), Map.of())).isEqualTo(1);
			// And nobody waits for it a second time
			descriptors(tools);
			assertThat(timesRead()).isOne();
			assertThat(warnings()).singleElement().asString().contains("The types of ./tools.ts could not be read");
		}
	}

	@Test
	void whoRunsTheToolsCannotReadTheCompiler() throws IOException {
		write("tools.mjs", """
				import fs from "node:fs";
				export function look({ paths }) {
				  return paths.map((path) => {
				    try {
				      return `read ${fs.readFileSync(path).length}`;
				    } catch (error) {
				      return `denied ${error.code ?? error.name}`;
				    }
				  });
				}
				""");
		try (JavaScriptTools tools = open("tools.mjs")) {
			assertThat(descriptors(tools).get("look").inputSchema()).isNotEqualTo(ToolDescriptor.ANY_OBJECT);
			List<String> paths = new ArrayList<>(compilers());
			assertThat(paths).isNotEmpty();
			paths.add("/toolruntime-worker/.typescript/typescript.cjs");
			assertThat((List<?>) tools.execute("look", "1", Map.of("paths", paths), Map.of()))
				.allSatisfy((found) -> assertThat(found).asString().startsWith("denied"));
		}
	}

}
