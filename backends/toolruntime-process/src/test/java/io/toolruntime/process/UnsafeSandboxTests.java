package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxSpec;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnsafeSandboxTests {

	private static final UnsafeProperties WANTED = new UnsafeProperties(true, null);

	/** A group that there is not, so that none can be created in it. */
	private static final String NO_GROUP = "/no-such-group";

	private static List<String> python(String code) {
		return List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + code);
	}

	@Test
	void isRefusedUnlessItIsWantedExplicitly() {
		assertThatThrownBy(() -> new UnsafeBackendFactory().create(SecurityProfile.named("dev"),
				new UnsafeProperties(false, null)))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("toolruntime.profiles.dev.unsafe.opt-in");
	}

	@Test
	void warnsOnceForEachProfileWhateverRunsInIt() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("io.toolruntime");
		log.start();
		logger.addAppender(log);
		try (Backend backend = new UnsafeBackendFactory().create(SecurityProfile.named("dev"), WANTED);
				DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
						CatalogToolGateway.of(TestTools.source()))) {
			for (int i = 0; i < 2; i++) {
				assertThat(backend.health().reason()).isEmpty();
				assertThat(runtime.execute(ExecuteRequest.builder().language("python").code("1").build()).outcome())
					.isEqualTo(ExecutionOutcome.OK);
			}
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN))
			.singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.asString()
			.contains("Profile 'dev' runs code as the application's own user")
			.contains("toolruntime.profiles.dev.unsafe.opt-in");
	}

	@Test
	void saysThatItIsolatesNothing() {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED)) {
			assertThat(provider.info().isolation()).isEqualTo(Isolation.NONE);
			assertThat(Stream.of(Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.USER, Limit.CAPABILITIES,
					Limit.SYSTEM_CALLS, Limit.KERNEL, Limit.ENVIRONMENT, Limit.DISK))
				.allMatch((limit) -> provider.enforcement(Ran.LIMITS).get(limit).status() == Status.NOT_ENFORCED);
		}
	}

	@Test
	void claimsNoLimitThatNothingHolds() {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED, NO_GROUP)) {
			assertThat(Stream.of(Limit.MEMORY, Limit.CPUS, Limit.PIDS))
				.allMatch((limit) -> provider.enforcement(Ran.LIMITS).get(limit).status() == Status.NOT_ENFORCED);
			Ran ran = Ran.in(provider.open(Ran.spec(Ran.LIMITS), python("print('fine')")));
			assertThat(ran.stdout()).isEqualTo("fine");
			assertThat(ran.evidence()).isEmpty();
			assertThat(provider.check()).containsEntry("cgroup", "none");
		}
	}

	@Test
	void hasNothingOfTheHostsEnvironmentAndAFolderOfItsOwn() {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED)) {
			List<String> lines = Ran.in(provider.open(Ran.spec(Ran.LIMITS), python("""
					import os, stat
					print(sorted(os.environ))
					print(os.environ["HOME"] == os.environ["TMPDIR"] == os.getcwd(), os.listdir("."))
					print(oct(stat.S_IMODE(os.stat(".").st_mode)))
					print(os.getcwd())
					open("left.txt", "w").write("left")
					os.mkdir("closed", 0)
					os.symlink("/usr", "link")
					"""))).stdout().lines().toList();
			assertThat(lines.get(0)).isEqualTo("['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR']");
			assertThat(lines.get(1)).isEqualTo("True []");
			assertThat(lines.get(2)).isEqualTo("0o700");
			assertThat(Path.of(lines.get(3))).doesNotExist();
			assertThat(Path.of("/usr/bin")).exists();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", NO_GROUP })
	void everyProcessThatCameFromItIsGone(String parent) throws IOException {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED, parent)) {
			Sandbox sandbox = provider.open(Ran.spec(Ran.LIMITS), python("""
					import os, signal, sys, time
					read, write = os.pipe()
					for deaf in False, True:
					    if os.fork() == 0:
					        # A daemon: no parent, session, environment or folder of the guest; it holds the pipes
					        os.setsid()
					        if os.fork() != 0:
					            os._exit(0)
					        os.chdir("/")
					        if deaf:
					            signal.signal(signal.SIGTERM, signal.SIG_IGN)
					            signal.signal(signal.SIGHUP, signal.SIG_IGN)
					        os.write(write, f"{os.getpid()} ".encode())
					        os.execve("/bin/sleep", ["sleep", "300"], {})
					while len(pids := os.read(read, 100).split()) < 2:
					    os.write(write, b" ".join(pids) + b" ")
					    time.sleep(0.01)
					print(*(int(pid) for pid in pids), flush=True)
					sys.stdin.readline()
					"""));
			Ran.begin(sandbox);
			List<Long> pids = Stream.of(Ran.line(sandbox).split(" ")).map(Long::valueOf).toList();
			assertThat(pids).hasSize(2).allMatch((pid) -> new Proc().isRunning(pid));
			sandbox.close();
			assertThat(pids).noneMatch((pid) -> new Proc().isRunning(pid));
			// Nobody holds its pipes any more
			assertThat(sandbox.stdout().read()).isEqualTo(-1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", NO_GROUP, NO_GROUP, NO_GROUP, NO_GROUP, NO_GROUP })
	void processesThatKeepStartingOthersAreGoneToo(String parent) throws IOException {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED, parent)) {
			Sandbox sandbox = provider.open(Ran.spec(Ran.LIMITS), python("""
					import os, time
					print("chasing", flush=True)
					# One goes, the next comes, five hundred times in all
					for i in range(500):
					    time.sleep(0.02)
					    if os.fork() != 0:
					        os._exit(0)
					    os.setsid()
					"""));
			Ran.begin(sandbox);
			assertThat(Ran.line(sandbox)).isEqualTo("chasing");
			String id = Files.list(Path.of(System.getProperty("java.io.tmpdir")))
				.filter((path) -> path.getFileName()
					.toString()
					.matches("toolruntime-\\d+-" + ProcessHandle.current().pid() + "-.*"))
				.flatMap((path) -> Stream.of(path.toFile().list()))
				.filter((name) -> name.startsWith("test-"))
				.findFirst()
				.orElseThrow();
			sandbox.close();
			assertThat(new ProcessTree(new Proc()).marked(ProcessTree.mark(id))).isEmpty();
		}
	}

	@Test
	void oneWhoseProcessesCannotBeLookedForIsNotGoneUntilTheyCan(@TempDir Path folder) throws IOException {
		Path proc = Files.createSymbolicLink(folder.resolve("proc"), Path.of("/proc"));
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED, NO_GROUP, new Proc(proc))) {
			Sandbox sandbox = provider.open(Ran.spec(Ran.LIMITS), python("import time; time.sleep(300)"));
			Ran.begin(sandbox);
			Files.delete(proc);
			sandbox.close();
			assertThat(sandbox.isGone()).isFalse();
			Files.createSymbolicLink(proc, Path.of("/proc"));
			assertThat(sandbox.isGone()).isTrue();
		}
	}

	@Test
	void givesBackWhatItHasOnceThoughItIsAskedMeanwhile(@TempDir Path folder) throws Exception {
		Process bystander = new ProcessBuilder("/bin/sleep", "60").start();
		try {
			Process ended = new ProcessBuilder("/bin/true").start();
			ended.waitFor();
			AtomicInteger given = new AtomicInteger();
			AtomicReference<Sandbox> asked = new AtomicReference<>();
			UnsafeSandbox sandbox = new UnsafeSandbox(Ran.spec(Ran.LIMITS),
					new HookedProcess(ended, bystander.toHandle(), () -> assertThat(asked.get().isGone()).isTrue()),
					null, new ProcessTree(new Proc()), folder.resolve("its"), (closing) -> given.incrementAndGet());
			asked.set(sandbox);
			sandbox.close();
			assertThat(given).hasValue(1);
			assertThat(sandbox.isGone()).isTrue();
			// Who has its id now
			assertThat(bystander.isAlive()).isTrue();
		}
		finally {
			bystander.destroyForcibly().waitFor();
		}
	}

	@Test
	void aMemoryBombIsKilledWhereThereAreControlGroups() {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED)) {
			Assumptions.assumeTrue(provider.enforcement(Ran.LIMITS).isEnforced(Limit.MEMORY), "no control groups");
			Ran ran = Ran.in(provider.open(Ran.spec(Ran.LIMITS), python("""
					eaten = [bytearray(1 << 20) for i in range(128 + 200)]
					""")));
			assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		}
	}

	@Test
	void interpretersCanBeNamed(@TempDir Path folder) throws IOException {
		Path link = Files.createSymbolicLink(folder.resolve("python"), Path.of("/usr/bin/python3"));
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev",
				new UnsafeProperties(true, Map.of("python", link.toString())))) {
			assertThat(provider.check()).containsEntry("python", link.toString());
			assertThat(provider.languages()).contains("python");
			Files.delete(link);
			assertThatThrownBy(provider::check).hasMessageContaining("unsafe.commands.python is " + link);
		}
	}

	@Test
	void namesOfSandboxesAreNoPaths() {
		try (UnsafeSandboxProvider provider = new UnsafeSandboxProvider("dev", WANTED)) {
			assertThatThrownBy(
					() -> provider.open(new SandboxSpec("../escape", "python", Ran.LIMITS, Map.of()), python("")))
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("../escape");
		}
	}

	@Test
	void interpretersAreNamedByAbsolutePaths() {
		assertThatThrownBy(() -> new UnsafeProperties(true, Map.of("python", "python3")))
			.hasMessageContaining("unsafe.commands.python is 'python3'");
		assertThatThrownBy(() -> new UnsafeProperties(true, Map.of("ruby", "/usr/bin/ruby")))
			.hasMessageContaining("unsafe.commands.ruby");
	}

}
