package io.toolruntime.docker;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.SandboxedProcess;

/**
 * Looks from the host whether a container is what it should be, where its processes can
 * be seen from here. What is not as it should be makes it useless: nothing of the user's
 * runs in it.
 */
final class ContainerInspection {

	static final String NETWORK = "network namespace without interfaces";

	static final String ROOT_FILESYSTEM = "read-only root, tmpfs noexec";

	static final String USER = "user " + WritableSpace.USER;

	static final String CAPABILITIES = "no capabilities, no new privileges";

	static final String SYSTEM_CALLS = "seccomp filter";

	static final String ENVIRONMENT = "the image's environment is set aside";

	static final String DISK = "tmpfs size and nr_inodes";

	/** How far above a container's first process one looks for who started it. */
	private static final int GENERATIONS = 4;

	private static final List<String> NAMESPACES = List.of("pid", "net", "ipc", "uts", "mnt", "cgroup");

	/* What a container has of its own besides, in memory, that only root could use. */
	private static final Set<String> HARMLESS = Set.of("/dev", "/dev/pts", "/dev/mqueue", "/dev/console", "/proc",
			"/sys/fs/cgroup");

	private static final int MOST_TEXT = 100;

	private final Proc proc;

	private final OciRuntime runtime;

	private final ContainerDefinition definition;

	private final boolean readsEverything;

	/**
	 * Creates it.
	 * @param proc the processes of this machine
	 * @param runtime what the containers run on
	 * @param definition what they should be
	 */
	ContainerInspection(Proc proc, OciRuntime runtime, ContainerDefinition definition) {
		this.proc = proc;
		this.runtime = runtime;
		this.definition = definition;
		this.readsEverything = isRoot(proc);
	}

	private static boolean isRoot(Proc proc) {
		try {
			return proc.status(ProcessHandle.current().pid()).getOrDefault("Uid", "").matches("0\\s+0\\s.*");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Tells whether a process that the engine names is the container's, and not another
	 * of this machine that has the same number: only then it can be looked at. The
	 * program that watches over a container has the container's id in its command.
	 * @param pid the process
	 * @param container id of the container
	 * @return whether it is
	 */
	boolean isVisible(long pid, String container) {
		long ancestor = pid;
		for (int i = 0; i < GENERATIONS && ancestor > 1; i++) {
			try {
				if (this.proc.read(ancestor, "cmdline").contains(container)) {
					return true;
				}
				ancestor = Long.parseLong(this.proc.status(ancestor).getOrDefault("PPid", "0"));
			}
			catch (IOException | NumberFormatException ex) {
				return false;
			}
		}
		return false;
	}

	/**
	 * Tells whether the host can look into the file systems of containers.
	 * @return whether the application may, and they are not a kernel's of their own
	 */
	boolean seesFiles() {
		return this.readsEverything && !this.runtime.hasOwnKernel();
	}

	/**
	 * Finds the control group of a container, and looks whether its limits are there.
	 * @param pid the container's first process on the host
	 * @param limits the limits
	 * @return the control group
	 * @throws IOException if a limit bounds no control group that the process is in
	 */
	ControlGroup group(long pid, Limits limits) throws IOException {
		ControlGroup group = ControlGroups.of(this.proc, pid);
		group.require(this.definition.ofControlGroup(limits));
		return group;
	}

	/**
	 * Looks at everything that the host can see.
	 * @param pid the container's first process on the host
	 * @param limits the limits
	 * @return what holds
	 * @throws IOException if something is not as it should be
	 */
	Map<Limit, Enforcement> of(long pid, Limits limits) throws IOException {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		if (this.runtime.hasOwnKernel()) {
			requireHostProcess(pid);
			return entries;
		}
		// Below the init of the container, if it has started its child already
		long guest = this.proc.child(pid).orElse(pid);
		SandboxedProcess process = new SandboxedProcess(this.proc, guest);
		entries.put(Limit.NETWORK, seen(NETWORK, process.requireNoNetwork()));
		entries.put(Limit.CAPABILITIES, seen(CAPABILITIES, process.requireNoCapabilities()));
		entries.put(Limit.SYSTEM_CALLS, seen(SYSTEM_CALLS, process.requireFilter()));
		if (this.readsEverything) {
			for (String kind : NAMESPACES) {
				process.requireOwnNamespace(kind);
			}
			entries.put(Limit.USER, seen(USER, process.requireUser(hostUser(guest))));
			entries.put(Limit.ENVIRONMENT, seen(ENVIRONMENT, environment(guest)));
			files(process, limits, entries);
		}
		return entries;
	}

	/* What it was started with; the guest clears it. */
	private String environment(long guest) throws IOException {
		Set<String> names = new TreeSet<>();
		for (String variable : this.proc.read(guest, "environ").split("\0")) {
			int equals = variable.indexOf('=');
			String name = (equals > 0) ? variable.substring(0, equals) : variable;
			String expected = name.equals("HOSTNAME") ? ContainerDefinition.HOST_NAME
					: ContainerDefinition.ENVIRONMENT.get(name);
			if (!variable.isEmpty() && (expected == null || !variable.endsWith("=" + expected))) {
				throw new IOException("its environment has " + name.substring(0, Math.min(name.length(), MOST_TEXT)));
			}
			names.add(name);
		}
		names.remove("");
		return String.join(" ", names);
	}

	/* With user namespaces of the engine's, nobody inside is somebody else outside. */
	private long hostUser(long pid) throws IOException {
		for (String line : this.proc.read(pid, "uid_map").split("\n")) {
			String[] fields = line.trim().split("\\s+");
			long inside = Long.parseLong(fields[0]);
			if (WritableSpace.USER >= inside && WritableSpace.USER < inside + Long.parseLong(fields[2])) {
				return Long.parseLong(fields[1]) + WritableSpace.USER - inside;
			}
		}
		throw new IOException("its user " + WritableSpace.USER + " is nobody on the host");
	}

	private void files(SandboxedProcess process, Limits limits, Map<Limit, Enforcement> entries) throws IOException {
		WritableSpace space = WritableSpace.of(limits);
		Set<String> foreign = new TreeSet<>(process.writableMounts());
		foreign.removeAll(space.bytes().keySet());
		foreign.removeAll(HARMLESS);
		// Masked with a device or an empty folder
		foreign.removeIf((path) -> path.startsWith("/proc/"));
		if (!foreign.isEmpty()) {
			throw new IOException("it may write to " + foreign);
		}
		entries.put(Limit.ROOT_FILESYSTEM,
				seen(ROOT_FILESYSTEM, "writable: " + String.join(" ", new TreeSet<>(space.bytes().keySet()))));
		long total = 0;
		for (Map.Entry<String, Long> expected : space.bytes().entrySet()) {
			if (expected.getValue() > 0) {
				long size = process.mountOption(expected.getKey(), "size");
				long files = process.mountOption(expected.getKey(), "nr_inodes");
				if (size > expected.getValue() || files != space.files().getOrDefault(expected.getKey(), -1L)) {
					throw new IOException(
							"its " + expected.getKey() + " has " + size + " bytes and " + files + " files");
				}
				total += size;
			}
		}
		if (total > 0) {
			entries.put(Limit.DISK, Enforcement.measured(limits.value(Limit.DISK), DISK, Observer.HOST,
					Quantity.formatBytes(total), null));
		}
	}

	private void requireHostProcess(long pid) throws IOException {
		String program = program(pid).orElse("");
		if (this.runtime.hostProcesses().stream().noneMatch(program::startsWith)) {
			throw new IOException(
					"its first process on the host is '" + program + "', not one of " + this.runtime.hostProcesses()
							+ ": runtime '" + this.runtime.name() + "' is not " + this.runtime.kind());
		}
	}

	/* Who may not see the file sees the name, which it can choose itself. */
	private Optional<String> program(long pid) throws IOException {
		if (this.readsEverything) {
			return Optional.of(this.proc.executable(pid).getFileName().toString());
		}
		return this.proc.read(pid, "cmdline")
			.lines()
			.findFirst()
			.map((line) -> line.split("\0", 2)[0])
			.map((path) -> path.substring(path.lastIndexOf('/') + 1));
	}

	private static Enforcement seen(String mechanism, @Nullable Object measured) {
		return Enforcement.measured(null, mechanism, Observer.HOST, measured, null);
	}

}
