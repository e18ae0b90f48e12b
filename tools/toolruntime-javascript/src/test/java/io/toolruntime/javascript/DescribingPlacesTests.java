package io.toolruntime.javascript;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The compiler is there for who describes tools, and for nobody else. */
class DescribingPlacesTests {

	private static final Path OWN = Path.of("/tmp/toolruntime-js-user/application");

	@TempDir
	Path project;

	private JavaScriptSource source(JavaScriptRuntime runtime) {
		return TestRuntimes.builder(this.project, runtime)
			.memory("64MB")
			.bunOptions(List.of("--preload=./x.ts"))
			.nodeOptions(List.of("--import=./x.ts"))
			.denoOptions(List.of("--preload=./x.ts"))
			.build()
			.toSources()
			.get("javascript");
	}

	private List<String> command(JavaScriptSource source, JavaScriptRuntime runtime, @Nullable Path typescript) {
		WorkerPlaces places = new WorkerPlaces(OWN.resolve("worker.mjs"), OWN.resolve("x.sock"), null, typescript);
		return new RuntimeArguments(source, new RuntimeStatus(runtime, Path.of("/bin/true"), "24.0.0", null))
			.command(places, this.project.resolve("tools.ts"));
	}

	@ParameterizedTest
	@EnumSource(names = { "NODE", "DENO" })
	void aRuntimesOwnPermissionsNameItForWhoDescribes(JavaScriptRuntime runtime) {
		JavaScriptSource source = source(runtime);
		Path typescript = OWN.resolve("~typescript");
		assertThat(command(source, runtime, null)).noneMatch((argument) -> argument.contains("typescript"));
		List<String> describing = command(source.describing(), runtime, typescript);
		assertThat(describing).anyMatch((argument) -> argument.startsWith("--allow") && argument.contains("read=")
				&& argument.contains(typescript.toString()));
		assertThat(describing).noneMatch((argument) -> argument.contains("write") && argument.contains("typescript"));
	}

	@ParameterizedTest
	@EnumSource
	void argumentsThatAreConfiguredAreNotForWhoDescribes(JavaScriptRuntime runtime) {
		JavaScriptSource source = source(runtime);
		assertThat(command(source, runtime, null)).anyMatch((argument) -> argument.endsWith("=./x.ts"));
		assertThat(command(source.describing(), runtime, OWN.resolve("~typescript")))
			.noneMatch((argument) -> argument.endsWith("=./x.ts"));
	}

	@Test
	void theEnclosureHasItReadOnlyForWhoDescribesAndStartsThere() {
		Enclosure enclosure = new Enclosure("/usr/bin/bwrap", source(JavaScriptRuntime.BUN), null);
		Path typescript = OWN.resolve("~typescript");
		assertThat(wrapped(enclosure, null)).noneMatch((argument) -> argument.contains("typescript"))
			.containsSubsequence("--chdir", this.project.toString(), "--");
		assertThat(wrapped(enclosure, typescript))
			.containsSubsequence("--ro-bind", typescript.toString(), "/toolruntime-worker/~typescript")
			.containsSubsequence("--chdir", "/toolruntime-worker/~typescript", "--");
	}

	private List<String> wrapped(Enclosure enclosure, @Nullable Path typescript) {
		return enclosure.wrap(List.of("/bin/true"), Map.of(),
				new WorkerPlaces(OWN.resolve("worker.mjs"), OWN.resolve("x.sock"), null, typescript),
				this.project.resolve("tools.ts"));
	}

}
