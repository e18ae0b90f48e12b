package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(60)
class RuntimeFinderTests {

	@TempDir
	Path folder;

	private Path program(String name, String script) throws IOException {
		Path program = Files.writeString(this.folder.resolve(name), "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		return program;
	}

	private RuntimeStatus find(JavaScriptRuntime runtime) {
		return new RuntimeFinder(Map.of(), List.of(this.folder.toString())).find(runtime);
	}

	@ParameterizedTest
	@CsvSource({ "bun, 1.4.5, 1.4.5", "node, v22.18.0, 22.18.0", "deno, 'deno 2.9.6 (stable, v8 15.0.245.2)', 2.9.6" })
	void aRuntimeIsFoundWithItsVersion(String name, String says, String version) throws IOException {
		Path program = program(name, "echo '" + says + "'");
		assertThat(find(JavaScriptRuntime.of(name)))
			.isEqualTo(new RuntimeStatus(JavaScriptRuntime.of(name), program, version, null));
	}

	@ParameterizedTest
	@CsvSource({ "bun, 1.1.45", "node, v22.17.9", "node, v20.20.2", "deno, deno 2.0.9" })
	void oneThatIsTooOldIsNotUsed(String name, String says) throws IOException {
		program(name, "echo " + says);
		RuntimeStatus status = find(JavaScriptRuntime.of(name));
		assertThat(status.isAvailable()).isFalse();
		assertThat(status.problem()).contains("is the oldest that runs tools", "install");
	}

	@Test
	void oneThatIsNotThereIsToldWithWhatToDo() {
		RuntimeStatus status = find(JavaScriptRuntime.DENO);
		assertThat(status.isAvailable()).isFalse();
		assertThat(status.problem()).contains("deno is not on " + this.folder, "javascript.commands.deno");
	}

	@Test
	void oneThatSaysNoVersionIsNotUsed() throws IOException {
		program("bun", "echo 'segmentation fault'; exit 139");
		assertThat(find(JavaScriptRuntime.BUN).problem()).contains("does not say its version");
		program("deno", "head -c 100000000 /dev/zero");
		assertThat(find(JavaScriptRuntime.DENO).isAvailable()).isFalse();
	}

	@Test
	void oneThatIsInstalledLaterIsFoundThen() throws IOException {
		RuntimeFinder finder = new RuntimeFinder(Map.of(), List.of(this.folder.toString()));
		assertThat(finder.find(JavaScriptRuntime.BUN).isAvailable()).isFalse();
		program("bun", "echo 1.4.5");
		assertThat(finder.find(JavaScriptRuntime.BUN).isAvailable()).isTrue();
	}

	@Test
	void oneThatSaysNothingIsNotAskedEachTimeAndOneThatTakesItsPlaceIs() throws IOException {
		Path asked = this.folder.resolve("asked");
		Path program = program("bun", "echo x >> " + asked + "; echo no version");
		RuntimeFinder finder = new RuntimeFinder(Map.of(), List.of(this.folder.toString()));
		for (int i = 0; i < 5; i++) {
			assertThat(finder.find(JavaScriptRuntime.BUN).isAvailable()).isFalse();
		}
		assertThat(Files.readAllLines(asked)).hasSize(1);

		program("bun", "echo 1.4.5");
		Files.setLastModifiedTime(program, FileTime.from(Instant.now().plusSeconds(5)));
		assertThat(finder.find(JavaScriptRuntime.BUN).isAvailable()).isTrue();
	}

	@Test
	void whereItIsConfiguredNoOtherIsTaken() throws IOException {
		program("bun", "echo 1.4.5");
		RuntimeFinder finder = new RuntimeFinder(Map.of(JavaScriptRuntime.BUN, this.folder.resolve("other")),
				List.of(this.folder.toString()));
		assertThat(finder.find(JavaScriptRuntime.BUN).problem()).contains("javascript.commands.bun",
				this.folder.resolve("other").toString());
	}

	@Test
	void thereAreThree() {
		assertThat(JavaScriptRuntime.of(" Bun ")).isEqualTo(JavaScriptRuntime.BUN);
		assertThatIllegalArgumentException().isThrownBy(() -> JavaScriptRuntime.of("rhino"))
			.withMessageContaining("'rhino'")
			.withMessageContaining("bun, node, deno");
	}

}
