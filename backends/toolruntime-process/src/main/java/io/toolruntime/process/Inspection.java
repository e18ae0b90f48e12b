package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.SandboxedProcess;

/**
 * Looks from outside whether a sandbox is what it should be. Whatever is not, makes it
 * useless: nothing of the user's runs in it.
 */
final class Inspection {

	static final String NETWORK = "network namespace without interfaces";

	static final String ROOT_FILESYSTEM = "mount namespace, read-only root";

	static final String USER = "user namespace, a user id of its own";

	static final String CAPABILITIES = "no capabilities, no new privileges";

	static final String SYSTEM_CALLS = "seccomp filter";

	static final String ENVIRONMENT = "cleared environment";

	static final String DISK = "tmpfs size and nr_inodes";

	static final String PROCESSES = "rlimit nproc";

	private static final List<String> NAMESPACES = List.of("user", "pid", "net", "ipc", "uts", "mnt", "cgroup");

	/** The host's, which anybody may use. */
	private static final Set<String> DEVICES = Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random",
			"/dev/urandom", "/dev/tty");

	private static final String TERMINALS = "/dev/pts";

	/** File systems of the sandbox's own, besides what is writable. */
	private static final Set<String> PRIVATE = Set.of("/", "/proc", "/dev", TERMINALS);

	private static final int MOUNT_DEVICE = 2;

	private static final int MOUNT_PATH = 4;

	private final Proc proc;

	private final Limits limits;

	private final @Nullable Long user;

	private final @Nullable Integer processes;

	/** What of the host is visible. */
	private final List<Path> visible = new ArrayList<>();

	/**
	 * Creates the inspection of a sandbox.
	 * @param proc the processes
	 * @param limits its limits
	 * @param user the user id of the host that it got, or {@code null} if it has the
	 * application's
	 * @param processes the most processes that its user may have, or {@code null} if a
	 * control group holds that
	 * @param readOnlyPaths what it sees of the host besides the system's folders
	 */
	Inspection(Proc proc, Limits limits, @Nullable Long user, @Nullable Integer processes, List<String> readOnlyPaths) {
		this.proc = proc;
		this.limits = limits;
		this.user = user;
		this.processes = processes;
		Stream.of(BubblewrapCommand.SYSTEM, BubblewrapCommand.SYSTEM_FILES, readOnlyPaths)
			.flatMap(List::stream)
			.forEach((path) -> this.visible.add(Path.of(path)));
	}

	/**
	 * Looks at the process that all others in the sandbox end with.
	 * @param first the process
	 * @throws IOException if it is not the first of a PID namespace of its own
	 */
	void ofFirst(long first) throws IOException {
		new SandboxedProcess(this.proc, first).requireOwnNamespace("pid");
	}

	/**
	 * Looks at everything.
	 * @param guest the process in which the guest runs
	 * @return what holds
	 * @throws IOException if something is not as it should be, or cannot be seen
	 */
	Map<Limit, Enforcement> of(long guest) throws IOException {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		Map<String, String> status = this.proc.status(guest);
		SandboxedProcess process = new SandboxedProcess(this.proc, guest);
		namespaces(guest, process);
		entries.put(Limit.NETWORK, seen(NETWORK, process.requireNoNetwork()));
		entries.put(Limit.CAPABILITIES, seen(CAPABILITIES, process.requireNoCapabilities()));
		entries.put(Limit.SYSTEM_CALLS, seen(SYSTEM_CALLS, process.requireFilter()));
		entries.put(Limit.ENVIRONMENT, environment(guest));
		Enforcement identity = user(guest, status);
		if (identity != null) {
			entries.put(Limit.USER, identity);
		}
		files(guest, process, entries);
		resources(guest, entries);
		return entries;
	}

	private static Enforcement seen(String mechanism, Object measured) {
		return Enforcement.measured(null, mechanism, Observer.HOST, measured, null);
	}

	private static void require(boolean condition, String complaint) throws IOException {
		if (!condition) {
			throw new IOException(complaint);
		}
	}

	private void namespaces(long guest, SandboxedProcess process) throws IOException {
		for (String kind : NAMESPACES) {
			process.requireOwnNamespace(kind);
		}
		// The terminal of a session is the way out of it
		require(this.proc.session(guest) != this.proc.session(ProcessHandle.current().pid()),
				"it is in the session of the application");
	}

	private Enforcement environment(long guest) throws IOException {
		Map<String, String> expected = new TreeMap<>(BubblewrapCommand.guestEnvironment());
		expected.put("PWD", "/workspace");
		Set<String> names = new TreeSet<>();
		Set<String> foreign = new TreeSet<>();
		for (String variable : this.proc.read(guest, "environ").split("\0")) {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				String name = variable.substring(0, equals);
				names.add(name);
				if (!variable.substring(equals + 1).equals(expected.get(name))) {
					foreign.add(name);
				}
			}
		}
		require(foreign.isEmpty(), "its environment has " + foreign);
		return seen(ENVIRONMENT, String.join(" ", names));
	}

	private @Nullable Enforcement user(long guest, Map<String, String> status) throws IOException {
		String map = map(guest, "uid");
		map(guest, "gid");
		if (this.user == null) {
			return null;
		}
		String[] uids = status.getOrDefault("Uid", "").split("\\s+");
		for (String uid : uids) {
			require(uid.equals(this.user.toString()), "its user ids are " + status.get("Uid"));
		}
		require(uids.length == 4 && status.getOrDefault("Groups", "").isEmpty(),
				"its groups are " + status.get("Groups"));
		return seen(USER, "uid_map " + map);
	}

	/*
	 * One id, which is nobody's inside, and outside the one that this sandbox was given.
	 */
	private String map(long guest, String kind) throws IOException {
		String map = this.proc.read(guest, kind + "_map").trim().replaceAll("\\s+", " ");
		String outside = (this.user != null) ? this.user.toString() : "\\d+";
		require(map.matches(BubblewrapCommand.USER + " " + outside + " 1"), "its " + kind + " map is " + map);
		return map;
	}

	private void files(long guest, SandboxedProcess process, Map<Limit, Enforcement> entries) throws IOException {
		Set<String> devices = new HashSet<>();
		for (String line : this.proc.read(ProcessHandle.current().pid(), "mountinfo").split("\n")) {
			devices.add(line.split(" ")[MOUNT_DEVICE]);
		}
		for (String line : this.proc.read(guest, "mountinfo").split("\n")) {
			String[] fields = line.split(" ");
			place(fields[MOUNT_PATH], devices.contains(fields[MOUNT_DEVICE]));
		}
		Set<String> foreign = process.writableMounts();
		foreign.removeAll(DEVICES);
		foreign.remove(TERMINALS);
		BubblewrapCommand.WRITABLE.forEach(foreign::remove);
		require(foreign.isEmpty(), "it may write to " + foreign);
		entries.put(Limit.ROOT_FILESYSTEM,
				seen(ROOT_FILESYSTEM, "writable: " + String.join(" ", BubblewrapCommand.WRITABLE)));
		Long disk = this.limits.disk();
		if (disk != null && disk > 0) {
			long size = process.mountOption("/workspace", "size");
			long files = process.mountOption("/workspace", "nr_inodes");
			require(Math.abs(size - disk) <= 64 << 10, "its file system has " + size + " bytes");
			require(files == BubblewrapCommand.files(this.limits), "its file system has " + files + " inodes");
			entries.put(Limit.DISK, Enforcement.measured(this.limits.value(Limit.DISK), DISK, Observer.HOST,
					Quantity.formatBytes(size), null));
		}
	}

	private void place(String mount, boolean isTheHosts) throws IOException {
		if (PRIVATE.contains(mount) || BubblewrapCommand.WRITABLE.contains(mount)) {
			require(!isTheHosts, "its " + mount + " is the host's");
			return;
		}
		// What is mounted over its own files in there hides them
		boolean known = DEVICES.contains(mount) || mount.startsWith("/proc/");
		Path path = Path.of(unescaped(mount));
		require(known || this.visible.stream().anyMatch(path::startsWith), "it sees " + path);
	}

	/* Spaces and such are octal in mountinfo. */
	private static String unescaped(String mount) {
		return Pattern.compile("\\\\([0-7]{3})")
			.matcher(mount)
			.replaceAll((code) -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 8))));
	}

	private void resources(long guest, Map<Limit, Enforcement> entries) throws IOException {
		String resources = this.proc.read(guest, "limits");
		require(has(resources, "core file size", 0), "it may write core dumps");
		require(has(resources, "open files", BubblewrapCommand.OPEN_FILES),
				"it may open more than " + BubblewrapCommand.OPEN_FILES + " files");
		require(has(resources, "locked memory", BubblewrapCommand.LOCKED_MEMORY), "it may lock memory");
		require(has(resources, "msgqueue size", 0), "it may have message queues");
		Long disk = this.limits.disk();
		require(disk == null || disk == 0 || has(resources, "file size", disk), "its files may be of any size");
		if (this.processes != null) {
			require(has(resources, "processes", this.processes),
					"it may have more than " + this.processes + " processes");
			entries.put(Limit.PIDS, Enforcement.measured(this.limits.value(Limit.PIDS), PROCESSES, Observer.HOST,
					this.processes, null));
		}
	}

	/* Soft and hard. */
	private static boolean has(String resources, String name, long most) {
		return Pattern.compile("Max " + name + " +" + most + " +" + most + " ").matcher(resources).find();
	}

}
