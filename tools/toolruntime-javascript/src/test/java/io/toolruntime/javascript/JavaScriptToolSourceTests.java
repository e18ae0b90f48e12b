package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a catalog sees of a file of tools. */
@Timeout(60)
class JavaScriptToolSourceTests {

	private static JavaScriptTools calls;

	private static ToolSource source;

	private static Map<String, Tool> tools;

	@BeforeAll
	static void open(@TempDir Path folder) throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
		TestRuntimes.tools(folder);
		calls = new JavaScriptToolsFactory().create(TestRuntimes.properties(folder, JavaScriptRuntime.BUN, null));
		source = calls.toolSources().get(0);
		tools = source.tools()
			.stream()
			.collect(Collectors.toMap((tool) -> tool.descriptor().id().name(), Function.identity()));
	}

	@AfterAll
	static void close() {
		if (calls != null) {
			calls.close();
		}
	}

	private static Object call(String name, Map<String, Object> arguments) throws Exception {
		return tools.get(name).call(arguments, ToolCallContext.anonymous());
	}

	@Test
	void eachFunctionIsATool() {
		assertThat(source.name()).isEqualTo("javascript");
		assertThat(tools).containsKeys("add", "echo", "context").doesNotContainKeys("metadata", "default");
		assertThat(tools.get("add").descriptor().id()).hasToString("javascript:add");
	}

	@Test
	void whatTheFileSaysOfItIsItsDescription() {
		assertThat(tools.get("add").descriptor().description()).isEqualTo("Adds two numbers.");
		assertThat(tools.get("add").descriptor().inputSchema()).containsEntry("required", List.of("a", "b"));
		assertThat(tools.get("echo").descriptor().description()).isEqualTo("Gives back what it is given.");
		assertThat(tools.get("echo").descriptor().tags()).containsExactly("test");
		assertThat(tools.get("echo").descriptor().annotations().readOnlyHint()).isTrue();
		assertThat(tools.get("nothing").descriptor().description()).isEmpty();
	}

	@Test
	void itIsCalledWithItsArgumentsAsOneObject() throws Exception {
		assertThat(call("add", Map.of("a", 1, "b", 2))).isEqualTo(3);
		assertThat(call("echo", Map.of("list", List.of(1)))).isEqualTo(Map.of("list", List.of(1)));
	}

	@Test
	void whatItThrowsTheModelMayReadAndWhatHappensToItsProcessItMayNot() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> call("throws", Map.of()))
			.withMessage("TypeError: it does not fit")
			.extracting(ToolException::getCode)
			.isEqualTo(ToolErrorCode.EXECUTION_FAILED);
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> call("exits", Map.of("code", 3)))
			.withMessage("The tool crashed")
			.extracting(ToolException::getCode)
			.isEqualTo(ToolErrorCode.CRASHED);
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> call("exits", Map.of("code", 0)))
			.extracting(ToolException::getCode)
			.isEqualTo(ToolErrorCode.NO_RESULT);
	}

	@Test
	void aFileThatCannotBeLoadedIsASourceThatIsAway(@TempDir Path folder) throws IOException {
		Path file = TestRuntimes.tools(folder);
		Files.writeString(file, "throw new Error('no database');");
		try (JavaScriptTools broken = new JavaScriptToolsFactory()
			.create(TestRuntimes.properties(folder, JavaScriptRuntime.BUN, null))) {
			assertThatExceptionOfType(ToolException.class).isThrownBy(() -> broken.toolSources().get(0).tools())
				.withMessageContaining("./tools.ts cannot be loaded: no database")
				.extracting(ToolException::getCode)
				.isEqualTo(ToolErrorCode.UNAVAILABLE);
		}
	}

}
