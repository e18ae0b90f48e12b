package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

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

import io.toolruntime.builtin.BuiltinToolsProperties.ArgumentKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.CommandKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.ExecKeys;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code exec} runs, with what arguments, and what comes back. */
@Tag("once")
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ExecToolTests {

	@TempDir
	private Path root;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		Files.writeString(this.root.resolve("a.txt"), "one\ntwo\n");
		this.tools = allowing();
	}

	private TestTools allowing(CommandKeys... commands) {
		return TestTools.in(this.root)
			.exec(new ExecKeys(null, null, null, null, List.of(commands), null, null, null))
			.with("exec");
	}

	/** A shell, as no operator should allow one, to see what a program could do. */
	static CommandKeys shell() {
		return new CommandKeys("/bin/sh", 2, null, false,
				List.of(new ArgumentKeys(0, null, List.of("-c"), false), new ArgumentKeys(1, "(?s).*", null, false)));
	}

	@AfterEach
	void close() {
		this.tools.close();
	}

	@Test
	void aCommandRunsInTheRoot() {
		TestTools.Result result = this.tools.call("exec", "command", "/usr/bin/cat", "args", List.of("a.txt"));
		assertThat(result.text("stdout")).isEqualTo("one\ntwo\n");
		assertThat(result.text("stderr")).isEmpty();
		assertThat(result.number("exit_code")).isZero();
		assertThat(result.flag("success")).isTrue();
		assertThat(result.flag("timed_out")).isFalse();
		assertThat(result.flag("stdout_truncated")).isFalse();
		assertThat(result.flag("stderr_truncated")).isFalse();
		assertThat(result.number("duration_ms")).isBetween(0, 10_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ls", "pwd", "cat", "grep", "find", "head", "tail", "echo", "stat", "wc", "sleep" })
	void theUsualCommandsAreAllowed(String name) {
		List<String> args = switch (name) {
			case "pwd" -> List.of();
			case "sleep" -> List.of("0");
			case "grep" -> List.of("one", "a.txt");
			default -> List.of("a.txt");
		};
		assertThat(this.tools.call("exec", "command", "/usr/bin/" + name, "args", args).number("exit_code")).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/usr/bin/rm", "rm", "cat", "/usr/bin/../bin/cat", "/usr/bin/cat ", "./cat", "/bin/sh",
			"/usr/bin/env" })
	void anotherCommandIsNotAllowed(String command) {
		ToolException failure = this.tools.failure("exec", "command", command);
		assertThat(failure).isInstanceOf(BuiltinToolException.class)
			.hasMessageStartingWith("CommandNotAllowed: '" + command + "' is not allowed. Use one of [");
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.DENIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a;b", "$(id)", "`id`", "a|b", "a>b", "a&b", "'a'", "\"", "{}", ";", "a\nb", "",
			"*", "~", "a.txt\n" })
	void anArgumentHasOrdinaryCharactersOnly(String argument) {
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/echo", "args", List.of(argument)))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void aCommandHasTwelveArgumentsPwdNoneAndSleepOne() {
		List<String> thirteen = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13");
		assertThat(this.tools.call("exec", "command", "/usr/bin/echo", "args", thirteen.subList(0, 12)).flag("success"))
			.isTrue();
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/echo", "args", thirteen))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		// Where 0 is taken for the default, pwd has twelve
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/pwd", "args", List.of("-P")))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/sleep", "args", List.of("0", "0")))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void argumentsAreKeptToTheirRules() {
		try (TestTools ruled = allowing(new CommandKeys("/usr/bin/echo", 3, null, null,
				List.of(new ArgumentKeys(0, null, List.of("red", "green"), null),
						new ArgumentKeys(1, "[a-z ]+", null, true))))) {
			assertThat(ruled.call("exec", "command", "/usr/bin/echo", "args", List.of("red")).text("stdout"))
				.isEqualTo("red\n");
			assertThat(ruled.call("exec", "command", "/usr/bin/echo", "args", List.of("green", "a b")).text("stdout"))
				.isEqualTo("green a b\n");
			assertThat(ruled.failure("exec", "command", "/usr/bin/echo", "args", List.of("blue")))
				.hasMessageContaining("Give one of [red, green]");
			assertThat(ruled.failure("exec", "command", "/usr/bin/echo", "args", List.of("red", "A")))
				.hasMessageContaining("Give what matches [a-z ]+");
			assertThat(ruled.failure("exec", "command", "/usr/bin/echo", "args", List.of("red", "a\nB")))
				.isInstanceOf(BuiltinToolException.class);
			assertThat(ruled.failure("exec", "command", "/usr/bin/echo")).hasMessageContaining("argument 0")
				.hasMessageContaining("is missing");
			assertThat(ruled.failure("exec", "command", "/usr/bin/echo", "args", List.of("red", "a", "b")))
				.hasMessageContaining("takes no argument 2");
		}
	}

	@Test
	void anExitCodeIsAResult() {
		TestTools.Result result = this.tools.call("exec", "command", "/usr/bin/cat", "args", List.of("missing"));
		assertThat(result.number("exit_code")).isOne();
		assertThat(result.flag("success")).isFalse();
		assertThat(result.text("stderr")).contains("missing: No such file or directory");
	}

	@Test
	void aCommandRunsInAFolderOfTheRoot() throws IOException {
		Files.createDirectories(this.root.resolve("a/b"));
		assertThat(this.tools.call("exec", "command", "/usr/bin/pwd", "working_dir", "a/b").text("stdout").strip())
			.isEqualTo(this.root.toRealPath().resolve("a/b").toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/tmp", "..", "a/../..", "/etc" })
	void aCommandDoesNotRunOutsideOfTheRoot(String folder) {
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/pwd", "working_dir", folder))
			.isEqualTo(CanonicalCode.PERMISSION_DENIED);
	}

	@Test
	void aCommandDoesNotRunWhereALinkLeads() throws IOException {
		Files.createSymbolicLink(this.root.resolve("link"), Path.of("/etc"));
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/pwd", "working_dir", "link"))
			.isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.tools.refusal("exec", "command", "/usr/bin/pwd", "working_dir", "missing"))
			.isEqualTo(CanonicalCode.FILE_NOT_FOUND);
	}

	@Test
	void aCommandThatTakesTooLongIsEnded() {
		long begun = System.nanoTime();
		TestTools.Result result = this.tools.call("exec", "command", "/usr/bin/sleep", "args", List.of("50"),
				"timeout_ms", 500);
		assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(10);
		assertThat(result.flag("timed_out")).isTrue();
		assertThat(result.number("exit_code")).isEqualTo(-1);
		assertThat(result.flag("success")).isFalse();
		assertThat(result.number("duration_ms")).isBetween(500, 5000);
	}

	@Test
	void whatACommandWroteBeforeItWasEndedIsKept() {
		TestTools.Result result = this.tools.call("exec", "command", "/usr/bin/tail", "args", List.of("-f", "a.txt"),
				"timeout_ms", 1000);
		assertThat(result.flag("timed_out")).isTrue();
		assertThat(result.text("stdout")).isEqualTo("one\ntwo\n");
	}

	@Test
	void aCallCanOnlyLowerTheTime() {
		try (TestTools hasty = TestTools.in(this.root)
			.exec(new ExecKeys(Duration.ofMillis(500), null, null, null, null, null, null, null))
			.with("exec")) {
			assertThat(hasty.call("exec", "command", "/usr/bin/sleep", "args", List.of("20"), "timeout_ms", 15_000)
				.number("duration_ms")).isLessThan(10_000);
		}
	}

	@Test
	void aCommandHasItsOwnTime() {
		try (TestTools own = allowing(new CommandKeys("/usr/bin/sleep", 1, Duration.ofMillis(300), true, null))) {
			assertThat(own.call("exec", "command", "/usr/bin/sleep", "args", List.of("20")).flag("timed_out")).isTrue();
		}
	}

	@Test
	void whatACommandStartedEndsWithIt() throws Exception {
		try (TestTools shells = allowing(shell())) {
			// Out of the group, the session and the parent; holds the output open
			TestTools.Result result = shells.call("exec", "command", "/bin/sh", "args",
					List.of("-c", "setsid sleep 987.5 & setsid sh -c 'sleep 987.5 & sleep 987.5' & sleep 987.5"),
					"timeout_ms", 500);
			assertThat(result.flag("timed_out")).isTrue();
			assertThat(running("987.5")).isEmpty();
			long begun = System.nanoTime();
			TestTools.Result ended = shells.call("exec", "command", "/bin/sh", "args",
					List.of("-c", "setsid sleep 987.5 & echo done"));
			assertThat(ended.text("stdout")).isEqualTo("done\n");
			assertThat(ended.number("exit_code")).isZero();
			assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(10);
			assertThat(running("987.5")).isEmpty();
		}
	}

	private static List<String> running(String argument) {
		return ProcessHandle.allProcesses()
			.map((process) -> process.info().commandLine().orElse(""))
			.filter((line) -> line.contains(argument))
			.toList();
	}

	@Test
	void ofTheOutputTheBeginningIsKeptAndTheRestDrained() {
		try (TestTools shells = TestTools.in(this.root)
			.exec(new ExecKeys(null, null, null, null, List.of(shell()), null, null, null))
			.with("exec")) {
			TestTools.Result result = shells.call("exec", "command", "/bin/sh", "args", List.of("-c",
					"head -c 30000000 /dev/zero | tr '\\0' x; head -c 5000000 /dev/zero | tr '\\0' e >&2; exit 3"));
			assertThat(result.text("stdout")).hasSize(2 << 20).matches("x+");
			assertThat(result.text("stderr")).hasSize(1 << 10).matches("e+");
			assertThat(result.flag("stdout_truncated")).isTrue();
			assertThat(result.flag("stderr_truncated")).isTrue();
			assertThat(result.number("exit_code")).isEqualTo(3);
		}
	}

	@Test
	void aCommandHasNoInput() {
		assertThat(this.tools.call("exec", "command", "/usr/bin/cat").text("stdout")).isEmpty();
	}

	@Test
	void aCallThatIsCancelledEnds() throws Exception {
		Cancellation cancellation = new Cancellation();
		ToolCallContext context = new ToolCallContext(ToolCallContext.anonymous().caller(), null, null, null,
				cancellation);
		AtomicReference<ToolException> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				this.tools.call(context, "exec", "command", "/usr/bin/sleep", "args", List.of("987.25"));
			}
			catch (ToolException ex) {
				failure.set(ex);
			}
		});
		caller.start();
		for (int i = 0; i < 100 && running("987.25").isEmpty(); i++) {
			Thread.sleep(50);
		}
		cancellation.cancel();
		caller.join(10_000);
		assertThat(failure.get().getCode()).isEqualTo(ToolErrorCode.CANCELLED);
		assertThat(running("987.25")).isEmpty();
	}

	@Test
	void withoutBubblewrapNothingRuns() throws IOException {
		Path some = Files.createDirectory(this.root.resolve("bin"));
		for (String program : List.of("sh", "prlimit", "setpriv")) {
			Files.createSymbolicLink(some.resolve(program), Path.of("/usr/bin/" + program));
		}
		try (TestTools bare = TestTools.in(this.root).sandbox(new ExecSandbox(List.of(some.toString()))).with("exec")) {
			ToolException failure = bare.failure("exec", "command", "/usr/bin/pwd");
			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.UNAVAILABLE);
			assertThat(failure).hasMessage("Unavailable: commands run in bubblewrap only, and there is no bwrap."
					+ " Install bubblewrap where the application runs (Linux), or leave exec out of"
					+ " builtin-tools.include");
		}
	}

	@Test
	void whereBubblewrapFailsNothingRuns() throws IOException {
		Path some = Files.createDirectory(this.root.resolve("bin"));
		for (String program : List.of("sh", "prlimit", "setpriv")) {
			Files.createSymbolicLink(some.resolve(program), Path.of("/usr/bin/" + program));
		}
		Path fake = Files.writeString(some.resolve("bwrap"),
				"#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n");
		fake.toFile().setExecutable(true);
		try (TestTools bare = TestTools.in(this.root).sandbox(new ExecSandbox(List.of(some.toString()))).with("exec")) {
			ToolException failure = bare.failure("exec", "command", "/usr/bin/pwd");
			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("so it was not run");
		}
	}

	@Test
	void manyCommandsRunAtOnceAndNoMoreThanMay() throws Exception {
		try (TestTools two = TestTools.in(this.root)
			.exec(new ExecKeys(Duration.ofSeconds(20), null, null, null, null, null, null, 2))
			.with("exec")) {
			long begun = System.nanoTime();
			List<Thread> callers = java.util.stream.IntStream.range(0, 4)
				.mapToObj(
						(i) -> new Thread(() -> two.call("exec", "command", "/usr/bin/sleep", "args", List.of("0.5"))))
				.toList();
			callers.forEach(Thread::start);
			for (Thread caller : callers) {
				caller.join();
			}
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
		}
	}

}
