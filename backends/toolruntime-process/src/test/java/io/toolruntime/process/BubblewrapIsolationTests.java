package io.toolruntime.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What code in bubblewrap cannot reach. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BubblewrapIsolationTests {

	private final BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);

	@BeforeAll
	void open() {
		Machine.assumeBubblewrap();
	}

	@AfterAll
	void close() {
		this.provider.close();
	}

	@Test
	void reachesNoServerOfTheHost() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			// Control: the host itself reaches it
			new Socket(server.getInetAddress(), server.getLocalPort()).close();
			assertThat(Ran.python(this.provider, """
					import socket
					try:
					    socket.create_connection(("127.0.0.1", %d), 2)
					    print("reached")
					except OSError as ex:
					    print(ex.strerror)
					""".formatted(server.getLocalPort())).stdout()).isEqualTo("Connection refused");
		}
	}

	@Test
	void hasNoWayOut() {
		assertThat(Ran.python(this.provider, """
				import socket, errno
				for family, address in (socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"):
				    for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM:
				        try:
				            socket.socket(family, kind).connect((address, 53))
				            print("connected")
				        except OSError as ex:
				            print(errno.errorcode[ex.errno])
				""").stdout().lines()).startsWith("ENETUNREACH", "ENETUNREACH").doesNotContain("connected");
	}

	@Test
	void reachesNoLocalSocketOfTheHost() {
		// Abstract names are the network namespace's
		assertThat(Ran.python(this.provider, """
				print(open("/proc/net/unix").read().count("\\n"))
				""").stdout()).isEqualTo("1");
	}

	@Test
	void seesNothingOfTheHostsFilesButTheSystems(@TempDir Path folder) throws IOException {
		Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
		List<String> lines = Ran
			.python(this.provider,
					"""
							import os
							print(sorted(os.listdir("/")))
							print(sorted(os.listdir("/etc")))
							print(os.path.exists("%s"), os.path.exists("/root"), os.path.exists("/home"), os.path.exists("/var"))
							print(os.listdir("/tmp"), os.listdir("/workspace"), os.listdir("/dev/shm"))
							"""
						.formatted(secret))
			.stdout()
			.lines()
			.toList();
		assertThat(lines.get(0)).doesNotContain("'root'", "'home'", "'var'", "'run'", "'sys'", "'mnt'", "'opt'");
		assertThat(lines.get(1)).doesNotContain("passwd", "shadow", "hosts", "ssl");
		assertThat(lines.get(2)).isEqualTo("False False False False");
		assertThat(lines.get(3)).isEqualTo("[] [] []");
	}

	@Test
	void writesNowhereElseThanInItsWorkspace() {
		assertThat(Ran
			.python(this.provider,
					"""
							import os, errno
							for path in "/x", "/usr/x", "/etc/x", "/dev/x", "/proc/sys/kernel/hostname", "/proc/self/oom_score_adj", \\
							        "/proc/sysrq-trigger", "/tmp/x", "/workspace/x", "/dev/shm/x":
							    try:
							        open(path, "w").write("0")
							        print(path)
							    except OSError as ex:
							        assert ex.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT), ex
							""")
			.stdout()
			.lines()).containsExactly("/tmp/x", "/workspace/x", "/dev/shm/x");
	}

	@Test
	void seesNoOtherProcess() {
		assertThat(Ran.python(this.provider, """
				import os
				print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()))
				""").stdout()).isEqualTo("[1, 2]");
	}

	@Test
	void seesNoVariableOfTheHost() {
		// Control: there are some
		assertThat(System.getenv()).hasSizeGreaterThan(3);
		assertThat(Ran
			.python(this.provider,
					"""
							import os
							print(sorted(os.environ))
							for pid in "1", "2":
							    try:
							        names = {pair.split("=")[0] for pair in open(f"/proc/{pid}/environ").read().split("\\0") if pair}
							        print(names - {"HOME", "LANG", "PATH", "PWD", "TMPDIR"} or "nothing else")
							    except PermissionError:
							        print("nothing else")
							""")
			.stdout()
			.lines()).containsExactly("['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR']", "nothing else", "nothing else");
	}

	@Test
	void inheritsNoDescriptor() {
		assertThat(Ran.python(this.provider, """
				import os
				print([(fd, os.readlink(f"/proc/self/fd/{fd}").split(":")[0]) for fd in range(1024)
				    if os.path.islink(f"/proc/self/fd/{fd}")])
				""").stdout()).isEqualTo("[(0, 'pipe'), (1, 'pipe'), (2, 'pipe')]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/proc/cmdline", "/proc/kallsyms", "/proc/kcore", "/proc/keys", "/proc/timer_list",
			"/proc/iomem" })
	void cannotReadWhatBelongsToTheMachine(String path) {
		assertThat(Ran.python(this.provider, """
				try:
				    print(len(open("%s", "rb").read(100)))
				except OSError as ex:
				    print("hidden")
				""".formatted(path)).stdout()).isIn("hidden", "0");
	}

	@Test
	void gainsNothingFromProgramsThatChangeTheUser() {
		assertThat(Ran
			.python(this.provider,
					"""
							import os, subprocess
							print(os.getresuid(), os.getgroups())
							su = subprocess.run(["/usr/bin/su", "-c", "id"], stdin=subprocess.DEVNULL, capture_output=True)
							print(su.returncode != 0, b"uid=0" in su.stdout)
							for call in os.setuid, os.setgid:
							    try:
							        call(0)
							        print("changed")
							    except OSError:
							        print("refused")
							print([line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapBnd", "NoNewPrivs"))])
							""")
			.stdout()
			.lines()).containsExactly("(65534, 65534, 65534) []", "True False", "refused", "refused",
					"['0000000000000000', '0000000000000000', '1']");
	}

	@Test
	void canDoNothingToTheFirstProcess() {
		assertThat(Ran
			.python(this.provider,
					"""
							import os
							print([line.split()[1] for line in open("/proc/1/status") if line.startswith(("CapEff", "NoNewPrivs", "Seccomp:"))])
							os.kill(1, 9)
							try:
							    open("/proc/1/mem", "r+b")
							except OSError as ex:
							    print(ex.strerror)
							""")
			.stdout()
			.lines()).containsExactly("['0000000000000000', '1', '2']", "Read-only file system");
	}

	@Test
	void thinksItIsOnAMachineOfItsOwn() {
		assertThat(Ran.python(this.provider, "import os; print(os.uname().nodename, open('/proc/self/cgroup').read())")
			.stdout()).startsWith("sandbox").doesNotContain("toolruntime");
	}

	@Test
	void nodeRunsToo() {
		Ran ran = Ran.in(this.provider.open(Ran.spec(Ran.LIMITS), List.of("/usr/bin/node", "-e",
				"""
						console.log("here");
						process.stdin.once("data", async () => {
						  const { execFileSync } = require("child_process");
						  const fs = require("fs");
						  fs.writeFileSync("/workspace/a.txt", "written");
						  const worker = new (require("worker_threads").Worker)("require('worker_threads').parentPort.postMessage(7)", { eval: true });
						  const seven = await new Promise((resolve) => worker.on("message", resolve));
						  console.log(fs.readFileSync("a.txt", "utf8"), execFileSync("/bin/sh", ["-c", "echo child"], { encoding: "utf8" }).trim(), seven);
						  await fetch("http://192.0.2.1/").catch((error) => console.log(error.cause.code));
						  process.exit(3);
						});
						""")));
		assertThat(ran.stderr()).isEmpty();
		assertThat(ran.stdout().lines()).containsExactly("written child 7", "ENETUNREACH");
		assertThat(ran.exitCode()).isEqualTo(3);
	}

}
