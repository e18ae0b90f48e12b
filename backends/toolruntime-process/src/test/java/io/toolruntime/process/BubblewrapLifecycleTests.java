package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.guest.GuestProgram;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** How sandboxes begin and end, and what is left of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BubblewrapLifecycleTests {

	private final Proc proc = new Proc();

	private final ProcessTree tree = new ProcessTree(this.proc);

	private final BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);

	@BeforeAll
	void open() {
		Machine.assumeBubblewrap();
	}

	@AfterAll
	void close() {
		this.provider.close();
	}

	private static List<String> python(String code) {
		return List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + code);
	}

	private static List<Path> groupsOf(String name) throws IOException {
		try (Stream<Path> paths = Files.walk(Path.of("/sys/fs/cgroup"), 6)) {
			return paths.filter((path) -> path.getFileName().toString().equals(name)).toList();
		}
	}

	private static List<String> descriptorsOf(String name) throws IOException {
		List<String> found = new ArrayList<>();
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			for (Path descriptor : descriptors.toList()) {
				try {
					String target = Files.readSymbolicLink(descriptor).toString();
					if (target.contains(name)) {
						found.add(target);
					}
				}
				catch (IOException ex) {
					// The listing's own
					continue;
				}
			}
		}
		return found;
	}

	@Test
	void nothingIsLeftOfASandbox() throws IOException {
		SandboxSpec spec = Ran.spec(Ran.LIMITS);
		Sandbox sandbox = this.provider.open(spec, python("import time; time.sleep(300)"));
		Ran.begin(sandbox);
		long mark = ProcessTree.mark(spec.id());
		// Control: there is something to be left
		assertThat(this.tree.marked(mark)).hasSizeGreaterThanOrEqualTo(3);
		assertThat(descriptorsOf(spec.id())).hasSize(1);
		sandbox.close();
		assertThat(this.tree.marked(mark)).isEmpty();
		assertThat(descriptorsOf(spec.id())).isEmpty();
		assertThat(groupsOf(spec.id())).isEmpty();
		assertThat(sandbox.stdout().read()).isEqualTo(-1);
		assertThat(sandbox.stderr().read()).isEqualTo(-1);
	}

	@Test
	void processesThatGotAwayFromTheGuestEndWithIt() throws IOException {
		SandboxSpec spec = Ran.spec(Ran.LIMITS);
		Sandbox sandbox = this.provider.open(spec, python("""
				import os, signal
				if os.fork() == 0:
				    os.setsid()
				    if os.fork() == 0:
				        signal.signal(signal.SIGTERM, signal.SIG_IGN)
				        os.execve("/bin/sleep", ["sleep", "300"], {})
				    os._exit(0)
				os.wait()
				os._exit(5)
				"""));
		// Its pipes end, although the daemon held them
		Ran ran = Ran.in(sandbox);
		assertThat(ran.exitCode()).isEqualTo(5);
		assertThat(this.tree.marked(ProcessTree.mark(spec.id()))).isEmpty();
	}

	@Test
	void aSandboxThatHasNotSaidAnythingIsGoneToo() throws IOException {
		for (int i = 0; i < 20; i++) {
			SandboxSpec spec = Ran.spec(Ran.LIMITS);
			this.provider.open(spec, python("")).close();
			assertThat(this.tree.marked(ProcessTree.mark(spec.id()))).isEmpty();
		}
	}

	@Test
	void aSandboxWithoutAGroupThatHasNotSaidAnythingIsGoneToo() throws IOException {
		try (BubblewrapSandboxProvider ungrouped = new BubblewrapSandboxProvider("dev",
				new ProcessProperties(null, null, null, "/no-such-group"))) {
			for (int i = 0; i < 20; i++) {
				SandboxSpec spec = Ran.spec(Ran.LIMITS);
				ungrouped.open(spec, python("")).close();
				assertThat(this.tree.marked(ProcessTree.mark(spec.id()))).isEmpty();
			}
		}
	}

	@Test
	void outlivesTheThreadThatOpenedIt() throws Exception {
		List<Sandbox> opened = new ArrayList<>();
		Thread thread = new Thread(() -> opened.add(this.provider.open(Ran.spec(Ran.LIMITS), python("print('fine')"))));
		thread.start();
		thread.join();
		assertThat(Ran.in(opened.get(0)).stdout()).isEqualTo("fine");
	}

	@Test
	void endsWithTheApplication() throws IOException, InterruptedException {
		String id = "held-" + UUID.randomUUID();
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx64m", "-cp", System.getProperty("java.class.path"), SandboxHolder.class.getName(), id)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			assertThat(application.getInputStream().read()).isEqualTo('h');
			assertThat(this.tree.marked(ProcessTree.mark(id))).isNotEmpty();
		}
		finally {
			application.destroyForcibly().waitFor();
		}
		long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		while (!this.tree.marked(ProcessTree.mark(id)).isEmpty() && System.nanoTime() < deadline) {
			Thread.sleep(10);
		}
		assertThat(this.tree.marked(ProcessTree.mark(id))).isEmpty();
		// The next to start tidies up
		try (BubblewrapSandboxProvider next = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS)) {
			next.check();
			assertThat(groupsOf(id)).isEmpty();
		}
	}

	@Test
	void isGoneWhenItWasClosedAndNotBefore() {
		Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS), python("import time; time.sleep(300)"));
		Ran.begin(sandbox);
		assertThat(sandbox.isGone()).isFalse();
		sandbox.close();
		assertThat(sandbox.isGone()).isTrue();
	}

	@Test
	void theUserIdOfOneWhoseProcessesMayStillRunIsForNoOther(@TempDir Path folder) throws IOException {
		Machine.assumeRoot();
		Path proc = Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc"));
		Path blind = Files.createDirectory(folder.resolve("blind"));
		try (BubblewrapSandboxProvider other = new BubblewrapSandboxProvider("dev",
				new ProcessProperties(null, null, null, "/no-such-group"), GuestProgram.PATH, new Proc(proc))) {
			Object user = userOfTheNext(other);
			assertThat(userOfTheNext(other)).isEqualTo(user);
			Sandbox sandbox = other.open(Ran.spec(Ran.LIMITS), python(""));
			Files.delete(proc);
			Files.createSymbolicLink(proc, blind);

			sandbox.close();
			assertThat(sandbox.isGone()).isFalse();

			Files.delete(proc);
			Files.createSymbolicLink(proc, Path.of("/proc"));
			assertThat(userOfTheNext(other)).isNotEqualTo(user);
			assertThat(sandbox.isGone()).isTrue();
			assertThat(userOfTheNext(other)).isEqualTo(user);
		}
	}

	private static Object userOfTheNext(BubblewrapSandboxProvider provider) {
		return Objects.requireNonNull(Ran.python(provider, "").evidence().get(Limit.USER).measured());
	}

	@Test
	void closingTwiceDoesNothing() {
		Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS), python(""));
		sandbox.close();
		sandbox.close();
	}

	@Test
	void tellsHowItEnded() throws InterruptedException {
		try (Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS), python("raise SystemExit(7)"))) {
			assertThat(sandbox.exit(Duration.ZERO)).isEmpty();
			Ran.begin(sandbox);
			assertThat(sandbox.exit(Duration.ofSeconds(30)).orElseThrow().code()).isEqualTo(7);
		}
	}

	@Test
	void eachHasAUserIdOfItsOwn() throws IOException {
		Machine.assumeRoot();
		try (Sandbox one = this.provider.open(Ran.spec(Ran.LIMITS), python("import time; time.sleep(300)"));
				Sandbox other = this.provider.open(Ran.spec(Ran.LIMITS), python("import time; time.sleep(300)"))) {
			Ran.begin(one);
			Ran.begin(other);
			assertThat(one.evidence().get(Limit.USER).measured())
				.isNotEqualTo(other.evidence().get(Limit.USER).measured());
		}
	}

	@Test
	void whatIsNotAsItShouldBeIsNotUsed() throws IOException {
		Process plain = new ProcessBuilder("/bin/sleep", "300").start();
		try {
			assertThat(
					catchThrowable(() -> new Inspection(this.proc, Limits.NONE, null, null, List.of()).of(plain.pid())))
				.isInstanceOf(IOException.class)
				.hasMessageContaining("shares the user namespace");
		}
		finally {
			plain.destroyForcibly();
		}
	}

	@Test
	void aSandboxWithoutAFilterIsFoundOut() throws IOException {
		Process process = new ProcessBuilder("/usr/bin/bwrap", "--unshare-all", "--new-session", "--uid", "65534",
				"--gid", "65534", "--cap-drop", "ALL", "--clearenv", "--ro-bind", "/", "/", "--proc", "/proc",
				"--die-with-parent", "--", "/bin/sh", "-c", "echo here; read line")
			.start();
		try {
			assertThat(process.getInputStream().read()).isEqualTo('h');
			long guest = this.proc.child(this.proc.child(process.pid()).orElseThrow()).orElseThrow();
			assertThat(catchThrowable(() -> new Inspection(this.proc, Limits.NONE, null, null, List.of()).of(guest)))
				.hasMessage("Seccomp is 0");
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void whatDeadApplicationsLeftIsRemoved() throws IOException, InterruptedException {
		Machine.assumeControlGroups(this.provider);
		Process dead = new ProcessBuilder("/bin/true").start();
		dead.waitFor();
		String namespace = this.proc.namespace(ProcessHandle.current().pid(), "pid").replaceAll("\\D", "");
		String name = "toolruntime-%s-%d-1-%s".formatted(namespace, dead.pid(),
				UUID.randomUUID().toString().substring(0, 8));
		String alive = "toolruntime-%s-%d-%d-%s".formatted(namespace, ProcessHandle.current().pid(),
				this.proc.startTime(ProcessHandle.current().pid()).orElseThrow(),
				UUID.randomUUID().toString().substring(0, 8));
		Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
		String sandbox = "left-" + UUID.randomUUID();
		Path folder = Files.createDirectories(temporary.resolve(name).resolve(sandbox));
		Files.createSymbolicLink(folder.resolve("link"), Path.of("/usr"));
		Path other = Files.createDirectory(temporary.resolve(alive));
		ControlGroups groups = ControlGroups
			.find(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")),
					null)
			.createParent(name, this.proc.hasSwap());
		ControlGroup group = groups.create(sandbox, Ran.LIMITS);
		Process grouped = new ProcessBuilder("/bin/sh", "-c", "echo 0 > " + group.entrances().get(0) + "; sleep 300")
			.start();
		long mark = ProcessTree.mark(sandbox);
		Process marked = new ProcessBuilder("/usr/bin/prlimit", "--locks=" + mark + ":" + mark, "/bin/sleep", "300")
			.start();
		while (group.processes().isEmpty() || this.tree.marked(mark).isEmpty()) {
			Thread.onSpinWait();
		}
		try (BubblewrapSandboxProvider later = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS)) {
			later.check();
			assertThat(temporary.resolve(name)).doesNotExist();
			assertThat(groupsOf(name)).isEmpty();
			assertThat(grouped.waitFor()).isEqualTo(128 + 9);
			assertThat(marked.waitFor()).isEqualTo(128 + 9);
			assertThat(Path.of("/usr/bin")).exists();
			assertThat(other).exists();
		}
		finally {
			Files.delete(other);
		}
	}

	@Test
	void nothingIsLeftOfTheProvider() throws IOException {
		Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
		List<Path> before;
		try (Stream<Path> paths = Files.list(temporary)) {
			before = paths.toList();
		}
		try (BubblewrapSandboxProvider other = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS)) {
			other.check();
		}
		String own = "-" + ProcessHandle.current().pid() + "-";
		try (Stream<Path> paths = Files.list(temporary)) {
			assertThat(paths.filter((path) -> path.getFileName().toString().matches("toolruntime-\\d+" + own + ".*")))
				.allMatch(before::contains);
		}
	}

}
