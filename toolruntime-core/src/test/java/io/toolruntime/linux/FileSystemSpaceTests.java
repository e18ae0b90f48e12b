package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** When a file system is full, told from what {@code stat} says of it. */
@Timeout(60)
class FileSystemSpaceTests {

	@TempDir
	private Path folder;

	/* Says something, whatever it is asked. */
	private FileSystemSpace says(String script) throws IOException {
		Path program = Files.writeString(this.folder.resolve("stat"), "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
		return new FileSystemSpace(program.toString());
	}

	@Test
	void thisMachineIsAskedWithItsOwnProgram() throws IOException {
		assertThat(new FileSystemSpace("stat").isFull(List.of(this.folder))).isFalse();
		assertThatIOException()
			.isThrownBy(() -> new FileSystemSpace("stat").isFull(List.of(this.folder.resolve("none"))))
			.withMessageContaining("stat says");
	}

	@ParameterizedTest
	@CsvSource({ "4096 25600 25600 6400 6399, false", "4096 25600 16 6400 6399, false", "4096 25600 15 6400 6399, true",
			"4096 25600 0 6400 6399, true", "4096 25600 25600 6400 0, true", "4096 25600 25600 0 0, false",
			"4096 1 1 16 15, false", "4096 1 0 16 15, true", "4096 0 0 0 0, false" })
	void itIsFullWithoutRoomOrWithoutRoomForAFile(String said, boolean full) throws IOException {
		assertThat(says("echo '" + said + "'").isFull(List.of(this.folder))).isEqualTo(full);
	}

	@Test
	void oneThatIsFullIsEnough() throws IOException {
		assertThat(says("echo '4096 100 100 16 15'; echo '4096 100 0 16 15'").isFull(List.of(this.folder, this.folder)))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "echo 1 2 3", "echo a b c d e", "echo '4096 25600 25600 6400 6399'; exit 1" })
	void whatCannotBeToldIsAnError(String script) throws IOException {
		FileSystemSpace space = says(script);
		assertThatIOException().isThrownBy(() -> space.isFull(List.of(this.folder))).withMessageContaining("stat says");
	}

	@Test
	void aProgramThatDoesNotAnswerIsNotWaitedFor() throws IOException {
		FileSystemSpace space = says("exec sleep 30");
		assertThatIOException().isThrownBy(() -> space.isFull(List.of(this.folder)))
			.withMessage("stat does not answer");
	}

	@Test
	void aProgramThatIsNotThereIsAnError() {
		assertThatIOException().isThrownBy(() -> new FileSystemSpace("/nowhere/stat").isFull(List.of(this.folder)));
	}

}
