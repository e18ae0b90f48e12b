package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.tool.Citation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolCaller;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a catalog sees of a file of tools. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class JavaScriptToolSourceTests {

	private JavaScriptTools calls;

	private ToolSource source;

	private Map<String, Tool> tools;

	@BeforeAll
	void open(@TempDir Path folder) throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
		TestRuntimes.tools(folder);
		this.calls = new JavaScriptToolsFactory().create(TestRuntimes.properties(folder, JavaScriptRuntime.BUN, null));
		this.source = this.calls.toolSources().get(0);
		this.tools = this.source.tools()
			.stream()
			.collect(Collectors.toMap((tool) -> tool.descriptor().id().name(), Function.identity()));
	}

	@AfterAll
	void close() {
		if (this.calls != null) {
			this.calls.close();
		}
	}

	private Object call(String name, Map<String, Object> arguments) throws Exception {
		return this.tools.get(name).call(arguments, ToolCallContext.anonymous());
	}

	@Test
	void eachFunctionIsATool() {
		assertThat(this.source.name()).isEqualTo("javascript");
		assertThat(this.tools).containsKeys("add", "echo", "context").doesNotContainKeys("metadata", "default");
		assertThat(this.tools.get("add").descriptor().id()).hasToString("javascript:add");
	}

	@Test
	void whatTheFileSaysOfItIsItsDescription() {
		assertThat(this.tools.get("add").descriptor().description()).isEqualTo("Adds two numbers.");
		assertThat(this.tools.get("add").descriptor().inputSchema()).containsEntry("required", List.of("a", "b"));
		assertThat(this.tools.get("echo").descriptor().description()).isEqualTo("Gives back what it is given.");
		assertThat(this.tools.get("echo").descriptor().tags()).containsExactly("test");
		assertThat(this.tools.get("echo").descriptor().annotations().readOnlyHint()).isTrue();
		assertThat(this.tools.get("nothing").descriptor().description()).isEmpty();
	}

	@Test
	void itIsCalledWithItsArgumentsAsOneObject() throws Exception {
		assertThat(call("add", Map.of("a", 1, "b", 2))).isEqualTo(3);
		assertThat(call("echo", Map.of("list", List.of(1)))).isEqualTo(Map.of("list", List.of(1)));
	}

	@Test
	void whatItSaysWhileItRunsIsRecordedAsThatOfAnyOtherTool() throws Exception {
		List<String> said = Collections.synchronizedList(new ArrayList<>());
		ToolCallContext context = ToolCallContext.anonymous().withOutput(new CallRecorder(said), ToolCaller.NONE);

		this.tools.get("tells").call(Map.of(), context);

		assertThat(said).containsSubsequence("progress 1.0 of 2.0 half", "progress 2.0 of null null");
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

	private record CallRecorder(List<String> said) implements ToolCallOutput {

		@Override
		public String artifact(String path, String mediaType, byte[] content) {
			return path;
		}

		@Override
		public void log(String level, String text) {
			this.said.add("log " + text);
		}

		@Override
		public String source(Citation source) {
			return "1";
		}

		@Override
		public void progress(double value, Double total, String message) {
			this.said.add("progress " + value + " of " + total + " " + message);
		}

	}

}
