package io.toolruntime.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Limits;
import io.toolruntime.linux.CpuQuota;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * What every container of a profile is: everything that a container can be denied is
 * denied here, and nothing of it can be configured away.
 */
final class ContainerDefinition {

	/** User and group in the container. */
	static final String USER = WritableSpace.USER + ":" + WritableSpace.USER;

	/** Folders with interpreters, in any image. */
	static final String PATH = "/usr/local/bin:/usr/bin:/bin";

	static final String HOST_NAME = "sandbox";

	/** The environment that a guest starts with. */
	static final Map<String, String> ENVIRONMENT = Map.of("PATH", PATH, "HOME", WritableSpace.WORKSPACE, "LANG",
			"C.UTF-8", "TMPDIR", "/tmp");

	private static final long OPEN_FILES = 1024;

	private static final long LOCKED_MEMORY = 64 << 10;

	/**
	 * Where gVisor counts the sandbox's processes itself, the host counts gVisor's own
	 * threads and what it runs each of the sandbox's threads in: some two for each, and
	 * twenty besides, were seen.
	 */
	private static final long HOST_PIDS_PER_PID = 4;

	private static final long HOST_PIDS_OF_GVISOR = 256;

	/** The kernel takes no higher limit. */
	private static final long MOST_PIDS = 1 << 22;

	private final OciRuntime runtime;

	private final List<String> securityOptions;

	ContainerDefinition(OciRuntime runtime, SeccompProfile seccomp, @Nullable String apparmor) {
		this.runtime = runtime;
		List<String> options = new ArrayList<>(List.of("no-new-privileges:true"));
		options.addAll(seccomp.options());
		if (apparmor != null) {
			options.add("apparmor=" + apparmor);
		}
		this.securityOptions = List.copyOf(options);
	}

	/**
	 * Returns the limit that the host's control group has on processes.
	 * @param limits the limits of the sandbox
	 * @return the limit, or {@code null} for none
	 */
	@Nullable Long hostPids(Limits limits) {
		Integer pids = limits.pids();
		if (pids == null || pids == 0) {
			return null;
		}
		return this.runtime.isGvisor() ? Math.min(HOST_PIDS_PER_PID * pids + HOST_PIDS_OF_GVISOR, MOST_PIDS)
				: Long.valueOf(pids);
	}

	/**
	 * Returns the limits that the host's control group must have.
	 * @param limits the limits of the sandbox
	 * @return the same, but for the number of processes where that is another
	 */
	Limits ofControlGroup(Limits limits) {
		Long pids = hostPids(limits);
		return new Limits(null, limits.memory(), limits.cpus(), (pids != null) ? Math.toIntExact(pids) : null, null,
				null, null, null);
	}

	/**
	 * Fills in everything.
	 * @param container what is filled in
	 * @param spec what the sandbox shall be
	 * @param image what its image brings, which is set aside
	 * @param command program and arguments
	 * @return the container
	 */
	CreateContainerCmd define(CreateContainerCmd container, SandboxSpec spec, GuestImage image, List<String> command) {
		return container.withName(spec.id())
			.withLabels(spec.labels())
			.withHostName(HOST_NAME)
			.withUser(USER)
			.withWorkingDir(WritableSpace.WORKSPACE)
			.withEntrypoint(command.get(0))
			.withCmd(command.subList(1, command.size()))
			.withEnv(environment(image.environment()))
			.withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
			.withStdinOpen(true)
			// The guest ends when nobody listens to it any more
			.withStdInOnce(true)
			.withAttachStdin(true)
			.withAttachStdout(true)
			.withAttachStderr(true)
			.withTty(false)
			.withHostConfig(host(spec.limits(), image.volumes()));
	}

	/* What the image sets is taken away by naming it without a value. */
	private static List<String> environment(Set<String> ofImage) {
		List<String> environment = new ArrayList<>();
		new TreeMap<>(ENVIRONMENT).forEach((name, value) -> environment.add(name + "=" + value));
		ofImage.stream().filter((name) -> !ENVIRONMENT.containsKey(name)).forEach(environment::add);
		return environment;
	}

	/**
	 * Returns what keeps the container from the rest of the machine.
	 * @param limits what it may use
	 * @param volumes where its image wants folders of the host, which it does not get
	 * @return the configuration
	 */
	HostConfig host(Limits limits, Set<String> volumes) {
		HostConfig host = HostConfig.newHostConfig()
			.withPrivileged(false)
			.withReadonlyRootfs(true)
			.withNetworkMode("none")
			.withIpcMode("private")
			.withCgroupnsMode("private")
			.withCapDrop(Capability.ALL)
			.withSecurityOpts(this.securityOptions)
			.withTmpFs(mounts(limits, volumes))
			.withInit(true)
			.withLogConfig(new LogConfig(LoggingType.NONE))
			.withRestartPolicy(RestartPolicy.noRestart())
			.withUlimits(ulimits(limits))
			.withPidsLimit(hostPids(limits));
		if (this.runtime.name() != null) {
			host.withRuntime(this.runtime.name());
		}
		Long memory = limits.memory();
		if (memory != null && memory > 0) {
			host.withMemory(memory).withMemorySwap(memory);
		}
		Double cpus = limits.cpus();
		if (cpus != null && cpus > 0) {
			CpuQuota quota = CpuQuota.of(cpus);
			host.withCpuPeriod(quota.period()).withCpuQuota(quota.quota());
		}
		return host;
	}

	/*
	 * A volume of the image would be a folder of the host that may be written to. Nobody
	 * can write to what stands in its place.
	 */
	private static Map<String, String> mounts(Limits limits, Set<String> volumes) {
		Map<String, String> mounts = new LinkedHashMap<>();
		volumes.forEach((path) -> mounts.put(path, "ro,noexec,nosuid,nodev,size=4k,nr_inodes=2,mode=0555"));
		mounts.putAll(WritableSpace.of(limits).mounts());
		return mounts;
	}

	private List<Ulimit> ulimits(Limits limits) {
		List<Ulimit> ulimits = new ArrayList<>(
				List.of(new Ulimit("core", 0L, 0L), new Ulimit("nofile", OPEN_FILES, OPEN_FILES),
						new Ulimit("memlock", LOCKED_MEMORY, LOCKED_MEMORY), new Ulimit("msgqueue", 0L, 0L)));
		Integer pids = limits.pids();
		if (this.runtime.isGvisor() && pids != null && pids > 0) {
			// Its kernel counts this user's processes of this sandbox; the host's would
			// count those of all sandboxes
			long most = Objects.requireNonNull(pids);
			ulimits.add(new Ulimit("nproc", most, most));
		}
		return ulimits;
	}

}
