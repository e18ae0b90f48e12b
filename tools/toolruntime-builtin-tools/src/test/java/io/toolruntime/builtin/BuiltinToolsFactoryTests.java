package io.toolruntime.builtin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.builtin.BuiltinToolsProperties.ArgumentKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.CommandKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.DocumentKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.ExecKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.FetchKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.FileKeys;
import io.toolruntime.tool.SourceToolCatalog;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolExample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BuiltinToolsFactoryTests {

	@TempDir
	private Path root;

	private TestTools.Setting all() {
		return TestTools.in(this.root).documents(new DocumentKeys(this.root.toString(), null, null));
	}

	private List<String> names(String... include) {
		try (TestTools tools = all().with(include)) {
			return tools.catalog().tools().stream().map((tool) -> tool.id().toString()).toList();
		}
	}

	@Test
	void nothingIsOnByDefault() {
		try (BuiltinTools tools = new BuiltinToolsFactory().create(BuiltinToolsProperties.DEFAULTS)) {
			assertThat(tools.tools()).isEmpty();
			assertThat(tools.name()).isEqualTo("builtin");
		}
	}

	@Test
	void aToolIsOnWhereItIsNamed() {
		assertThat(names("grep", " read_file ")).containsExactly("builtin:grep", "builtin:read_file");
		assertThat(names()).isEmpty();
	}

	@Test
	void aStarIsAll() {
		assertThat(names("*")).contains("builtin:delete_file", "builtin:exec", "builtin:fetch", "builtin:grep",
				"builtin:list_dir", "builtin:list_files", "builtin:read_file", "builtin:write_file");
	}

	@Test
	void whatNeedsALibraryIsLeftOutWhereItIsNotThere() {
		try (TestTools tools = all().without("org.apache.poi").with("*")) {
			assertThat(tools.catalog().tools()).extracting((tool) -> tool.id().name())
				.contains("write_pdf", "write_html", "write_png")
				.doesNotContain("write_docx", "write_pptx", "write_xlsx");
		}
		assertThatThrownBy(() -> all().without("org.apache.poi").with("write_xlsx"))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessage("builtin-tools.include has 'write_xlsx', which needs org.apache.poi:poi-ooxml;"
					+ " add this dependency");
	}

	@Test
	void aToolWithoutFilesNeedsNoRoot() {
		try (TestTools tools = TestTools.in(null).with("fetch")) {
			assertThat(tools.catalog().tools()).hasSize(1);
		}
	}

	@Test
	void theirSourceHoldsAllOfThem() {
		try (BuiltinTools tools = new BuiltinToolsFactory().withWebSearch((request) -> List.of())
			.create(new BuiltinToolsProperties(List.of("*"), this.root.toString(), null, null, null, null, null,
					new DocumentKeys(this.root.toString(), null, null)))) {
			SourceToolCatalog catalog = new SourceToolCatalog(List.of(tools));
			assertThat(catalog.namespaces(SourceToolCatalog.EVERYTHING)).containsExactly("builtin");
			for (Tool tool : tools.tools()) {
				ToolDescriptor described = tool.descriptor();
				assertThat(described.source()).isEqualTo("builtin");
				assertThat(described.title()).isNotBlank();
				assertThat(described.description()).isNotBlank();
				assertThat(described.inputSchema()).containsEntry("additionalProperties", false);
				assertThat(described.outputSchema()).containsEntry("additionalProperties", false);
				assertThat(described.annotations().readOnlyHint()).isNotNull();
				assertThat(described.annotations().destructiveHint()).isNotNull();
				assertThat(described.annotations().idempotentHint()).isNotNull();
				assertThat(described.annotations().openWorldHint()).isNotNull();
				assertThat(described.examples()).isNotEmpty();
			}
		}
	}

	@Test
	void theirExamplesFitTheirSchemas() throws Exception {
		// Where one does not, the runner says so before the tool is asked
		Files.createDirectories(this.root.resolve("src"));
		try (TestTools tools = all().search((request) -> List.of()).with("*")) {
			for (ToolDescriptor described : tools.catalog().tools()) {
				for (ToolExample example : described.examples()) {
					Object[] arguments = example.args()
						.entrySet()
						.stream()
						.flatMap((entry) -> Stream.of(entry.getKey(), entry.getValue()))
						.toArray();
					Throwable failure = tools.failure(described.id().name(), arguments);
					assertThat(failure).satisfiesAnyOf((none) -> assertThat(none).isNull(),
							(own) -> assertThat(own).isInstanceOf(BuiltinToolException.class));
				}
			}
		}
	}

	@Test
	void argumentsThatAreNotDescribedAreRefused() {
		try (TestTools tools = TestTools.in(this.root).with("read_file")) {
			assertThat(tools.failure("read_file", "path", "a", "mode", 1).getCode())
				.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
			assertThat(tools.failure("read_file").getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
			assertThat(tools.failure("read_file", "path", 1).getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		}
	}

	private static BuiltinToolsProperties all(String root, List<String> others, FileKeys files, ExecKeys exec,
			FetchKeys fetch) {
		return new BuiltinToolsProperties(List.of("*"), root, others, files, exec, fetch, null, null);
	}

	private static ExecKeys exec(CommandKeys... commands) {
		return new ExecKeys(null, null, null, null, List.of(commands), null, null, null);
	}

	private static Stream<Arguments> badKeys() {
		return Stream.of(
				Arguments.of("include has 'shell', which is no built-in tool; write * for all or some of [",
						new BuiltinToolsProperties(List.of("shell"), null, null, null, null, null, null, null)),
				Arguments.of("root is not set", all(null, null, null, null, null)),
				Arguments.of("root is not set", all(" ", null, null, null, null)),
				Arguments.of("root: '/missing/folder' is not there; create the folder",
						all("/missing/folder", null, null, null, null)),
				Arguments.of("root: /etc/hosts is not a folder", all("/etc/hosts", null, null, null, null)),
				Arguments.of("root: / is the whole machine", all("/", null, null, null, null)),
				Arguments.of("additional-roots: '/missing' is not there",
						all("ROOT", List.of("/missing"), null, null, null)),
				Arguments.of("additional-roots: ", all("ROOT", List.of("/"), null, null, null)),
				Arguments.of("files.max-file: ",
						all("ROOT", null, new FileKeys("many", null, null, null, null), null, null)),
				Arguments.of("files.max-file is 0; write 1 to 1GB",
						all("ROOT", null, new FileKeys("0", null, null, null, null), null, null)),
				Arguments.of("files.max-entries is 0; write 1 to 1000000",
						all("ROOT", null, new FileKeys(null, 0, null, null, null), null, null)),
				Arguments.of("files.timeout is PT0S; write from a millisecond to an hour",
						all("ROOT", null, new FileKeys(null, null, null, null, Duration.ZERO), null, null)),
				Arguments.of("exec.timeout is PT48H",
						all("ROOT", null, null,
								new ExecKeys(Duration.ofDays(2), null, null, null, null, null, null, null), null)),
				Arguments.of("exec.commands[0].path is 'git'; write the absolute path of a program",
						all("ROOT", null, null, exec(new CommandKeys("git", null, null, null, null)), null)),
				Arguments.of("exec.commands[0].path is '/usr/bin/../bin/git'",
						all("ROOT", null, null, exec(new CommandKeys("/usr/bin/../bin/git", null, null, null, null)),
								null)),
				Arguments.of("exec.commands[0].arguments[1].index is 0, as another's; describe each argument once", all(
						"ROOT", null, null,
						exec(new CommandKeys("/usr/bin/git", null, null, null,
								List.of(new ArgumentKeys(0, null, null, null), new ArgumentKeys(0, "a", null, null)))),
						null)),
				Arguments.of("exec.commands[0].arguments[0].index is not set",
						all("ROOT", null, null,
								exec(new CommandKeys("/usr/bin/git", null, null, null,
										List.of(new ArgumentKeys(null, "a", null, null)))),
								null)),
				Arguments.of("exec.commands[0].arguments[0].pattern is no regular expression",
						all("ROOT", null, null,
								exec(new CommandKeys("/usr/bin/git", null, null, null,
										List.of(new ArgumentKeys(0, "(", null, null)))),
								null)),
				Arguments.of("exec.commands[0].max-args is 1; write 3 to 1000",
						all("ROOT", null, null,
								exec(new CommandKeys("/usr/bin/git", 1, null, null,
										List.of(new ArgumentKeys(2, null, null, true)))),
								null)),
				Arguments.of("documents.output is not set, and tools in builtin-tools.include write documents",
						all("ROOT", null, null, null, null)),
				Arguments.of("fetch.hosts: 'http://x' is no host that can be allowed",
						all("ROOT", null, null, null, new FetchKeys(List.of("http://x"), null, null, null, null))),
				Arguments.of("fetch.methods has 'TRACE'; write some of [GET",
						all("ROOT", null, null, null, new FetchKeys(null, null, null, null, List.of("TRACE")))),
				Arguments.of("fetch.max-redirects is 21; write 0 to 20",
						all("ROOT", null, null, null, new FetchKeys(null, null, null, 21, null))),
				Arguments.of("fetch.max-body: ",
						all("ROOT", null, null, null, new FetchKeys(null, null, "x", null, null))));
	}

	@ParameterizedTest
	@MethodSource("badKeys")
	void whatCannotBeUsedIsNamedByItsKey(String message, BuiltinToolsProperties properties) {
		BuiltinToolsProperties placed = "ROOT".equals(properties.root()) ? all(this.root.toString(),
				properties.additionalRoots(), properties.files(), properties.exec(), properties.fetch()) : properties;
		assertThatThrownBy(() -> new BuiltinToolsFactory().create(placed)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageStartingWith("builtin-tools." + message);
	}

	@Test
	void theUsualCommandsCanBeTakenAway() {
		try (TestTools tools = TestTools.in(this.root)
			.exec(new ExecKeys(null, null, null, false,
					List.of(new CommandKeys("/usr/bin/cat", null, null, true, null)), null, null, null))
			.with("exec")) {
			assertThat(tools.failure("exec", "command", "/usr/bin/ls"))
				.hasMessageContaining("Use one of [/usr/bin/cat], or add it to builtin-tools.exec.commands");
		}
	}

	@Test
	void aRootMayBeReachedThroughALink() throws Exception {
		Path real = Files.createDirectory(this.root.resolve("real"));
		Files.writeString(real.resolve("a.txt"), "x");
		Path link = Files.createSymbolicLink(this.root.resolve("link"), real);
		try (TestTools tools = TestTools.in(link).with("read_file", "exec")) {
			assertThat(tools.call("read_file", "path", "a.txt").text("content")).isEqualTo("x");
			assertThat(tools.call("read_file", "path", link.resolve("a.txt").toString()).text("content"))
				.isEqualTo("x");
			assertThat(tools.call("read_file", "path", real.resolve("a.txt").toString()).text("content"))
				.isEqualTo("x");
			assertThat(tools.call("exec", "command", "/usr/bin/cat", "args", List.of(link.resolve("a.txt").toString()))
				.text("stdout")).isEqualTo("x");
		}
	}

}
