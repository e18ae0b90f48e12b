package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.sandbox.Sandbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Memory bombs, fork bombs and disk fillers. Each is bounded by itself: in memory, in the
 * number of forks, in what it writes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BubblewrapLimitsTests {

	private static final int KILLED = 128 + 9;

	/** What a bomb that waits for its end would wait; all end long before. */
	private static final Duration LONG_BEFORE = Duration.ofSeconds(25);

	private static final String EAT = """
			def eat():
			    eaten = []
			    for i in range(128 + 200):
			        eaten.append(bytearray(1 << 20))
			    return len(eaten)
			""";

	private final BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);

	@BeforeAll
	void open() {
		Machine.assumeBubblewrap();
		Machine.assumeControlGroups(this.provider);
	}

	@AfterAll
	void close() {
		this.provider.close();
	}

	@Test
	void aMemoryBombIsKilled() {
		Ran ran = Ran.python(this.provider, EAT + "print(eat())");
		assertThat(ran.exitCode()).isEqualTo(KILLED);
		assertThat(ran.stdout()).isEmpty();
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void allOfItIsKilledWhenAChildIsABomb() {
		long began = System.nanoTime();
		Ran ran = Ran.python(this.provider, EAT + """
				import os, time
				if os.fork() == 0:
				    eat()
				    os._exit(0)
				time.sleep(50)
				""");
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG_BEFORE);
		assertThat(ran.exitCode()).isEqualTo(KILLED);
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		assertThat(ran.evidence().get(Limit.PIDS).measured()).isEqualTo(32L);
	}

	@Test
	void filesCountAsMemory() {
		Limits limits = new Limits(null, 64L << 20, null, null, 200L << 20, null, null, null);
		Ran ran = Ran.python(this.provider, limits, """
				with open("/workspace/file", "wb") as file:
				    for i in range(180):
				        file.write(bytes(1 << 20))
				""");
		assertThat(ran.exitCode()).isEqualTo(KILLED);
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void aForkBombIsStopped() {
		Ran ran = Ran.python(this.provider, """
				import os, time
				for i in range(400):
				    if os.fork() == 0:
				        time.sleep(50)
				        os._exit(0)
				""");
		assertThat(ran.exitCode()).isEqualTo(1);
		assertThat(ran.stderr()).contains("BlockingIOError");
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.PROCESS_LIMIT);
		assertThat((Long) ran.evidence().get(Limit.PIDS).measured()).isEqualTo(32);
	}

	@Test
	void threadsCountAsProcesses() {
		Ran ran = Ran.python(this.provider, """
				import threading, time
				for i in range(400):
				    threading.Thread(target=time.sleep, args=(50,), daemon=True).start()
				""");
		assertThat(ran.exitCode()).isEqualTo(1);
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.PROCESS_LIMIT);
	}

	@Test
	void theSpaceOfAllWritableFoldersTogetherIsLimited() {
		Ran ran = Ran.python(this.provider, """
				import errno
				written = 0
				try:
				    for folder in "/workspace", "/tmp", "/dev/shm":
				        with open(folder + "/file", "wb", buffering=0) as file:
				            for i in range(4 * 16):
				                written += file.write(bytes(1 << 16))
				                if written > 24 << 20:
				                    raise SystemExit("more than three times the limit")
				except OSError as ex:
				    print(errno.errorcode[ex.errno], written >> 20)
				    raise
				""");
		assertThat(ran.stdout()).isEqualTo("ENOSPC 8");
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.DISK_LIMIT);
	}

	@Test
	void filesWithoutContentAreLimitedToo() {
		Ran ran = Ran.python(this.provider, """
				import errno
				made = 0
				try:
				    for i in range(6000):
				        open(f"/workspace/{i}", "w").close()
				        made += 1
				except OSError as ex:
				    print(errno.errorcode[ex.errno], made <= 2048)
				    raise
				""");
		assertThat(ran.stdout()).isEqualTo("ENOSPC True");
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.DISK_LIMIT);
	}

	@Test
	void aFileWithHolesIsNoLargerThanTheSpace() {
		assertThat(Ran.python(this.provider, """
				import errno, os, signal
				signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
				try:
				    os.truncate(os.open("/workspace/file", os.O_CREAT | os.O_RDWR), 1 << 40)
				except OSError as ex:
				    print(errno.errorcode[ex.errno])
				""").stdout()).isEqualTo("EFBIG");
	}

	@Test
	void processorsAreAQuota() {
		Limits limits = new Limits(null, null, 0.2, null, null, null, null, null);
		String code = """
				import os, time
				began = time.monotonic()
				if os.fork() == 0:
				    while time.monotonic() - began < 2: pass
				    os._exit(0)
				while time.monotonic() - began < 2: pass
				os.wait()
				used = os.times()
				print((used.user + used.system + used.children_user + used.children_system) / (time.monotonic() - began))
				""";
		// However busy the machine is, it is never more
		assertThat(Double.parseDouble(Ran.python(this.provider, limits, code).stdout())).isLessThan(0.4);
	}

	@Test
	void noCoreIsDumped() {
		Ran ran = Ran.python(this.provider, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)");
		assertThat(ran.exitCode()).isEqualTo(128 + 11);
		assertThat(ran.limitHit()).isNull();
	}

	@Test
	void theHostHasSeenWhatHolds() {
		Ran ran = Ran.python(this.provider, "bytearray(32 << 20)");
		assertThat(ran.evidence()).containsOnlyKeys(Limit.MEMORY, Limit.CPUS, Limit.PIDS, Limit.DISK, Limit.NETWORK,
				Limit.ROOT_FILESYSTEM, Limit.USER, Limit.CAPABILITIES, Limit.SYSTEM_CALLS, Limit.ENVIRONMENT);
		assertThat(ran.evidence().values()).allSatisfy((enforcement) -> {
			assertThat(enforcement.status()).isEqualTo(Status.ENFORCED);
			assertThat(enforcement.evidence()).isEqualTo(Evidence.MEASURED);
			assertThat(enforcement.observer()).isEqualTo(Observer.HOST);
			assertThat(enforcement.measured()).isNotNull();
		});
		assertThat(ran.evidence().get(Limit.MEMORY).requested()).isEqualTo("128MB");
		assertThat(ran.evidence().get(Limit.MEMORY).measured()).isEqualTo("128MB");
		assertThat(ran.evidence().get(Limit.DISK).measured()).isEqualTo("8MB");
		assertThat(ran.evidence().get(Limit.CPUS).measured()).isEqualTo(1.0);
	}

	@Test
	void limitsOfARunningSandboxCanBeLowered() {
		Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS),
				List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + EAT + "print(eat())"));
		Limits lowered = new Limits(null, 64L << 20, 0.5, 16, 8L << 20, null, null, null);
		assertThat(sandbox.tighten(lowered)).isTrue();
		Ran ran = Ran.in(sandbox);
		assertThat(ran.limitHit()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		assertThat(ran.evidence().get(Limit.MEMORY).measured()).isEqualTo("64MB");
		assertThat(ran.evidence().get(Limit.PIDS).measured()).isEqualTo(16L);
		assertThat(ran.evidence().get(Limit.CPUS).measured()).isEqualTo(0.5);
	}

	@Test
	void spaceCannotBeLoweredFromOutside() {
		try (Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS),
				List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT))) {
			Ran.begin(sandbox);
			assertThat(sandbox.tighten(new Limits(null, 128L << 20, 1.0, 32, 4L << 20, null, null, null))).isFalse();
		}
	}

	@Test
	void memoryIsNotLoweredBelowWhatIsUsed() throws IOException {
		try (Sandbox sandbox = this.provider.open(Ran.spec(Ran.LIMITS),
				List.of("/usr/bin/python3", "-I", "-c", "eaten = b'x' * (40 << 20)\n" + Ran.WAIT))) {
			// It says that it is there, and waits: what has ended uses nothing
			Ran.line(sandbox);
			assertThat(sandbox.tighten(new Limits(null, 20L << 20, 1.0, 32, 8L << 20, null, null, null))).isFalse();
		}
	}

	@Test
	void withoutLimitsNothingIsClaimed() {
		Ran ran = Ran.python(this.provider, Limits.NONE, "print('fine')");
		assertThat(ran.stdout()).isEqualTo("fine");
		assertThat(ran.evidence()).doesNotContainKeys(Limit.MEMORY, Limit.CPUS, Limit.PIDS, Limit.DISK);
	}

	@Test
	void whereNoGroupMayBeCreatedProcessesAreCountedOtherwiseAndMemoryIsNotClaimed() throws IOException {
		Path none = Path.of("/no-such-group");
		assertThat(Files.exists(none)).isFalse();
		try (BubblewrapSandboxProvider ungrouped = new BubblewrapSandboxProvider("dev",
				new ProcessProperties(null, null, null, none.toString()))) {
			assertThat(ungrouped.enforcement(Ran.LIMITS).get(Limit.MEMORY)).satisfies((memory) -> {
				assertThat(memory.status()).isEqualTo(Status.NOT_ENFORCED);
				assertThat(memory.mechanism()).contains("no-such-group");
			});
			Ran ran = Ran.python(ungrouped, """
					import os, time
					for i in range(400):
					    if os.fork() == 0:
					        time.sleep(50)
					        os._exit(0)
					""");
			assertThat(ran.stderr()).contains("BlockingIOError");
			assertThat(ran.evidence()).doesNotContainKeys(Limit.MEMORY, Limit.CPUS);
			assertThat(ran.evidence().get(Limit.PIDS).mechanism()).isEqualTo("rlimit nproc");
		}
	}

}
