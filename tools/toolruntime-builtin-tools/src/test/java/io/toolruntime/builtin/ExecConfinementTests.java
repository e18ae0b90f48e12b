package io.toolruntime.builtin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.builtin.BuiltinToolsProperties.ExecKeys;
import io.toolruntime.linux.ProcessLauncher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What commands cannot do although they, and their arguments, are allowed. Some are given
 * a shell, so that it is the sandbox that holds and not the list of commands.
 */
@Tag("once")
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ExecConfinementTests {

	@TempDir
	private Path temp;

	private Path root;

	private Path secret;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		this.root = Files.createDirectory(this.temp.resolve("root"));
		Files.writeString(this.root.resolve("a.txt"), "inside");
		this.secret = Files.writeString(this.temp.resolve("secret.txt"), "the secret");
		this.tools = TestTools.in(this.root)
			.exec(new ExecKeys(null, null, null, null, List.of(ExecToolTests.shell()), null, null, null))
			.with("exec");
	}

	@AfterEach
	void close() {
		this.tools.close();
	}

	private TestTools.Result run(String program, String... args) {
		return this.tools.call("exec", "command", "/usr/bin/" + program, "args", List.of(args));
	}

	private TestTools.Result shell(String script) {
		return this.tools.call("exec", "command", "/bin/sh", "args", List.of("-c", script), "timeout_ms", 15_000);
	}

	@Test
	void passwordsAreNotThere() {
		assertThat(Path.of("/etc/passwd")).as("what is looked for").exists();
		TestTools.Result result = run("cat", "/etc/passwd");
		assertThat(result.number("exit_code")).isOne();
		assertThat(result.text("stdout")).isEmpty();
		assertThat(result.text("stderr")).contains("No such file");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/etc/shadow", "/etc/hostname", "/root", "/home", "/proc/self/environ", "/proc/1/environ",
			"/sys/class/net", "/var/log", "/run", "/srv", "/opt" })
	void theRestOfTheMachineIsNotThere(String path) {
		TestTools.Result result = run("ls", path);
		assertThat(result.text("stdout")).isEmpty();
	}

	@Test
	void whatIsBesideTheRootIsNotThere() {
		assertThat(run("cat", this.secret.toString()).text("stdout")).isEmpty();
		assertThat(run("cat", "../secret.txt").text("stdout")).isEmpty();
		assertThat(run("ls", this.temp.toString()).text("stdout")).isEqualTo("root\n");
	}

	@Test
	void whatALinkLeadsToIsNotThere() throws IOException {
		Files.createSymbolicLink(this.root.resolve("link"), this.secret);
		assertThat(run("cat", "link").text("stdout")).isEmpty();
		assertThat(run("find", "-L", ".", "-name", "link").text("stdout")).isEqualTo("./link\n");
	}

	@Test
	void findDeletesNothing() throws IOException {
		Files.createDirectories(this.root.resolve("deep/deeper"));
		TestTools.Result result = run("find", "/", "-delete");
		assertThat(result.flag("success")).isFalse();
		run("find", ".", "-delete");
		try (Stream<Path> entries = Files.walk(this.root)) {
			assertThat(entries).hasSize(4);
		}
		assertThat(this.secret).exists();
		assertThat(Path.of("/usr/bin/find")).exists();
	}

	@Test
	void findWritesNothing() throws IOException {
		assertThat(run("find", ".", "-fprint", "new.txt").flag("success")).isFalse();
		assertThat(run("find", ".", "-fprint", "a.txt").flag("success")).isFalse();
		assertThat(run("find", ".", "-fprint", this.secret.toString()).flag("success")).isFalse();
		assertThat(run("find", ".", "-fls", "/usr/bin/new").flag("success")).isFalse();
		assertThat(run("find", ".", "-fprint", "/dev/shm/new").flag("success")).isFalse();
		try (Stream<Path> entries = Files.list(this.root)) {
			assertThat(entries).hasSize(1);
		}
		assertThat(this.root.resolve("a.txt")).hasContent("inside");
		assertThat(this.secret).hasContent("the secret");
	}

	@Test
	void nothingCanBeWrittenAnywhere() {
		TestTools.Result result = shell("for d in / /usr /usr/local /dev /dev/shm /tmp /etc /var . '" + this.root
				+ "'; do (echo x > $d/new) 2>/dev/null && echo \"$d\"; mkdir $d/dir 2>/dev/null && echo \"$d\"; done; echo done");
		assertThat(result.text("stdout")).isEqualTo("done\n");
	}

	@Test
	void thereIsNoEnvironmentButTheLanguage() {
		String variables = shell("env").text("stdout");
		assertThat(variables.lines().map((line) -> line.replaceAll("=.*", ""))).contains("LANG")
			.isSubsetOf("LANG", "PWD", "OLDPWD", "SHLVL", "_");
		assertThat(System.getenv("PATH")).as("what is looked for").isNotNull();
	}

	@Test
	void noVariableCanBeGiven() {
		assertThat(this.tools.failure("exec", "command", "/usr/bin/pwd", "env",
				java.util.Map.<String, Object>of("LD_PRELOAD", "/x.so")))
			.hasMessageContaining("env");
	}

	@Test
	void thereIsNoNetwork() throws IOException {
		Path bash = Path.of("/bin/bash");
		org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(bash));
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			String connect = "exec 3<>/dev/tcp/127.0.0.1/" + server.getLocalPort() + " && echo connected";
			assertThat(
					new String(new ProcessBuilder("/bin/bash", "-c", connect).start().getInputStream().readAllBytes(),
							java.nio.charset.StandardCharsets.UTF_8))
				.as("outside of the sandbox")
				.isEqualTo("connected\n");
			assertThat(shell("/bin/bash -c '" + connect + "'").text("stdout")).isEmpty();
		}
	}

	@Test
	void otherProcessesAreNotSeenNorKilled() throws Exception {
		Process sleeper = new ProcessBuilder("sleep", "50").start();
		try {
			shell("kill -9 " + sleeper.pid() + "; kill -9 -1");
			assertThat(sleeper.isAlive()).isTrue();
		}
		finally {
			sleeper.destroyForcibly().waitFor();
		}
	}

	@Test
	void noRightsCanBeGained() {
		assertThat(shell("/usr/bin/mount -t tmpfs none /dev/shm 2>/dev/null && echo mounted; echo done").text("stdout"))
			.isEqualTo("done\n");
		assertThat(
				shell("/usr/bin/unshare -Ur id 2>/dev/null; mknod /dev/shm/x c 1 3 2>/dev/null && echo made; echo done")
					.text("stdout"))
			.endsWith("done\n")
			.doesNotContain("made");
	}

	@Test
	void manyProcessesAreTooMany() {
		TestTools.Result result = shell("i=0; while [ $i -lt 200 ]; do sleep 3 & i=$((i+1)); done; echo all");
		org.junit.jupiter.api.Assumptions.assumeTrue(controlled(), "control groups");
		assertThat(result.text("stdout")).doesNotContain("all");
		assertThat(result.text("stderr")).containsIgnoringCase("fork");
	}

	@Test
	void muchMemoryIsTooMuch() {
		// All of it is one line, which tail keeps
		String line = "/usr/bin/head -c %d /dev/zero | /usr/bin/tail -n 1 | /usr/bin/wc -c";
		assertThat(shell(line.formatted(1_000_000)).text("stdout")).isEqualTo("1000000\n");
		TestTools.Result result = shell(line.formatted(900_000_000));
		assertThat(result.flag("timed_out")).isFalse();
		assertThat(result.text("stdout")).isEqualTo("0\n");
	}

	@Test
	void withoutControlGroupsEachProcessHasTheMemory() {
		BuiltinToolsProperties properties = new BuiltinToolsProperties(List.of("exec"), this.root.toString(), null,
				null, new ExecKeys(null, null, null, null, List.of(ExecToolTests.shell()), null, null, null), null,
				null, null);
		ProcessLauncher launcher = new ProcessLauncher("test");
		ExecTool exec = new ExecTool(properties.toExecSettings(properties.toRoots()), ExecSandbox.usual(), launcher,
				ExecGroups.none());
		try (TestTools bare = new TestTools(new BuiltinTools(List.of(exec), List.of(launcher)))) {
			String line = "/usr/bin/head -c %d /dev/zero | /usr/bin/tail -n 1 | /usr/bin/wc -c";
			assertThat(bare.call("exec", "command", "/bin/sh", "args", List.of("-c", line.formatted(1_000_000)))
				.text("stdout")).isEqualTo("1000000\n");
			TestTools.Result result = bare.call("exec", "command", "/bin/sh", "args",
					List.of("-c", line.formatted(900_000_000)));
			assertThat(result.text("stdout")).isEqualTo("0\n");
			assertThat(result.text("stderr")).contains("memory exhausted");
		}
	}

	private static boolean controlled() {
		try (ExecGroups groups = new ExecGroups()) {
			return groups.get().has(io.toolruntime.linux.Controller.PIDS);
		}
	}

	@Test
	void toolsOfTheMachineAreHiddenButTheSystemsOwn() {
		assertThat(run("ls", "/usr/local").text("stdout")).isEmpty();
		assertThat(run("ls", "/").text("stdout").lines()).isSubsetOf("bin", "dev", "etc", "lib", "lib32", "lib64",
				"libx32", "sbin", "usr", this.temp.getName(0).toString());
		assertThat(run("find", "/etc", "-type", "f").text("stdout").lines()).isSubsetOf("/etc/ld.so.cache");
	}

	@Test
	void otherRootsAreSeenAndNotWrittenTo() throws IOException {
		Path other = Files.createDirectory(this.temp.resolve("other"));
		Files.writeString(other.resolve("b.txt"), "of the other");
		try (TestTools both = TestTools.in(this.root).other(other).with("exec")) {
			assertThat(both.call("exec", "command", "/usr/bin/cat", "args", List.of(other.resolve("b.txt").toString()))
				.text("stdout")).isEqualTo("of the other");
			assertThat(both.call("exec", "command", "/usr/bin/find", "args", List.of(other.toString(), "-delete"))
				.flag("success")).isFalse();
			assertThat(other.resolve("b.txt")).exists();
		}
	}

	@Test
	void aPipeInTheRootHoldsACommandNoLongerThanItsTime() throws Exception {
		TestTools.pipe(this.root.resolve("pipe"));
		assertThat(this.tools.call("exec", "command", "/usr/bin/cat", "args", List.of("pipe"), "timeout_ms", 500)
			.flag("timed_out")).isTrue();
	}

}
