package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Where control groups are found, and what is written there. Version 2 is tried on plain
 * files, as this needs a machine that has it; version 1 is tried for real elsewhere.
 */
class ControlGroupsTests {

	private static final Limits LIMITS = new Limits(null, 128L << 20, 0.5, 32, null, null, null, null);

	@TempDir
	private Path root;

	private String mountinfo = "";

	@BeforeEach
	void mount() throws IOException {
		this.mountinfo = "24 23 0:1 / /proc rw - proc proc rw\n30 29 0:26 / %s rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
			.formatted(this.root);
		group("system.slice/app.service", "cpu memory pids io");
	}

	private Path group(String path, String controllers) throws IOException {
		Path group = Files.createDirectories(this.root.resolve(path));
		Files.writeString(group.resolve("cgroup.controllers"), controllers);
		Files.writeString(group.resolve("cgroup.subtree_control"), "");
		return group;
	}

	private ControlGroups find(String parent) {
		return ControlGroups.find(this.mountinfo, "0::/system.slice/app.service\n", parent);
	}

	@Test
	void theApplicationsOwnGroupIsTheParent() {
		ControlGroups groups = find(null);
		assertThat(groups.description()).isEqualTo("v2 memory, pids, cpu");
		groups.createParent("toolruntime-1", false);
		assertThat(this.root.resolve("system.slice/app.service/toolruntime-1")).isDirectory();
	}

	@Test
	void anotherParentCanBeNamed() throws IOException {
		group("delegated", "memory pids");
		ControlGroups groups = find("/delegated");
		assertThat(groups.has(Controller.CPU)).isFalse();
		assertThat(groups.reason(Controller.CPU)).contains("cpu");
		groups.createParent("toolruntime-1", false);
		assertThat(this.root.resolve("delegated/toolruntime-1")).isDirectory();
	}

	@Test
	void aParentThatIsNotThereIsNamed() {
		ControlGroups groups = find("/elsewhere");
		assertThat(groups.isEmpty()).isTrue();
		assertThat(groups.description()).isEqualTo("none");
	}

	@Test
	void inAContainerTheMountMayBeginAtItsOwnGroup() {
		String inContainer = "30 29 0:26 /system.slice/app.service %s/system.slice/app.service rw - cgroup2 cgroup2 rw\n"
			.formatted(this.root);
		ControlGroups groups = ControlGroups.find(inContainer, "0::/system.slice/app.service\n", null);
		groups.createParent("toolruntime-1", false);
		assertThat(this.root.resolve("system.slice/app.service/toolruntime-1")).isDirectory();
	}

	@Test
	void limitsOfVersion2AreWrittenAndReadBack() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1", false).create("one", LIMITS);
		Path folder = this.root.resolve("system.slice/app.service/toolruntime-1/one");
		assertThat(folder.resolve("memory.max")).hasContent(Long.toString(128L << 20));
		assertThat(folder.resolve("memory.oom.group")).hasContent("1");
		assertThat(folder.resolve("pids.max")).hasContent("32");
		assertThat(folder.resolve("cpu.max")).hasContent("50000 100000");
		assertThat(group.entrances()).containsExactly(folder.resolve("cgroup.procs"));
		assertThat(group.killsOneByOne()).isFalse();
		assertThat(group.evidence()).containsOnlyKeys(Limit.MEMORY, Limit.PIDS, Limit.CPUS);
		assertThat(group.evidence().get(Limit.MEMORY).mechanism()).isEqualTo("cgroup memory.max");
		assertThat(group.evidence().get(Limit.CPUS).measured()).isEqualTo(0.5);
	}

	@Test
	void swapIsNoWayOutOfVersion2() throws IOException {
		Path parent = Files.createDirectory(this.root.resolve("system.slice/app.service/toolruntime-1"));
		Files.writeString(parent.resolve("memory.swap.max"), "max");
		ControlGroups groups = find(null).createParent("toolruntime-1", true);
		assertThat(memory(groups).status()).isEqualTo(Status.ENFORCED);
		groups.create("one", LIMITS);
		assertThat(parent.resolve("one/memory.swap.max")).hasContent("0");
	}

	@Test
	void version1LimitsMemoryAndSwapTogether() throws IOException {
		Path parent = Files.createDirectories(this.root.resolve("v1/memory/app/toolruntime-1"));
		Files.writeString(parent.resolve("memory.memsw.limit_in_bytes"), "9223372036854771712");
		ControlGroups groups = findVersion1().createParent("toolruntime-1", true);
		assertThat(memory(groups).status()).isEqualTo(Status.ENFORCED);
		groups.create("one", LIMITS);
		assertThat(parent.resolve("one/memory.limit_in_bytes")).hasContent(Long.toString(128L << 20));
		assertThat(parent.resolve("one/memory.memsw.limit_in_bytes")).hasContent(Long.toString(128L << 20));
	}

	@Test
	void aLimitOnSwapThatDoesNotReadBackIsNone() throws IOException {
		Path folder = Files.createDirectory(this.root.resolve("one"));
		// Takes what is written, and has another value
		Files.createSymbolicLink(folder.resolve("memory.swap.max"), Path.of("/dev/null"));
		ControlGroup group = new ControlGroup(Map.of(Controller.MEMORY, new Controller.Hierarchy(folder, true, true)));
		Files.writeString(folder.resolve("memory.current"), "0");
		assertThat(group.tighten(LIMITS)).isFalse();
		assertThat(group.holds(Limit.MEMORY)).isFalse();
	}

	@Test
	void whereSwapIsNotLimitedMemoryIsNotEither() throws IOException {
		ControlGroups groups = find(null).createParent("toolruntime-1", true);
		assertThat(groups.description()).isEqualTo("v2 pids, cpu");
		assertThat(memory(groups).status()).isEqualTo(Status.NOT_ENFORCED);
		assertThat(memory(groups).mechanism()).contains("the machine has swap").contains("memory.swap.max");
		ControlGroup group = groups.create("one", LIMITS);
		assertThat(group.holdsAllOf(LIMITS)).isFalse();
		assertThat(group.evidence()).containsOnlyKeys(Limit.PIDS, Limit.CPUS);
	}

	@Test
	void whereVersion1DoesNotCountSwapNothingIsLeftInItsHierarchy() throws IOException {
		ControlGroups groups = findVersion1().createParent("toolruntime-1", true);
		assertThat(memory(groups).mechanism()).contains("memory.memsw.limit_in_bytes").contains("swapaccount=1");
		assertThat(this.root.resolve("v1/memory/app")).isEmptyDirectory();
	}

	@Test
	void aMachineHasSwapUnlessItSaysThatItHasNone() throws IOException {
		Proc proc = new Proc(this.root);
		assertThat(proc.hasSwap()).isFalse();
		Path swaps = Files.writeString(this.root.resolve("swaps"), "Filename\t\t\t\tType\t\tSize\n");
		assertThat(proc.hasSwap()).isFalse();
		Files.writeString(swaps, "Filename\t\t\t\tType\t\tSize\n/dev/sda2\tpartition\t1048572\n");
		assertThat(proc.hasSwap()).isTrue();
		Files.delete(swaps);
		// What cannot be read as a file
		Files.createDirectory(swaps);
		assertThat(proc.hasSwap()).isTrue();
	}

	private static Enforcement memory(ControlGroups groups) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		Inspections.configure(entries, LIMITS, groups, true);
		return entries.get(Limit.MEMORY);
	}

	@Test
	void countersOfVersion2TellWhichLimitWasHit() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1", false).create("one", LIMITS);
		Path folder = this.root.resolve("system.slice/app.service/toolruntime-1/one");
		assertThat(group.memoryKills()).isZero();
		Files.writeString(folder.resolve("memory.events"),
				"low 0\nhigh 0\nmax 7\noom 1\noom_kill 3\noom_group_kill 1\n");
		Files.writeString(folder.resolve("pids.events"), "max 5\n");
		assertThat(group.memoryKills()).isEqualTo(3);
		assertThat(group.processRefusals()).isEqualTo(5);
	}

	@Test
	void peaksAreReadWhereTheKernelHasThem() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1", false).create("one", LIMITS);
		Path folder = this.root.resolve("system.slice/app.service/toolruntime-1/one");
		assertThat(group.evidence().get(Limit.MEMORY).peak()).isNull();
		Files.writeString(folder.resolve("memory.peak"), Long.toString(31L << 20));
		assertThat(group.evidence().get(Limit.MEMORY).peak()).isEqualTo("31MB");
	}

	@Test
	void aGroupThatIsThereAlreadyIsNobodysToUse() throws IOException {
		ControlGroups groups = find(null).createParent("toolruntime-1", false);
		Files.createDirectory(this.root.resolve("system.slice/app.service/toolruntime-1/one"));
		assertThatThrownBy(() -> groups.create("one", LIMITS)).isInstanceOf(IOException.class);
	}

	@Test
	void aGroupWhoseProcessesCannotBeListedIsNotEmptyAndStays() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1", false).create("one", LIMITS);
		Path folder = this.root.resolve("system.slice/app.service/toolruntime-1/one");
		// What cannot be read as a file
		Path processes = Files.createDirectory(folder.resolve("cgroup.procs"));
		assertThatThrownBy(group::processes).isInstanceOf(IOException.class);
		group.close();
		assertThat(folder).exists();
		Files.delete(processes);
		assertThat(group.end()).isTrue();
	}

	@Test
	void aGroupWithAProcessThatCannotBeSeenFromHereIsNotEmpty() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1", false).create("one", LIMITS);
		Files.writeString(this.root.resolve("system.slice/app.service/toolruntime-1/one/cgroup.procs"), "0\n");
		assertThat(group.processes()).containsExactly(0L);
		assertThat(group.end()).isFalse();
	}

	@Test
	void whereNothingIsMountedNothingIsClaimed() {
		ControlGroups groups = ControlGroups.find("", "", null);
		assertThat(groups.isEmpty()).isTrue();
		assertThat(groups.reason(Controller.MEMORY)).contains("memory");
	}

	@Test
	void versionOneIsPreferredWhereItHasTheController() throws IOException {
		assertThat(findVersion1().description()).contains("v1 memory").contains("v2 pids, cpu");
	}

	/* For memory; the rest is of version 2. */
	private ControlGroups findVersion1() throws IOException {
		Path memory = Files.createDirectories(this.root.resolve("v1/memory/app"));
		String hybrid = this.mountinfo + "31 29 0:27 / %s rw - cgroup cgroup rw,memory\n".formatted(memory.getParent());
		return ControlGroups.find(hybrid, "4:memory:/app\n0::/system.slice/app.service\n", null);
	}

}
