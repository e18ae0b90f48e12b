package io.toolruntime.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.limit.Limits;
import io.toolruntime.sandbox.SandboxSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a container of a real engine is, as the engine says after it was created, and as
 * it finds itself after it was started. Its image sets all that is to be set aside.
 */
@Timeout(120)
class ContainerDefinitionTests {

	private static final Limits LIMITS = new Limits(null, 128L << 20, 0.5, 32, 16L << 20, null, null, null);

	private static final Map<String, String> LABELS = Map.of(SandboxSpec.INSTANCE, "test.definition",
			SandboxSpec.PROFILE, "standard");

	private final List<String> containers = new ArrayList<>();

	private DockerEngine engine;

	@TempDir
	private Path folder;

	@BeforeEach
	void connect() {
		TestEngine.assume();
		this.engine = TestEngine.connect();
	}

	@AfterEach
	void remove() {
		if (this.engine != null) {
			this.containers.forEach(this.engine::remove);
			this.engine.close();
		}
	}

	private static ContainerDefinition definition(OciRuntime runtime, @Nullable String apparmor) {
		return new ContainerDefinition(runtime, SeccompProfile.of("default", OciRuntime.ofEngine()), apparmor);
	}

	private CreateContainerCmd defined(ContainerDefinition definition, Limits limits, List<String> command) {
		SandboxSpec spec = new SandboxSpec("tr-definition-" + UUID.randomUUID(), "python", limits, LABELS);
		GuestImage image = GuestImage.of(this.engine.image(TestEngine.IMAGE));
		return definition.define(this.engine.newContainer(image.id()), spec, image, command);
	}

	private String create(ContainerDefinition definition, Limits limits, String... command) {
		String id = this.engine.create(defined(definition, limits, List.of(command))).getId();
		this.containers.add(id);
		return id;
	}

	private InspectContainerResponse created(Limits limits) {
		return this.engine.inspect(create(definition(OciRuntime.ofEngine(), null), limits, "python3", "-c", "pass"));
	}

	private HostConfig host(Limits limits) {
		return created(limits).getHostConfig();
	}

	private HostConfig requested(OciRuntime runtime, Limits limits, @Nullable String apparmor) {
		return defined(definition(runtime, apparmor), limits, List.of("python3")).getHostConfig();
	}

	/* What a program in it prints. */
	private String run(ContainerDefinition definition, String program) throws IOException {
		String id = create(definition, LIMITS, "python3", "-c", program);
		try (AttachedStreams streams = this.engine.attach(id)) {
			this.engine.start(id);
			return new String(streams.stdout().readAllBytes(), StandardCharsets.UTF_8)
					+ new String(streams.stderr().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private String run(String program) throws IOException {
		return run(definition(OciRuntime.ofEngine(), null), program);
	}

	@Test
	void itsUserIsNobody() throws IOException {
		assertThat(created(LIMITS).getConfig().getUser()).isEqualTo("65534:65534");
		assertThat(run("import os; print(os.getresuid(), os.getresgid(), os.getgroups())").strip()).isIn(
				"(65534, 65534, 65534) (65534, 65534, 65534) []",
				"(65534, 65534, 65534) (65534, 65534, 65534) [65534]");
	}

	@Test
	void itHasNoCapabilityAndGetsNone() throws IOException {
		HostConfig host = host(LIMITS);
		assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
		assertThat(host.getCapAdd()).isNullOrEmpty();
		assertThat(host.getPrivileged()).isFalse();
		assertThat(host.getSecurityOpts()).contains("no-new-privileges:true");
		assertThat(run("print(open('/proc/self/status').read())")).containsPattern("CapEff:\\s+0{16}\n")
			.containsPattern("CapBnd:\\s+0{16}\n")
			.containsPattern("CapAmb:\\s+0{16}\n")
			.containsPattern("NoNewPrivs:\\s+1\n");
	}

	@Test
	void itsRootIsReadOnly() throws IOException {
		assertThat(host(LIMITS).getReadonlyRootfs()).isTrue();
		assertThat(run("open('/file', 'w')")).contains("Read-only file system");
	}

	@Test
	void whatItMayWriteToIsInMemoryBoundedAndHoldsNoPrograms() {
		Map<String, String> mounts = host(LIMITS).getTmpFs();
		assertThat(mounts).containsOnlyKeys("/workspace", "/tmp", "/dev/shm", "/data");
		mounts.forEach((path, options) -> assertThat(options.split(",")).as(path)
			.contains("noexec", "nosuid", "nodev")
			.anyMatch((option) -> option.startsWith("size="))
			.anyMatch((option) -> option.startsWith("nr_inodes=")));
	}

	@Test
	void nothingElseIsMountedThatItMayWriteTo() throws IOException {
		String mountinfo = run("""
				import os
				for line in open('/proc/self/mountinfo'):
				    path = line.split(' ')[4]
				    if os.path.isdir(path) and os.access(path, os.W_OK):
				        print(line, end='')
				""");
		Map<String, String> writable = new TreeMap<>();
		mountinfo.lines().forEach((line) -> writable.put(line.split(" ")[4], line));
		// Queues have no room: the limit on their bytes is 0
		writable.remove("/dev/mqueue");
		assertThat(writable.keySet()).containsExactly("/dev/shm", "/tmp", "/workspace");
		WritableSpace space = WritableSpace.of(LIMITS);
		writable.forEach((path, line) -> assertThat(line).as(path)
			.contains("noexec", "nosuid", "nodev", "tmpfs", "size=" + space.bytes().get(path) / 1024 + "k",
					"nr_inodes=" + space.files().get(path)));
		// One over the other would leave what lies below uncounted
		assertThat(mountinfo.lines().filter((line) -> line.contains(" /dev/shm "))).hasSize(1);
	}

	@Test
	void nobodyCanWriteWhereTheImageWantsAVolume() throws IOException {
		assertThat(this.engine.image(TestEngine.IMAGE).getConfig().getVolumes()).containsKey("/data");
		assertThat(run("open('/data/file', 'w')")).containsAnyOf("Read-only file system", "Permission denied");
		assertThat(run("import os; print(os.statvfs('/data').f_blocks * os.statvfs('/data').f_frsize)").strip())
			.isEqualTo("4096");
	}

	@Test
	void itHasNoNetwork() throws IOException {
		assertThat(host(LIMITS).getNetworkMode()).isEqualTo("none");
		assertThat(run("import os; print(sorted(os.listdir('/sys/class/net')))")).contains("['lo']");
	}

	@Test
	void itSharesNoNamespaceWithTheHost() {
		HostConfig host = host(LIMITS);
		assertThat(host.getIpcMode()).isEqualTo("private");
		assertThat(host.getCgroupnsMode()).isEqualTo("private");
		assertThat(host.getPidMode()).isNullOrEmpty();
		assertThat(host.getUtSMode()).isNullOrEmpty();
		assertThat(host.getUsernsMode()).isNullOrEmpty();
	}

	@Test
	void nothingOfTheHostIsInIt() {
		HostConfig host = host(LIMITS);
		assertThat(host.getBinds()).isNullOrEmpty();
		assertThat(host.getMounts()).isNullOrEmpty();
		assertThat(host.getVolumesFrom()).isNullOrEmpty();
		assertThat(host.getDevices()).isNullOrEmpty();
		assertThat(host.getDeviceRequests()).isNullOrEmpty();
		assertThat(host.getLinks()).isNullOrEmpty();
		assertThat(host.getPortBindings()).isNull();
		assertThat(host.getPublishAllPorts()).isNotEqualTo(Boolean.TRUE);
	}

	@Test
	void memoryIsLimitedTogetherWithSwap() {
		HostConfig host = host(LIMITS);
		assertThat(host.getMemory()).isEqualTo(128L << 20);
		assertThat(host.getMemorySwap()).isEqualTo(128L << 20);
		assertThat(host.getOomKillDisable()).isNotEqualTo(Boolean.TRUE);
	}

	@Test
	void processorsAndProcessesAreLimited() {
		HostConfig host = host(LIMITS);
		assertThat(host.getCpuQuota()).isEqualTo(50_000);
		assertThat(host.getCpuPeriod()).isEqualTo(100_000);
		assertThat(host.getPidsLimit()).isEqualTo(32);
	}

	@Test
	void zeroIsUnlimited() {
		HostConfig host = host(new Limits(null, 0L, 0.0, 0, 0L, null, null, null));
		assertThat(host.getMemory()).isZero();
		assertThat(host.getCpuQuota()).isZero();
		assertThat(host.getPidsLimit()).isIn(null, 0L, -1L);
		assertThat(host.getTmpFs().get("/workspace")).contains("noexec").doesNotContain("size=");
	}

	@Test
	void whatAProcessMayHoldIsLimitedToo() throws IOException {
		assertThat(host(LIMITS).getUlimits()).contains(new Ulimit("core", 0L, 0L), new Ulimit("nofile", 1024L, 1024L),
				new Ulimit("memlock", 65_536L, 65_536L), new Ulimit("msgqueue", 0L, 0L));
		assertThat(run("import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE),"
				+ " resource.getrlimit(resource.RLIMIT_CORE))"))
			.contains("(1024, 1024) (0, 0)");
	}

	@Test
	void anInitProgramBuriesTheDead() throws IOException {
		assertThat(host(LIMITS).getInit()).isTrue();
		assertThat(run("print(open('/proc/1/comm').read())")).contains("init");
	}

	@Test
	void nothingOfWhatItSaysIsLoggedAndNothingStartsItAgain() {
		HostConfig host = host(LIMITS);
		assertThat(host.getLogConfig().getType().getType()).isEqualTo("none");
		assertThat(host.getRestartPolicy().getName()).isIn("", "no");
	}

	@Test
	void theEnginesFilterOfSystemCallsHolds() throws IOException {
		assertThat(host(LIMITS).getSecurityOpts()).containsExactly("no-new-privileges:true");
		assertThat(run("print(open('/proc/self/status').read())")).containsPattern("Seccomp:\\s+2\n");
	}

	@Test
	void anotherFilterOfSystemCallsHoldsAsItsText() throws IOException {
		Path file = Files.writeString(this.folder.resolve("profile.json"), """
				{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}""");
		String id = create(new ContainerDefinition(OciRuntime.ofEngine(),
				SeccompProfile.of(file.toString(), OciRuntime.ofEngine()), null), LIMITS, "python3");
		assertThat(this.engine.inspect(id).getHostConfig().getSecurityOpts())
			.containsExactlyInAnyOrder("no-new-privileges:true", "seccomp=" + Files.readString(file));
	}

	@Test
	void anAppArmorProfileIsAskedForByName() {
		assertThat(requested(OciRuntime.ofEngine(), LIMITS, "confined").getSecurityOpts())
			.containsExactlyInAnyOrder("no-new-privileges:true", "apparmor=confined");
	}

	@Test
	void whatTheImageSetsIsSetAside() throws IOException {
		InspectContainerResponse container = created(LIMITS);
		assertThat(container.getConfig().getEntrypoint()).containsExactly("python3");
		assertThat(container.getConfig().getCmd()).containsExactly("-c", "pass");
		assertThat(container.getConfig().getWorkingDir()).isEqualTo("/workspace");
		assertThat(container.getConfig().getHealthcheck().getTest()).containsExactly("NONE");
		assertThat(Arrays.asList(this.engine.image(TestEngine.IMAGE).getConfig().getEnv()))
			.contains("IMAGE_SECRET=leaked");
		assertThat(run("import os; print(sorted(k + '=' + v for k, v in os.environ.items()))")).contains(
				"['HOME=/workspace', 'HOSTNAME=sandbox', 'LANG=C.UTF-8', 'PATH=/usr/local/bin:/usr/bin:/bin', 'TMPDIR=/tmp']");
	}

	@Test
	void itHasTheNameAndTheLabelsOfItsSandbox() {
		InspectContainerResponse container = created(LIMITS);
		assertThat(container.getName()).startsWith("/tr-definition-");
		assertThat(container.getConfig().getLabels()).containsAllEntriesOf(LABELS);
		assertThat(this.engine.containers(SandboxSpec.INSTANCE + "=test.definition")).isNotEmpty();
	}

	@Test
	void itsInputEndsWhenNobodyIsAttached() {
		InspectContainerResponse container = created(LIMITS);
		assertThat(container.getConfig().getStdinOpen()).isTrue();
		assertThat(container.getConfig().getStdInOnce()).isTrue();
		assertThat(container.getConfig().getTty()).isFalse();
	}

	@Test
	void ofGvisorTheHostCountsMoreThanItsProcesses() {
		HostConfig host = requested(OciRuntime.gvisor(null), LIMITS, null);
		assertThat(host.getRuntime()).isEqualTo("runsc");
		assertThat(host.getPidsLimit()).isGreaterThan(32);
		assertThat(host.getUlimits()).contains(new Ulimit("nproc", 32L, 32L));
	}

	@Test
	void noLimitOnProcessesIsMoreThanTheKernelTakes() {
		Limits many = new Limits(null, null, null, Integer.MAX_VALUE, null, null, null, null);
		ContainerDefinition gvisor = definition(OciRuntime.gvisor(null), null);
		assertThat(gvisor.hostPids(many)).isEqualTo(1L << 22);
		assertThat(gvisor.ofControlGroup(many).pids()).isEqualTo(1 << 22);
		assertThat(gvisor.ofControlGroup(LIMITS).memory()).isEqualTo(LIMITS.memory());
	}

	@Test
	void tooLittleDiskIsRefusedBeforeAnythingIsCreated() {
		Limits little = new Limits(null, null, null, null, 1000L, null, null, null);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> created(little))
			.withMessageContaining("disk");
		assertThat(this.containers).isEmpty();
	}

}
