package io.toolruntime.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A process in a sandbox, as the host's kernel sees it from outside. Whatever is not as
 * it should be is an {@link IOException} that says what; a process that is gone, or may
 * not be looked at, is one too.
 */
public final class SandboxedProcess {

	private static final List<String> CAPABILITY_SETS = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

	private static final String FILTERS = "Seccomp_filters";

	private static final int MOUNT_PATH = 4;

	private static final int MOUNT_OPTIONS = 5;

	private final Proc proc;

	private final long pid;

	private final Map<String, String> status;

	/**
	 * Looks at a process.
	 * @param proc the processes
	 * @param pid the process
	 * @throws IOException if it is gone
	 */
	public SandboxedProcess(Proc proc, long pid) throws IOException {
		this.proc = proc;
		this.pid = pid;
		this.status = proc.status(pid);
	}

	/**
	 * Looks whether it has a namespace of its own.
	 * @param kind such as {@code net}
	 * @throws IOException if it shares the application's
	 */
	public void requireOwnNamespace(String kind) throws IOException {
		require(!this.proc.namespace(this.pid, kind).equals(this.proc.namespace(ProcessHandle.current().pid(), kind)),
				"it shares the " + kind + " namespace of the host");
	}

	/**
	 * Looks at its network.
	 * @return the interfaces that it has: {@code lo}
	 * @throws IOException if it has others
	 */
	public String requireNoNetwork() throws IOException {
		List<String> interfaces = new ArrayList<>();
		for (String line : this.proc.read(this.pid, "net/dev").split("\n")) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				interfaces.add(line.substring(0, colon).trim());
			}
		}
		interfaces.remove("lo");
		require(interfaces.isEmpty(), "it has network interfaces " + interfaces);
		return "lo";
	}

	/**
	 * Looks at its capabilities, and whether it could get any.
	 * @return what was read
	 * @throws IOException if it has any, or could
	 */
	public String requireNoCapabilities() throws IOException {
		for (String set : CAPABILITY_SETS) {
			require("0".repeat(16).equals(this.status.get(set)), set + " is " + this.status.get(set));
		}
		require("1".equals(this.status.get("NoNewPrivs")), "NoNewPrivs is " + this.status.get("NoNewPrivs"));
		return "CapEff 0, CapBnd 0, NoNewPrivs 1";
	}

	/**
	 * Looks whether there is a filter of system calls that the application is not under
	 * itself: one that holds all of a container was not made for this.
	 * @return what was read
	 * @throws IOException if there is no such filter
	 */
	public String requireFilter() throws IOException {
		return requireFilter(this.status, this.proc.status(ProcessHandle.current().pid()));
	}

	/**
	 * Looks whether there is a filter of system calls, as {@link #requireFilter()} does.
	 * @param status state of the process
	 * @param own state of the application
	 * @return what was read
	 * @throws IOException if there is no such filter
	 */
	public static String requireFilter(Map<String, String> status, Map<String, String> own) throws IOException {
		require("2".equals(status.get("Seccomp")), "Seccomp is " + status.get("Seccomp"));
		// Kernels before 5.9 do not count
		if (status.containsKey(FILTERS)) {
			long outer = number(own.getOrDefault(FILTERS, "0"));
			require(number(status.getOrDefault(FILTERS, "")) > outer,
					"it has no filter of system calls but the application's own: " + FILTERS + " is "
							+ status.get(FILTERS));
		}
		return "Seccomp 2";
	}

	/**
	 * Looks at its user.
	 * @param user the user id that it must have, and no group of the host's
	 * @return what was read
	 * @throws IOException if it has another, or a group besides
	 */
	public String requireUser(long user) throws IOException {
		for (String ids : List.of("Uid", "Gid")) {
			String[] read = this.status.getOrDefault(ids, "").split("\\s+");
			for (String id : read) {
				require(id.equals(Long.toString(user)), "its " + ids + " is " + this.status.get(ids));
			}
			require(read.length == 4, "its " + ids + " cannot be read");
		}
		String groups = this.status.getOrDefault("Groups", "");
		require(groups.isEmpty() || groups.equals(Long.toString(user)), "its groups are " + groups);
		return Long.toString(user);
	}

	/**
	 * Lists where it may write.
	 * @return mount points that are not read-only
	 * @throws IOException if they cannot be listed
	 */
	public Set<String> writableMounts() throws IOException {
		Set<String> writable = new TreeSet<>();
		for (String[] fields : mounts()) {
			if (List.of(fields[MOUNT_OPTIONS].split(",")).contains("rw")) {
				writable.add(fields[MOUNT_PATH]);
			}
		}
		return writable;
	}

	/**
	 * Looks at the size of a file system that it sees.
	 * @param mountPoint where it is mounted
	 * @param option such as {@code size}, in bytes, or {@code nr_inodes}
	 * @return the number
	 * @throws IOException if nothing is mounted there, or it has no such bound
	 */
	public long mountOption(String mountPoint, String option) throws IOException {
		String options = null;
		for (String[] fields : mounts()) {
			if (fields[MOUNT_PATH].equals(mountPoint)) {
				// Of several, the last one covers the others
				options = fields[fields.length - 1];
			}
		}
		require(options != null, "nothing is mounted at its " + mountPoint);
		return number(String.valueOf(options), option);
	}

	private List<String[]> mounts() throws IOException {
		List<String[]> mounts = new ArrayList<>();
		for (String line : this.proc.read(this.pid, "mountinfo").split("\n")) {
			String[] fields = line.split(" ");
			require(fields.length > MOUNT_OPTIONS, "its mounts cannot be read");
			mounts.add(fields);
		}
		return mounts;
	}

	/* Such as rw,size=102400k,nr_inodes=25600. */
	private static long number(String options, String name) throws IOException {
		for (String option : options.split(",")) {
			if (option.startsWith(name + "=")) {
				String value = option.substring(name.length() + 1);
				return value.endsWith("k") ? number(value.substring(0, value.length() - 1)) << 10 : number(value);
			}
		}
		throw new IOException("its file system has no " + name);
	}

	private static long number(String text) throws IOException {
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			throw new IOException("what should be a number is '" + text + "'", ex);
		}
	}

	private static void require(boolean condition, String complaint) throws IOException {
		if (!condition) {
			throw new IOException(complaint);
		}
	}

}
