package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever goes off in a sandbox is killed within a second of reaching its limit, gone
 * within five, and does no harm to the host. Every bomb is bounded by itself: in what it
 * takes, in the number of its processes, in how long each of them lives. Other things run
 * on this machine: of the two times the best of four tries counts, and all else holds in
 * every try.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BubblewrapBombTests {

	private static final int TRIES = 4;

	private static final Duration KILLED = Duration.ofSeconds(1);

	private static final Duration GONE = Duration.ofSeconds(5);

	/** No time that is tried: who takes longer does not end at all. */
	private static final Duration LONGEST = Duration.ofSeconds(20);

	/** Much less than the bombs would take, more than other programs do meanwhile. */
	private static final long NOISE = 512L << 20;

	private static final Limits LIMITS = new Limits(null, 64L << 20, 1.0, 32, 16L << 20, null, null, null);

	private final ProcessTree tree = new ProcessTree(new Proc());

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

	@ParameterizedTest
	@EnumSource
	void isKilledWithinASecondAndGoneWithinFiveAndTheHostIsUnharmed(Bomb bomb) throws Exception {
		Times times = explode(bomb);
		for (int i = 1; i < TRIES && !times.areShort(); i++) {
			times = explode(bomb);
		}
		assertThat(times.killed()).as("killed").isLessThan(KILLED);
		assertThat(times.gone()).as("gone").isLessThan(GONE);
	}

	private Times explode(Bomb bomb) throws Exception {
		Set<String> before = OnThisMachine.now();
		long memory = memory();
		long disk = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).getUsableSpace();
		SandboxSpec spec = Ran.spec(LIMITS);
		long reached;
		Duration killed;
		try (Sandbox sandbox = this.provider.open(spec,
				List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + bomb.code))) {
			Ran.begin(sandbox);
			reached = lastSign(sandbox);
			// All that held the other end of the pipe is dead
			killed = since(reached);
			assertThat(sandbox.exit(LONGEST)).isPresent();
			assertThat(sandbox.limitHit(null)).isEqualTo(bomb.outcome);
		}
		assertThat(this.tree.marked(ProcessTree.mark(spec.id()))).isEmpty();
		assertThat(OnThisMachine.now()).as("left").isSubsetOf(before);
		Duration gone = since(reached);
		assertThat(memory - memory()).as("memory that is gone").isLessThan(NOISE);
		assertThat(disk - Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))).getUsableSpace())
			.as("disk that is gone")
			.isLessThan(NOISE);
		return new Times(killed, gone);
	}

	/* When it said that it was at its limit, else when it said anything last. */
	private static long lastSign(Sandbox sandbox) throws IOException {
		long last = System.nanoTime();
		boolean full = false;
		String line = Ran.line(sandbox);
		while (!line.isEmpty()) {
			if (!full) {
				last = System.nanoTime();
				full = line.equals("full");
			}
			line = Ran.line(sandbox);
		}
		return last;
	}

	private static Duration since(long nanos) {
		return Duration.ofNanos(System.nanoTime() - nanos);
	}

	private static long memory() throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
			if (line.startsWith("MemAvailable:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) << 10;
			}
		}
		throw new IOException("/proc/meminfo has no MemAvailable");
	}

	/**
	 * How long it took after the limit was reached.
	 *
	 * @param killed until all of it was dead
	 * @param gone until nothing was left
	 */
	private record Times(Duration killed, Duration gone) {

		boolean areShort() {
			return this.killed.compareTo(KILLED) < 0 && this.gone.compareTo(GONE) < 0;
		}

	}

	/** What goes off. */
	enum Bomb {

		/** At most four times the limit. */
		MEMORY(ExecutionOutcome.MEMORY_LIMIT, """
				eaten = []
				for i in range(256):
				    eaten.append(b"x" * (1 << 20))
				    print(i, flush=True)
				"""),

		/** The same in eight processes, none of which reaches the limit alone. */
		MEMORY_OF_ALL(ExecutionOutcome.MEMORY_LIMIT, """
				import os, time
				for child in range(7):
				    if os.fork() == 0:
				        break
				eaten = []
				for i in range(32):
				    eaten.append(b"x" * (1 << 20))
				    os.write(1, b"%d\\n" % i)
				    time.sleep(0.01)
				time.sleep(20)
				"""),

		/** At most 81 processes, of which each ends after 20 seconds. */
		FORKS(ExecutionOutcome.PROCESS_LIMIT, """
				import os, time
				def fork():
				    try:
				        return os.fork()
				    except OSError:
				        os.write(1, b"full\\n")
				        raise
				for i in range(40):
				    if fork() == 0:
				        os.setsid()
				        try:
				            fork()
				        finally:
				            time.sleep(20)
				            os._exit(0)
				"""),

		/** At most four times the limit. */
		DISK(ExecutionOutcome.DISK_LIMIT, """
				import os
				for folder in "/workspace", "/tmp":
				    for name in range(2):
				        with open(f"{folder}/{name}", "wb", buffering=0) as file:
				            for i in range(16):
				                try:
				                    if file.write(bytes(1 << 20)) < 1 << 20:
				                        os.write(1, b"full\\n")
				                        raise SystemExit(1)
				                except OSError:
				                    os.write(1, b"full\\n")
				                    raise
				                print(name, i, flush=True)
				"""),

		/** At most twice the limit. */
		FILES(ExecutionOutcome.DISK_LIMIT, """
				import os
				for i in range(8192):
				    try:
				        os.close(os.open(f"/workspace/{i}", os.O_CREAT))
				    except OSError:
				        os.write(1, b"full\\n")
				        raise
				""");

		private final ExecutionOutcome outcome;

		private final String code;

		Bomb(ExecutionOutcome outcome, String code) {
			this.outcome = outcome;
			this.code = code;
		}

	}

}
