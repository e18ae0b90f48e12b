package io.toolruntime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ProcessTree;

/**
 * The command that starts a sandbox: a chain of programs of which each takes something
 * away and then becomes the next. First it enters the control groups and opens the filter
 * of system calls, as the application's user; then it takes the resource limits and the
 * user of its own; then it makes a user and a mount namespace with one file system for
 * all writable space; in there, bubblewrap makes the rest.
 */
final class BubblewrapCommand {

	/** The user inside. */
	static final int USER = 65534;

	/** The descriptor that the filter of system calls is opened as. */
	private static final String FILTER = "9";

	/** What a sandbox sees of the host, besides what is configured. */
	static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

	/** Files that it sees, where the host has them. */
	static final List<String> SYSTEM_FILES = List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime");

	/** Where the sandbox may write; all of it is one file system. */
	static final List<String> WRITABLE = List.of("/workspace", "/tmp", "/dev/shm");

	/* Of the machine, and no namespace's own: nothing in a sandbox needs to know. */
	private static final List<String> MASKED = List.of("acpi", "asound", "bus", "cmdline", "config.gz", "diskstats",
			"fs", "interrupts", "iomem", "ioports", "irq", "kallsyms", "kcore", "key-users", "keys", "kmsg",
			"latency_stats", "modules", "partitions", "sched_debug", "schedstat", "scsi", "swaps", "sysrq-trigger",
			"timer_list", "timer_stats");

	/*
	 * Places that exist everywhere and that no sandbox needs, to mount a file system at.
	 */
	private static final List<String> MOUNT_POINTS = List.of("/mnt", "/media", "/srv", "/sys");

	static final int OPEN_FILES = 1024;

	static final int LOCKED_MEMORY = 64 << 10;

	/** Bytes of writable space for which there is one file. */
	private static final long BYTES_PER_FILE = 4096;

	private static final long FEWEST_FILES = 1024;

	private static final String ENTER = """
			while [ "$1" != . ]; do echo 0 > "$1" || exit 125; shift; done
			exec 9< "$2" || exit 125
			shift 2
			exec "$@"
			""";

	private static final String MOUNT = """
			mount -t tmpfs -o "size=$1,nr_inodes=$2,mode=0700,nosuid,nodev" tmpfs "$3" || exit 125
			mkdir "$3/workspace" "$3/tmp" "$3/shm" || exit 125
			: > "$3/$4" || exit 125
			shift 4
			exec "$@"
			""";

	private final HostPrograms programs;

	private final Path filter;

	private final List<String> readOnlyPaths;

	private final String mountPoint;

	private final Bubblewrap bubblewrap;

	/**
	 * Creates the command of all sandboxes of a provider.
	 * @param programs where the programs are
	 * @param filter file with the filter of system calls
	 * @param readOnlyPaths what sandboxes see besides the system's folders
	 * @param bubblewrap the bubblewrap of this machine
	 */
	BubblewrapCommand(HostPrograms programs, Path filter, List<String> readOnlyPaths, Bubblewrap bubblewrap) {
		this.programs = programs;
		this.filter = filter;
		this.readOnlyPaths = readOnlyPaths;
		this.bubblewrap = bubblewrap;
		this.mountPoint = MOUNT_POINTS.stream()
			.filter((place) -> Files.isDirectory(Path.of(place))
					&& readOnlyPaths.stream().noneMatch((path) -> Path.of(path).startsWith(place)))
			.findFirst()
			.orElse("/tmp");
	}

	/** Where the file system with all writable space is, outside of the sandbox. */
	String mountPoint() {
		return this.mountPoint;
	}

	/** The environment of the chain. */
	Map<String, String> environment() {
		return Map.of("PATH", this.programs.path(), "LANG", "C.UTF-8");
	}

	/** The environment of the guest. */
	static Map<String, String> guestEnvironment() {
		return new TreeMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8", "HOME", "/workspace",
				"TMPDIR", "/tmp"));
	}

	/**
	 * Returns how many files there may be.
	 * @param limits limits of the sandbox
	 * @return the count; 0 is unlimited
	 */
	static long files(Limits limits) {
		Long disk = limits.disk();
		return (disk == null || disk == 0) ? 0 : Math.max(FEWEST_FILES, disk / BYTES_PER_FILE);
	}

	/**
	 * Returns the command.
	 * @param id name of the sandbox
	 * @param limits its limits
	 * @param entrances files to enter its control groups by
	 * @param user user id of the host that it gets, or {@code null} to keep the
	 * application's
	 * @param processes most processes that its user may have, or {@code null} if a
	 * control group holds that
	 * @param guest program and arguments
	 * @return program and arguments
	 */
	List<String> command(String id, Limits limits, List<Path> entrances, @Nullable Long user,
			@Nullable Integer processes, List<String> guest) {
		long disk = (limits.disk() != null) ? limits.disk() : 0;
		List<String> command = new ArrayList<>(List.of(this.programs.require("sh"), "-c", ENTER, "sh"));
		entrances.forEach((entrance) -> command.add(entrance.toString()));
		command.addAll(List.of(".", this.filter.toString()));
		command.addAll(List.of(this.programs.require("prlimit"), "--core=0:0", "--nofile=" + both(OPEN_FILES),
				"--memlock=" + both(LOCKED_MEMORY), "--msgqueue=0:0", "--locks=" + both(ProcessTree.mark(id))));
		if (disk > 0) {
			command.add("--fsize=" + both(disk));
		}
		if (user != null) {
			command.addAll(List.of(this.programs.require("setpriv"), "--reuid", user.toString(), "--regid",
					user.toString(), "--clear-groups", "--no-new-privs"));
		}
		else {
			command.addAll(List.of(this.programs.require("setpriv"), "--no-new-privs"));
		}
		command.addAll(List.of(this.programs.require("unshare"), "--user", "--map-root-user", "--mount", "--",
				this.programs.require("sh"), "-c", MOUNT, "sh", Long.toString(disk), Long.toString(files(limits)),
				this.mountPoint, id));
		bubblewrap(command);
		command.add("--");
		if (processes != null) {
			// Only in the innermost user namespace it counts this sandbox alone
			command.addAll(List.of(this.programs.require("prlimit"), "--nproc=" + both(processes), "--"));
		}
		command.addAll(guest);
		return command;
	}

	private static String both(long limit) {
		return limit + ":" + limit;
	}

	private void bubblewrap(List<String> command) {
		command.addAll(List.of(this.programs.require("bwrap"), "--unshare-user", "--uid", Integer.toString(USER),
				"--gid", Integer.toString(USER), "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
				"--unshare-cgroup", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--seccomp", FILTER,
				"--hostname", "sandbox", "--clearenv"));
		if (this.bubblewrap.canDisableNamespaces()) {
			command.add("--disable-userns");
		}
		guestEnvironment().forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
		for (String path : SYSTEM) {
			systemFolder(command, Path.of(path));
		}
		SYSTEM_FILES.forEach((path) -> command.addAll(List.of("--ro-bind-try", path, path)));
		this.readOnlyPaths.forEach((path) -> command.addAll(List.of("--ro-bind", path, path)));
		command.addAll(List.of("--proc", "/proc"));
		for (String name : MASKED) {
			mask(command, Path.of("/proc", name));
		}
		command.addAll(List.of("--dev", "/dev"));
		for (String path : WRITABLE) {
			String folder = path.substring(path.lastIndexOf('/'));
			command.addAll(List.of("--bind", this.mountPoint + folder, path));
		}
		command.addAll(
				List.of("--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/workspace"));
	}

	/* On most systems only /usr is a folder, and the others are links into it. */
	private static void systemFolder(List<String> command, Path path) {
		try {
			if (Files.isSymbolicLink(path)) {
				command.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
			}
			else if (Files.isDirectory(path)) {
				command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void mask(List<String> command, Path path) {
		try {
			if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
				// For the host's root only, who is not inside
				return;
			}
		}
		catch (IOException ex) {
			// Not on this machine
			return;
		}
		if (Files.isDirectory(path)) {
			command.addAll(List.of("--tmpfs", path.toString(), "--remount-ro", path.toString()));
		}
		else {
			// Without its device, which makes even opening it fail
			command.addAll(List.of("--ro-bind", "/dev/null", path.toString()));
		}
	}

}
