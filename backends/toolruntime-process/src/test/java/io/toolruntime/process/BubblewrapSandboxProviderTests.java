package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.SandboxBackend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limit;
import io.toolruntime.linux.Proc;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BubblewrapSandboxProviderTests {

	private static ProcessProperties commands(String language, String command, String... readOnlyPaths) {
		return new ProcessProperties(Map.of(language, command), List.of(readOnlyPaths), null, null);
	}

	@Test
	void saysWhatTheMachineAllows() {
		Machine.assumeBubblewrap();
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS)) {
			assertThat(provider.check()).containsKeys("bubblewrap", "cgroup", "seccomp", "user", "python");
			assertThat(provider.check().get("python").toString()).startsWith("Python 3");
			assertThat(provider.info().isolation()).isEqualTo(Isolation.NAMESPACE);
		}
	}

	@Test
	void withoutBubblewrapItIsUnavailableAndSaysWhatToInstall(@TempDir Path empty) {
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS,
				List.of(empty.toString()))) {
			assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
				.hasMessage("bwrap is not on " + empty + "; install the package bubblewrap");
			assertThatThrownBy(() -> Ran.python(provider, "")).isInstanceOf(RuntimeUnavailableException.class);
		}
	}

	@Test
	void withoutBubblewrapAProfileIsDownAndItsExecutionsAreRefusedWithTheReason(@TempDir Path empty) {
		SecurityProfile profile = SecurityProfile.named("dev");
		Backend backend = new SandboxBackend(profile,
				new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS, List.of(empty.toString())), "test");
		try (backend;
				DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
						CatalogToolGateway.of(new Tool[0]))) {
			assertThat(backend.health().up()).isFalse();
			assertThat(backend.health().reason()).contains("install the package bubblewrap");
			assertThatThrownBy(() -> runtime.execute(ExecuteRequest.javascript("return 1").build()))
				.isInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("install the package bubblewrap");
		}
	}

	@Test
	void whereBubblewrapDoesNotWorkItIsUnavailableAndSaysWhy(@TempDir Path folder) throws IOException {
		Machine.assumeBubblewrap();
		Path fake = Files.writeString(folder.resolve("bwrap"), """
				#!/bin/sh
				[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit 0
				echo "bwrap: No permissions to create new namespace" >&2
				exit 1
				""");
		Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS,
				List.of(folder.toString(), "/usr/bin", "/bin"))) {
			assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("No permissions to create new namespace")
				.hasMessageContaining("Allow user namespaces");
		}
	}

	@Test
	void oldBubblewrapIsUnavailable() {
		assertThat(Bubblewrap.requireVersion("bubblewrap 0.8.0")).isEqualTo("0.8.0");
		assertThat(Bubblewrap.requireVersion("bubblewrap 1.0")).isEqualTo("1.0");
		assertThatThrownBy(() -> Bubblewrap.requireVersion("bubblewrap 0.4.1"))
			.isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("0.4.1")
			.hasMessageContaining("0.5.0");
		assertThatThrownBy(() -> Bubblewrap.requireVersion("bash 5")).isInstanceOf(RuntimeUnavailableException.class);
	}

	@Test
	void aConfiguredInterpreterThatIsNotThereIsNamed() {
		Machine.assumeBubblewrap();
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev",
				commands("python", "/usr/bin/python9"))) {
			assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("process.commands.python is /usr/bin/python9");
		}
	}

	@Test
	void anInterpreterThatSandboxesDoNotSeeIsNamed(@TempDir Path folder) throws IOException {
		Machine.assumeBubblewrap();
		Path link = Files.createSymbolicLink(folder.resolve("python"), Path.of("/usr/bin/python3"));
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev",
				commands("python", link.toString()))) {
			assertThatThrownBy(provider::check).hasMessageContaining(link.toString())
				.hasMessageContaining("process.read-only-paths");
		}
	}

	@Test
	void foldersCanBeMadeVisibleAndStayReadOnly() throws IOException {
		Machine.assumeBubblewrap();
		// Not below /tmp, of which a sandbox has its own
		Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "toolruntime-test-");
		try {
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
			Files.writeString(folder.resolve("data.txt"), "data");
			try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev",
					new ProcessProperties(null, List.of(folder.toString()), null, null))) {
				assertThat(Ran.python(provider, """
						print(open("%1$s/data.txt").read())
						try:
						    open("%1$s/data.txt", "w")
						except OSError as ex:
						    print(ex.strerror)
						""".formatted(folder)).stdout()).isEqualTo("data\nRead-only file system");
			}
		}
		finally {
			Instance.delete(folder);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "usr", "/", "/proc", "/dev/shm", "/tmp/x", "/workspace", "/opt/../root" })
	void foldersThatCannotBeVisibleAreRefused(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProcessProperties(null, List.of(path), null, null))
			.withMessageContaining("process.read-only-paths has '" + path + "'");
	}

	@Test
	void userIdsThatTheMachineUsesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProcessProperties(null, null, 1000L, null))
			.withMessageContaining("process.uid-base is 1000");
		assertThatIllegalArgumentException().isThrownBy(() -> new ProcessProperties(null, null, 4_000_000_000L, null))
			.withMessageContaining("process.uid-base is 4000000000");
	}

	@Test
	void sandboxesGetUserIdsAboveTheBase() {
		Machine.assumeBubblewrap();
		Machine.assumeRoot();
		try (BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev",
				new ProcessProperties(null, null, 70_000L, null))) {
			String[] map = Ran.python(provider, "").evidence().get(Limit.USER).measured().toString().split(" ");
			assertThat(Long.parseLong(map[2])).isBetween(70_000L, 70_000L + (1L << 31));
		}
	}

	@Test
	void idsAreGivenOutOnceUntilTheyAreGivenBack() throws IOException {
		UserIds ids = new UserIds(ProcessProperties.DEFAULT_UID_BASE, new Proc());
		long first = ids.acquire();
		long second = ids.acquire();
		assertThat(second).isNotEqualTo(first);
		ids.release(first);
		assertThat(ids.acquire()).isEqualTo(first);
	}

	@Test
	void isUnavailableOnceItIsClosed() {
		BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);
		provider.close();
		assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("closed");
	}

}
