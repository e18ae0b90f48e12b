package io.toolruntime.isolation;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.toolruntime.linux.ProcessTree;
import io.toolruntime.tool.IsolationMode;

/**
 * The command that starts a child: a chain of programs of which each takes something away
 * and then becomes the next. It enters the control group, bounds and marks all that comes
 * from it, enters a network of its own if it shall have one, becomes another user, and
 * then the virtual machine.
 *
 * @param key what the child is for
 * @param id name of the child
 * @param folder its folder
 * @param user whom it runs as, or {@code null} for this application's user
 * @param classPath jars
 * @param jvmArguments further arguments of the virtual machine
 */
record ChildCommand(ChildKey key, String id, Path folder, @Nullable ChildUser user, List<Path> classPath,
		List<String> jvmArguments) {

	private static final String ENTER = """
			exec 2>&1
			while [ "$1" != . ]; do echo 0 > "$1" || exit 125; shift; done
			shift
			unset PWD OLDPWD
			exec "$@"
			""";

	private static final int OPEN_FILES = 4096;

	/** Of the memory of a child, what its heap may have; the rest is for all else. */
	private static final double HEAP = 0.625;

	private static final long LEAST_HEAP_MB = 16;

	private static final String PROXY = "127.0.0.1";

	private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32");

	/* What a virtual machine, and a client of TLS, looks for. */
	private static final List<String> SYSTEM_FILES = List.of("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/localtime",
			"/etc/timezone", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl", "/etc/pki", "/etc/ca-certificates",
			"/etc/alternatives", "/etc/fonts");

	/** Where the child listens for nobody, and is called from. */
	Path socket() {
		return this.folder.resolve("s");
	}

	/** Where its way out is, if it has one. */
	Path egress() {
		return this.folder.resolve("e");
	}

	boolean isProxied() {
		return this.key.mode() == IsolationMode.LOCAL_NETWORK;
	}

	/** All of its environment: nothing of the application's. */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("LANG", "C.UTF-8");
		if (isProxied()) {
			String proxy = "http://" + PROXY + ":" + EgressForwarder.PORT;
			for (String name : List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")) {
				environment.put(name, proxy);
			}
		}
		return environment;
	}

	/**
	 * Returns the command.
	 * @param entrances files to enter its control group by
	 * @param training where to write the archive of classes, or {@code null} for a child
	 * that serves calls
	 * @param archive the archive of classes to start from, or {@code null} if there is
	 * none
	 * @return program and arguments
	 */
	List<String> of(List<Path> entrances, @Nullable Path training, @Nullable Path archive) {
		List<String> machine = machine(training, archive);
		Optional<String> shell = Programs.find("sh");
		Optional<String> limiter = Programs.find("prlimit");
		Optional<String> privileges = Programs.find("setpriv");
		if (shell.isEmpty() || limiter.isEmpty() || privileges.isEmpty()) {
			// Not Linux: what the child leaves is looked for among its descendants only
			return machine;
		}
		List<String> command = new ArrayList<>(List.of(shell.get(), "-c", ENTER, "sh"));
		entrances.forEach((entrance) -> command.add(entrance.toString()));
		command.add(".");
		long mark = ProcessTree.mark(this.id);
		command.addAll(List.of(limiter.get(), "--core=0:0", "--nofile=" + OPEN_FILES + ":" + OPEN_FILES,
				"--locks=" + mark + ":" + mark));
		if (this.key.fileSize() != Long.MAX_VALUE && training == null) {
			command.add("--fsize=" + this.key.fileSize() + ":" + this.key.fileSize());
		}
		if (isProxied()) {
			enclose(command, privileges.get());
		}
		command.addAll(List.of(privileges.get(), "--no-new-privs", "--pdeathsig", "KILL"));
		if (this.user != null) {
			command.addAll(List.of("--reuid", Integer.toString(this.user.uid()), "--regid",
					Integer.toString(this.user.gid()), "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"));
		}
		command.addAll(machine);
		return command;
	}

	/*
	 * Alone in its network, it must not find other ways out: sockets that are files are
	 * reached through any network, so nothing is there but what a virtual machine needs.
	 */
	private void enclose(List<String> command, String privileges) {
		command.addAll(List.of(privileges, "--pdeathsig", "KILL", Programs.find("bwrap").orElse("bwrap"),
				"--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
				"--die-with-parent", "--new-session", "--hostname", "tools"));
		if (this.user != null) {
			command.addAll(List.of("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"));
		}
		else {
			command.addAll(List.of("--unshare-user", "--cap-drop", "ALL"));
		}
		SYSTEM.forEach((path) -> readable(command, Path.of(path)));
		command.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
		Path shared = this.folder.resolveSibling("classes");
		Set<Path> others = new LinkedHashSet<>(machineFolders());
		this.classPath.stream().filter((jar) -> !jar.startsWith(shared)).forEach(others::add);
		others.add(shared);
		Set<Path> above = new LinkedHashSet<>();
		above(above, Path.of("/etc/any"));
		above(above, this.folder);
		others.forEach((path) -> above(above, path));
		// What it makes by itself can only be entered by root
		above.forEach((path) -> command.addAll(List.of("--perms", "0755", "--dir", path.toString())));
		SYSTEM_FILES.forEach((file) -> command.addAll(List.of("--ro-bind-try", file, file)));
		others.forEach((path) -> readable(command, path));
		command.addAll(List.of("--bind", this.folder.toString(), this.folder.toString(), "--remount-ro", "/", "--chdir",
				ChildFiles.work(this.folder).toString(), "--"));
	}

	private static void above(Set<Path> folders, Path path) {
		Path parent = path.getParent();
		boolean there = parent == null || parent.getNameCount() == 0
				|| SYSTEM.stream().anyMatch((folder) -> path.startsWith(folder));
		if (parent != null && !there) {
			above(folders, parent);
			folders.add(parent);
		}
	}

	/* A virtual machine of a distribution has files of its own below /etc. */
	private static List<Path> machineFolders() {
		List<Path> folders = new ArrayList<>();
		Path home = Path.of(System.getProperty("java.home"));
		folders.add(home);
		File[] settings = new File("/etc").listFiles((folder, name) -> name.startsWith("java"));
		if (settings != null) {
			for (File setting : settings) {
				folders.add(setting.toPath());
			}
		}
		return folders;
	}

	private static void readable(List<String> command, Path path) {
		if (Files.isSymbolicLink(path)) {
			try {
				command.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
			}
			catch (java.io.IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}
		else if (Files.exists(path)) {
			command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
		}
	}

	private List<String> machine(@Nullable Path training, @Nullable Path archive) {
		Path work = ChildFiles.work(this.folder);
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
				"-XX:ErrorFile=" + work.resolve("hs_err.log"), "-XX:+DisableAttachMechanism", "-Xshare:auto",
				"-Xlog:disable", "-Djava.io.tmpdir=" + work, "-Duser.home=" + work, "-Djava.awt.headless=true",
				"-Dfile.encoding=UTF-8"));
		Long memory = this.key.limits().memory();
		if (memory != null && memory > 0) {
			command.add("-Xmx" + Math.max(LEAST_HEAP_MB, (long) (memory * HEAP) >> 20) + "m");
		}
		if (training != null) {
			command.add("-XX:ArchiveClassesAtExit=" + training);
		}
		else if (archive != null) {
			command.add("-XX:SharedArchiveFile=" + archive);
		}
		if (isProxied()) {
			for (String scheme : List.of("http", "https")) {
				command.addAll(List.of("-D" + scheme + ".proxyHost=" + PROXY,
						"-D" + scheme + ".proxyPort=" + EgressForwarder.PORT));
			}
			command.add("-Dhttp.nonProxyHosts=");
		}
		command.addAll(this.jvmArguments);
		command.addAll(List.of("-cp",
				this.classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
				ChildMain.class.getName(), socket().toString(), isProxied() ? egress().toString() : "",
				this.key.slice().toolId(), this.key.slice().bootstrap()));
		command.addAll(this.key.slice().arguments());
		return command;
	}

}
