package io.toolruntime.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;

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

	private static final List<String> CAPABILITY_SETS = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

	private static final Set<String> DEVICES = Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random",
			"/dev/urandom", "/dev/tty", "/dev/pts");

	private static final int MOUNT_PATH = 4;

	private static final int MOUNT_OPTIONS = 5;

	private final Proc proc;

	private final Limits limits;

	private final @Nullable Long user;

	private final @Nullable Integer processes;

	/**
	 * Creates the inspection of a sandbox.
	 * @param proc the processes
	 * @param limits its limits
	 * @param user the user id of the host that it got, or {@code null} if it has the
	 * application's
	 * @param processes the most processes that its user may have, or {@code null} if a
	 * control group holds that
	 */
	Inspection(Proc proc, Limits limits, @Nullable Long user, @Nullable Integer processes) {
		this.proc = proc;
		this.limits = limits;
		this.user = user;
		this.processes = processes;
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
		namespaces(guest);
		entries.put(Limit.NETWORK, network(guest));
		entries.put(Limit.CAPABILITIES, capabilities(status));
		entries.put(Limit.SYSTEM_CALLS, systemCalls(status));
		entries.put(Limit.ENVIRONMENT, environment(guest));
		Enforcement identity = user(guest, status);
		if (identity != null) {
			entries.put(Limit.USER, identity);
		}
		files(guest, entries);
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

	private void namespaces(long guest) throws IOException {
		long own = ProcessHandle.current().pid();
		for (String kind : NAMESPACES) {
			require(!this.proc.namespace(guest, kind).equals(this.proc.namespace(own, kind)),
					"it shares the " + kind + " namespace of the host");
		}
	}

	private Enforcement network(long guest) throws IOException {
		List<String> interfaces = new ArrayList<>();
		for (String line : this.proc.read(guest, "net/dev").split("\n")) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				interfaces.add(line.substring(0, colon).trim());
			}
		}
		interfaces.remove("lo");
		require(interfaces.isEmpty(), "it has network interfaces " + interfaces);
		return seen(NETWORK, "lo");
	}

	private static Enforcement capabilities(Map<String, String> status) throws IOException {
		for (String set : CAPABILITY_SETS) {
			require("0".repeat(16).equals(status.get(set)), set + " is " + status.get(set));
		}
		require("1".equals(status.get("NoNewPrivs")), "NoNewPrivs is " + status.get("NoNewPrivs"));
		return seen(CAPABILITIES, "CapEff 0, CapBnd 0, NoNewPrivs 1");
	}

	private static Enforcement systemCalls(Map<String, String> status) throws IOException {
		require("2".equals(status.get("Seccomp")), "Seccomp is " + status.get("Seccomp"));
		return seen(SYSTEM_CALLS, "Seccomp 2");
	}

	private Enforcement environment(long guest) throws IOException {
		Set<String> names = new TreeSet<>();
		for (String variable : this.proc.read(guest, "environ").split("\0")) {
			int equals = variable.indexOf('=');
			if (equals > 0) {
				names.add(variable.substring(0, equals));
			}
		}
		Set<String> foreign = new TreeSet<>(names);
		foreign.removeAll(BubblewrapCommand.guestEnvironment().keySet());
		foreign.remove("PWD");
		require(foreign.isEmpty(), "its environment has " + foreign);
		return seen(ENVIRONMENT, String.join(" ", names));
	}

	private @Nullable Enforcement user(long guest, Map<String, String> status) throws IOException {
		String map = this.proc.read(guest, "uid_map").trim().replaceAll("\\s+", " ");
		String[] uids = status.getOrDefault("Uid", "").split("\\s+");
		if (this.user == null) {
			require(map.startsWith(BubblewrapCommand.USER + " ") && map.endsWith(" 1"), "its uid map is " + map);
			return null;
		}
		require(map.equals(BubblewrapCommand.USER + " " + this.user + " 1"), "its uid map is " + map);
		for (String uid : uids) {
			require(uid.equals(this.user.toString()), "its user ids are " + status.get("Uid"));
		}
		require(uids.length == 4 && status.getOrDefault("Groups", "").isEmpty(),
				"its groups are " + status.get("Groups"));
		return seen(USER, "uid_map " + map);
	}

	private void files(long guest, Map<Limit, Enforcement> entries) throws IOException {
		Set<String> writable = new TreeSet<>();
		String workspace = "";
		for (String line : this.proc.read(guest, "mountinfo").split("\n")) {
			String[] fields = line.split(" ");
			if (List.of(fields[MOUNT_OPTIONS].split(",")).contains("rw")) {
				writable.add(fields[MOUNT_PATH]);
			}
			if (fields[MOUNT_PATH].equals("/workspace")) {
				workspace = fields[fields.length - 1];
			}
		}
		Set<String> foreign = new TreeSet<>(writable);
		foreign.removeAll(DEVICES);
		BubblewrapCommand.WRITABLE.forEach(foreign::remove);
		require(foreign.isEmpty(), "it may write to " + foreign);
		entries.put(Limit.ROOT_FILESYSTEM,
				seen(ROOT_FILESYSTEM, "writable: " + String.join(" ", BubblewrapCommand.WRITABLE)));
		Long disk = this.limits.disk();
		if (disk != null && disk > 0) {
			long size = option(workspace, "size");
			long files = option(workspace, "nr_inodes");
			require(Math.abs(size - disk) <= 64 << 10, "its file system has " + size + " bytes");
			require(files == BubblewrapCommand.files(this.limits), "its file system has " + files + " inodes");
			entries.put(Limit.DISK, Enforcement.measured(this.limits.value(Limit.DISK), DISK, Observer.HOST,
					Quantity.formatBytes(size), null));
		}
	}

	/* Such as rw,size=102400k,nr_inodes=25600. */
	private static long option(String options, String name) throws IOException {
		for (String option : options.split(",")) {
			if (option.startsWith(name + "=")) {
				String value = option.substring(name.length() + 1);
				return value.endsWith("k") ? Long.parseLong(value.substring(0, value.length() - 1)) << 10
						: Long.parseLong(value);
			}
		}
		throw new IOException("its file system has no " + name);
	}

	private void resources(long guest, Map<Limit, Enforcement> entries) throws IOException {
		String limits = this.proc.read(guest, "limits");
		require(limits.matches("(?s).*Max core file size +0 +0 .*"), "it may write core dumps");
		if (this.processes != null) {
			require(limits.matches("(?s).*Max processes +" + this.processes + " +" + this.processes + " .*"),
					"it may have more than " + this.processes + " processes");
			entries.put(Limit.PIDS, Enforcement.measured(this.limits.value(Limit.PIDS), PROCESSES, Observer.HOST,
					this.processes, null));
		}
	}

}
