package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.guest.GuestProgram;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.SandboxedProcess;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A program of the chain that forgets one of its arguments makes a sandbox that is not
 * used: the host looks, and says what is wrong.
 */
class BubblewrapInspectionTests {

	private static final int KILLED = 128 + 9;

	@TempDir
	private Path folder;

	/*
	 * Puts something else, or nothing, for an argument that may have values; all else
	 * goes to the real program.
	 */
	private void replace(String program, String argument, String instead) throws IOException {
		String[] words = argument.split(" ");
		String real = Interpreters.find(program, GuestProgram.PATH).orElseThrow().toString();
		String values = Stream.of(words).skip(1).collect(Collectors.joining(" "));
		String script = """
				#!/bin/sh
				left=$#
				while [ $left -gt 0 ]; do
				  word=$1
				  case "$*" in
				    '%1$s '*)
				      shift %2$d
				      left=$((left - %2$d))
				      set -- "$@" %3$s ;;
				    *)
				      shift
				      left=$((left - 1))
				      set -- "$@" "$word" ;;
				  esac
				done
				exec %4$s "$@"
				""".formatted(words[0] + (values.isEmpty() ? "" : " " + values), words.length, instead, real);
		Path wrapper = Files.writeString(this.folder.resolve(program), script);
		// Started by a user of its own
		Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	private BubblewrapSandboxProvider provider() {
		return new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS,
				Stream.concat(Stream.of(this.folder.toString()), GuestProgram.PATH.stream()).toList());
	}

	@Test
	void whatForgetsNothingIsUsed() throws IOException {
		Machine.assumeBubblewrap();
		replace("bwrap", "--no-such-argument", "");
		try (BubblewrapSandboxProvider provider = provider()) {
			assertThat(Ran.python(provider, "print('used')").stdout()).isEqualTo("used");
		}
	}

	@ParameterizedTest(name = "{0}: [{2}] for [{1}]")
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			"bwrap | --unshare-net | '' | it shares the net namespace of the host",
			"bwrap | --unshare-pid | '' | it shares the pid namespace of the host",
			"bwrap | --unshare-ipc | '' | it shares the ipc namespace of the host",
			"bwrap | --unshare-uts --unshare-cgroup --die-with-parent --new-session --cap-drop ALL --seccomp 9 --hostname sandbox | --unshare-cgroup --die-with-parent --new-session --cap-drop ALL --seccomp 9 | it shares the uts namespace of the host",
			"bwrap | --unshare-cgroup | '' | it shares the cgroup namespace of the host",
			"bwrap | --new-session | '' | it is in the session of the application",
			"bwrap | --seccomp 9 | '' | Seccomp is 0", "bwrap | --cap-drop ALL | --cap-add ALL | CapInh is",
			"bwrap | --uid 65534 | --uid 0 | its uid map is 0 ", "bwrap | --gid 65534 | --gid 0 | its gid map is 0 ",
			"bwrap | --clearenv | --setenv TOKEN secret | its environment has [TOKEN]",
			"bwrap | --setenv PATH | --setenv OTHER x --setenv LD_PRELOAD | its environment has [LD_PRELOAD, OTHER]",
			"bwrap | --ro-bind /usr /usr | --bind /usr /usr | it may write to [/usr]",
			"bwrap | --remount-ro / | '' | it may write to [/]",
			"bwrap | --remount-ro /dev | '' | it may write to [/dev]",
			"bwrap | --ro-bind /usr /usr | --ro-bind /usr /usr --ro-bind /var /var | it sees /var",
			"bwrap | --dev /dev | --dev-bind /dev /dev | /dev",
			"bwrap | --proc /proc | --bind /proc /proc | its /proc is the host's",
			"bwrap | --bind /mnt/tmp /tmp | --bind /tmp /tmp | its /tmp is the host's",
			"prlimit | --core=0:0 | '' | it may write core dumps",
			"prlimit | --nofile=1024:1024 | '' | it may open more than 1024 files",
			"prlimit | --memlock=65536:65536 | '' | it may lock memory",
			"prlimit | --msgqueue=0:0 | '' | it may have message queues",
			"prlimit | --fsize=8388608:8388608 | '' | its files may be of any size" })
	void whatForgetsOneArgumentIsNotUsed(String program, String argument, String instead, String complaint)
			throws Exception {
		Machine.assumeBubblewrap();
		replace(program, argument, instead);
		try (BubblewrapSandboxProvider provider = provider();
				Sandbox sandbox = provider.open(Ran.spec(Ran.LIMITS),
						List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + "print('user code')"))) {
			assertThatThrownBy(() -> Ran.line(sandbox)).isInstanceOf(IOException.class)
				.hasMessageStartingWith("The sandbox is not what it should be: ")
				.hasMessageContaining(complaint);
			assertThat(sandbox.exit(Duration.ofSeconds(20))).map(SandboxExit::code).contains(KILLED);
		}
	}

	@Test
	void whatKeepsItsGroupsIsNotUsed() throws IOException {
		Machine.assumeBubblewrap();
		Machine.assumeRoot();
		replace("setpriv", "--clear-groups", "--groups 4,24");
		try (BubblewrapSandboxProvider provider = provider();
				Sandbox sandbox = provider.open(Ran.spec(Ran.LIMITS),
						List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT))) {
			assertThatThrownBy(() -> Ran.line(sandbox)).hasMessageContaining("its groups are 4 24");
		}
	}

	@Test
	void whatKeepsTheUserOfTheApplicationIsNotUsed() throws IOException {
		Machine.assumeBubblewrap();
		Machine.assumeRoot();
		Path setpriv = Files.writeString(this.folder.resolve("setpriv"),
				"#!/bin/sh\nshift 6\nexec /usr/bin/setpriv --no-new-privs \"$@\"\n");
		Files.setPosixFilePermissions(setpriv, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (BubblewrapSandboxProvider provider = provider();
				Sandbox sandbox = provider.open(Ran.spec(Limits.NONE),
						List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT))) {
			assertThatThrownBy(() -> Ran.line(sandbox)).hasMessageContaining("its uid map is 65534 0 1");
		}
	}

	@ParameterizedTest
	@CsvSource({ "2,1,0,0,true", "2,2,2,1,true", "2,1,2,1,false", "2,2,2,3,false", "0,0,0,0,false", "0,0,2,1,false",
			"2,,0,,true" })
	void aFilterThatTheApplicationIsUnderItselfIsNotOfTheSandbox(String mode, String filters, String ownMode,
			String ownFilters, boolean held) throws IOException {
		Map<String, String> status = status(mode, filters);
		Map<String, String> own = status(ownMode, ownFilters);
		if (held) {
			assertThat(SandboxedProcess.requireFilter(status, own)).isEqualTo("Seccomp 2");
		}
		else {
			assertThatThrownBy(() -> SandboxedProcess.requireFilter(status, own)).isInstanceOf(IOException.class);
		}
	}

	private static Map<String, String> status(String mode, String filters) {
		return (filters != null) ? Map.of("Seccomp", mode, "Seccomp_filters", filters) : Map.of("Seccomp", mode);
	}

}
