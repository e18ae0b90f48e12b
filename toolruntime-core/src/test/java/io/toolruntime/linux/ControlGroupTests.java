package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Whether the group that an engine put a process in holds the limits that the engine was
 * asked for. Processes and groups are recorded files, of both versions.
 */
class ControlGroupTests {

	private static final long PROCESS = 4711;

	private static final long MEMORY = 128L << 20;

	private static final Limits LIMITS = new Limits(null, MEMORY, 0.5, 32, null, null, null, null);

	private static final String GROUP = "/docker/0123abc";

	@TempDir
	private Path root;

	private Proc proc;

	@BeforeEach
	void record() throws IOException {
		this.proc = new Proc(this.root.resolve("proc"));
	}

	private void file(String path, String text) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private void version2(String group) throws IOException {
		file("proc/" + ProcessHandle.current().pid() + "/mountinfo",
				"30 29 0:26 / %s/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n".formatted(this.root));
		file("proc/" + PROCESS + "/cgroup", "0::" + group + "\n");
		String folder = "cgroup" + group + "/";
		file(folder + "cgroup.controllers", "cpuset cpu io memory pids\n");
		file(folder + "memory.max", MEMORY + "\n");
		file(folder + "memory.swap.max", "0\n");
		file(folder + "pids.max", "32\n");
		file(folder + "cpu.max", "50000 100000\n");
	}

	private void version1(String group) throws IOException {
		file("proc/" + ProcessHandle.current().pid() + "/mountinfo", """
				31 29 0:27 / %1$s/memory rw - cgroup cgroup rw,memory
				32 29 0:28 / %1$s/pids rw - cgroup cgroup rw,pids
				33 29 0:29 / %1$s/cpu rw - cgroup cgroup rw,cpu,cpuacct
				34 29 0:30 / %1$s/unified rw - cgroup2 cgroup2 rw
				""".formatted(this.root));
		file("proc/" + PROCESS + "/cgroup",
				"4:memory:%1$s\n3:pids:%1$s\n2:cpu,cpuacct:%1$s\n0::/elsewhere\n".formatted(group));
		file("memory" + group + "/memory.limit_in_bytes", MEMORY + "\n");
		file("memory" + group + "/memory.memsw.limit_in_bytes", MEMORY + "\n");
		file("pids" + group + "/pids.max", "32\n");
		file("cpu" + group + "/cpu.cfs_quota_us", "50000\n");
		file("cpu" + group + "/cpu.cfs_period_us", "100000\n");
	}

	private ControlGroup group() throws IOException {
		return ControlGroups.of(this.proc, PROCESS);
	}

	private void assertRefused(String... said) throws IOException {
		ControlGroup group = group();
		assertThatIOException().isThrownBy(() -> group.require(LIMITS))
			.satisfies((failure) -> assertThat(failure.getMessage()).contains(said));
	}

	@Test
	void limitsOfVersion2ThatAreAsTheyWereAskedForHold() throws IOException {
		version2(GROUP);
		ControlGroup group = group();
		assertThat(group.holds(Limit.MEMORY)).isFalse();
		group.require(LIMITS);
		assertThat(group.holdsAllOf(LIMITS)).isTrue();
		assertThat(group.evidence()).containsOnlyKeys(Limit.MEMORY, Limit.PIDS, Limit.CPUS);
	}

	@Test
	void limitsOfVersion1ThatAreAsTheyWereAskedForHold() throws IOException {
		version1(GROUP);
		ControlGroup group = group();
		group.require(LIMITS);
		assertThat(group.holdsAllOf(LIMITS)).isTrue();
		assertThat(group.evidence().get(Limit.MEMORY).mechanism()).isEqualTo("cgroup memory.limit_in_bytes");
	}

	@ParameterizedTest
	@CsvSource({ "memory.max, max, memory", "memory.max, 268435456, memory", "memory.swap.max, max, memory",
			"memory.swap.max, 134217728, memory", "pids.max, max, pids", "pids.max, 33, pids", "pids.max, 31, pids",
			"cpu.max, max 100000, cpus", "cpu.max, 100000 100000, cpus", "cpu.max, 25000 100000, cpus" })
	void aLimitOfVersion2ThatIsAnotherDoesNotHold(String file, String value, String limit) throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/" + file, value + "\n");
		assertRefused(limit);
	}

	@ParameterizedTest
	@CsvSource({ "memory, memory.limit_in_bytes, 9223372036854771712, memory",
			"memory, memory.memsw.limit_in_bytes, 9223372036854771712, memory",
			"memory, memory.memsw.limit_in_bytes, 268435456, memory", "pids, pids.max, max, pids",
			"cpu, cpu.cfs_quota_us, -1, cpus", "cpu, cpu.cfs_period_us, 50000, cpus" })
	void aLimitOfVersion1ThatIsAnotherDoesNotHold(String controller, String file, String value, String limit)
			throws IOException {
		version1(GROUP);
		file(controller + GROUP + "/" + file, value + "\n");
		assertRefused(limit);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "many", "-" })
	void aLimitThatIsNoNumberDoesNotHold(String value) throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/pids.max", value);
		assertRefused("pids.max is " + value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "many 100000", "50000" })
	void aQuotaThatIsNoneDoesNotHold(String value) throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/cpu.max", value);
		assertRefused("cpu.max is " + value);
	}

	@Test
	void memoryIsCountedInPages() throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/memory.max", (MEMORY - 4096) + "\n");
		group().require(LIMITS);
	}

	@ParameterizedTest
	@CsvSource({ "0.5, 50000", "0.333, 34000", "0.051, 6000", "0.005, 1000", "2.499, 250000" })
	void systemdRoundsAQuotaUpToAHundredthOfAProcessor(double share, long quota) throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/cpu.max", quota + " 100000\n");
		group().require(new Limits(null, null, share, null, null, null, null, null));
	}

	@Test
	void withoutSwapInItsGroupsThereIsNoLimitOnItToLookAt() throws IOException {
		version2(GROUP);
		Files.delete(this.root.resolve("cgroup" + GROUP + "/memory.swap.max"));
		group().require(LIMITS);
	}

	@Test
	void whatWasNotAskedForIsNotLookedAt() throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/pids.max", "max\n");
		file("cgroup" + GROUP + "/cpu.max", "max 100000\n");
		ControlGroup group = group();
		group.require(new Limits(null, MEMORY, 0.0, 0, null, null, null, null));
		assertThat(group.evidence()).containsOnlyKeys(Limit.MEMORY);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aProcessInTheRootGroupHasNoLimits(boolean unified) throws IOException {
		if (unified) {
			version2("/");
		}
		else {
			version1("/");
		}
		assertRefused("in no control group for memory, pids, cpus");
	}

	@Test
	void aGroupThatCannotBeSeenFromHereHoldsNothing() throws IOException {
		version2(GROUP);
		file("proc/" + PROCESS + "/cgroup", "0::/elsewhere\n");
		assertRefused("in no control group for memory, pids, cpus");
	}

	@Test
	void aControllerThatIsMissingHoldsNothing() throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/cgroup.controllers", "cpu memory\n");
		assertRefused("in no control group for pids");
	}

	@Test
	void onlyWhatWasAskedForIsMissed() throws IOException {
		version2("/");
		ControlGroup group = group();
		assertThatIOException()
			.isThrownBy(() -> group.require(new Limits(null, MEMORY, 0.0, 0, null, null, null, null)))
			.withMessage("It is in no control group for memory");
	}

	@Test
	void aProcessThatIsGoneIsInNone() throws IOException {
		version2(GROUP);
		assertThatIOException().isThrownBy(() -> ControlGroups.of(this.proc, PROCESS + 1));
	}

	@Test
	void whatWasCountedIsRememberedWhenTheGroupIsGone() throws IOException {
		version2(GROUP);
		file("cgroup" + GROUP + "/memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\n");
		file("cgroup" + GROUP + "/pids.events", "max 5\n");
		ControlGroup group = group();
		assertThat(group.memoryKills()).isEqualTo(3);
		assertThat(group.processRefusals()).isEqualTo(5);
		Files.delete(this.root.resolve("cgroup" + GROUP + "/memory.events"));
		Files.delete(this.root.resolve("cgroup" + GROUP + "/pids.events"));
		assertThat(group.memoryKills()).isEqualTo(3);
		assertThat(group.processRefusals()).isEqualTo(5);
	}

	@Test
	void killsOfVersion1AreCountedToo() throws IOException {
		version1(GROUP);
		file("memory" + GROUP + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
		assertThat(group().memoryKills()).isEqualTo(2);
	}

}
