package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

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
		groups.createParent("toolruntime-1");
		assertThat(this.root.resolve("system.slice/app.service/toolruntime-1")).isDirectory();
	}

	@Test
	void anotherParentCanBeNamed() throws IOException {
		group("delegated", "memory pids");
		ControlGroups groups = find("/delegated");
		assertThat(groups.has(Controller.CPU)).isFalse();
		assertThat(groups.reason(Controller.CPU)).contains("cpu");
		groups.createParent("toolruntime-1");
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
		groups.createParent("toolruntime-1");
		assertThat(this.root.resolve("system.slice/app.service/toolruntime-1")).isDirectory();
	}

	@Test
	void limitsOfVersion2AreWrittenAndReadBack() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1").create("one", LIMITS);
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
	void countersOfVersion2TellWhichLimitWasHit() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1").create("one", LIMITS);
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
		ControlGroup group = find(null).createParent("toolruntime-1").create("one", LIMITS);
		Path folder = this.root.resolve("system.slice/app.service/toolruntime-1/one");
		assertThat(group.evidence().get(Limit.MEMORY).peak()).isNull();
		Files.writeString(folder.resolve("memory.peak"), Long.toString(31L << 20));
		assertThat(group.evidence().get(Limit.MEMORY).peak()).isEqualTo("31MB");
	}

	@Test
	void aGroupThatIsThereAlreadyIsNobodysToUse() throws IOException {
		ControlGroups groups = find(null).createParent("toolruntime-1");
		Files.createDirectory(this.root.resolve("system.slice/app.service/toolruntime-1/one"));
		assertThatThrownBy(() -> groups.create("one", LIMITS)).isInstanceOf(IOException.class);
	}

	@Test
	void aGroupWhoseProcessesCannotBeListedIsNotEmptyAndStays() throws IOException {
		ControlGroup group = find(null).createParent("toolruntime-1").create("one", LIMITS);
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
		ControlGroup group = find(null).createParent("toolruntime-1").create("one", LIMITS);
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
		Path memory = Files.createDirectories(this.root.resolve("v1/memory/app"));
		String hybrid = this.mountinfo + "31 29 0:27 / %s rw - cgroup cgroup rw,memory\n".formatted(memory.getParent());
		ControlGroups groups = ControlGroups.find(hybrid, "4:memory:/app\n0::/system.slice/app.service\n", null);
		assertThat(groups.description()).contains("v1 memory").contains("v2 pids, cpu");
	}

}
