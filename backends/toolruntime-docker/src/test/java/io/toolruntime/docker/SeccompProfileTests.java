package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Filters of system calls: those that refuse what they do not name. */
class SeccompProfileTests {

	private static final String ALLOWED = "\"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\"}]";

	@TempDir
	private Path folder;

	private String file(String text) throws IOException {
		return Files.writeString(this.folder.resolve("profile.json"), text).toString();
	}

	@Test
	void theEnginesOwnIsAskedForBySayingNothing() {
		assertThat(SeccompProfile.of("default", OciRuntime.ofEngine()).options()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
			"SCMP_ACT_TRAP" })
	void anotherIsGivenToTheEngineAsItsText(String action) throws IOException {
		String text = "{\"defaultAction\": \"" + action + "\", " + ALLOWED + "}";
		assertThat(SeccompProfile.of(file(text), OciRuntime.ofEngine()).options()).containsExactly("seccomp=" + text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY", "", "errno" })
	void oneThatAllowsWhatItDoesNotNameIsRefused(String action) throws IOException {
		String file = file("{\"defaultAction\": \"" + action + "\", " + ALLOWED + "}");
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp")
			.withMessageContaining(file)
			.withMessageContaining("'" + action + "'")
			.withMessageContaining("SCMP_ACT_ERRNO");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}",
			"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": []}",
			"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": \"read\"}" })
	void oneUnderWhichNothingCouldRunIsRefused(String text) throws IOException {
		String file = file(text);
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp: " + file + " allows no system call");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "7", "null", "\"unconfined\"" })
	void whatIsNoProfileIsRefused(String text) throws IOException {
		String file = file(text);
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp: " + file);
	}

	@Test
	void whatIsNoJsonIsRefused() throws IOException {
		String file = file("{\"defaultAction\": ");
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp: " + file + " is not JSON");
	}

	@Test
	void aFileThatIsNotThereIsSaidNotToBe() {
		String file = this.folder.resolve("missing.json").toString();
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp: there is no file " + file);
	}

	@Test
	void aFolderIsNoProfile() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SeccompProfile.of(this.folder.toString(), OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp: there is no file " + this.folder);
	}

	@Test
	void aFileThatNeverEndsIsNotRead() {
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of("/dev/zero", OciRuntime.ofEngine()))
			.withMessageContaining("docker.seccomp");
	}

	@Test
	void aFileThatIsTooLargeIsNotRead() throws IOException {
		String file = file(" ".repeat((1 << 20) + 1));
		assertThatIllegalArgumentException().isThrownBy(() -> SeccompProfile.of(file, OciRuntime.ofEngine()))
			.withMessageContaining(file + " is larger than 1 MB");
	}

}
