package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.toolruntime.guest.GuestProgram;
import io.toolruntime.linux.ProcessTree;

/**
 * The command that starts another where nothing is but what it needs: the roots, which
 * cannot be written to, and the system's programs and libraries. No network, no other
 * processes, no environment, no rights to gain.
 *
 * @param folders where programs are looked for
 */
record ExecSandbox(List<String> folders) {

	private static final String ENTER = """
			while [ "$1" != . ]; do echo 0 > "$1" || exit 125; shift; done
			shift
			exec "$@"
			""";

	private static final List<String> SYSTEM = List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

	/*
	 * What is installed here by hand is the application's more often than the system's.
	 */
	private static final Path LOCAL = Path.of("/usr/local");

	private static final int OPEN_FILES = 256;

	static final Map<String, String> ENVIRONMENT = Map.of("LANG", "C.UTF-8");

	/** Looks for programs in the usual places. */
	static ExecSandbox usual() {
		return new ExecSandbox(GuestProgram.PATH);
	}

	/**
	 * Returns the command.
	 * @param id name of the call, by which all that comes from it is found
	 * @param entrances files to enter its control group by
	 * @param addressSpace bytes that each process may map, or 0 where the group holds its
	 * memory
	 * @param roots the folders that it sees
	 * @param directory where it starts
	 * @param command program and arguments
	 * @return program and arguments
	 * @throws Failure if this machine has not what it takes
	 */
	List<String> wrap(String id, List<Path> entrances, long addressSpace, Roots roots, Path directory,
			List<String> command) throws Failure {
		List<String> wrapped = new ArrayList<>(List.of(program("sh"), "-c", ENTER, "sh"));
		entrances.forEach((entrance) -> wrapped.add(entrance.toString()));
		long mark = ProcessTree.mark(id);
		wrapped.addAll(List.of(".", program("prlimit"), "--core=0:0", "--nofile=" + OPEN_FILES + ":" + OPEN_FILES,
				"--locks=" + mark + ":" + mark));
		if (addressSpace > 0) {
			wrapped.add("--as=" + addressSpace + ":" + addressSpace);
		}
		wrapped.addAll(List.of(program("setpriv"), "--no-new-privs", "--pdeathsig", "KILL"));
		wrapped.addAll(List.of(program("bwrap"), "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc",
				"--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
				"--hostname", "exec", "--clearenv"));
		ENVIRONMENT.forEach((name, value) -> wrapped.addAll(List.of("--setenv", name, value)));
		SYSTEM.forEach((folder) -> system(wrapped, Path.of(folder)));
		wrapped.addAll(List.of("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--dev", "/dev"));
		boolean local = Files.isDirectory(LOCAL);
		if (local) {
			wrapped.addAll(List.of("--tmpfs", LOCAL.toString()));
		}
		program(wrapped, Path.of(command.get(0)));
		roots.named().forEach((name, real) -> wrapped.addAll(List.of("--ro-bind", real.toString(), name.toString())));
		if (local) {
			wrapped.addAll(List.of("--remount-ro", LOCAL.toString()));
		}
		wrapped.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", directory.toString(), "--"));
		wrapped.addAll(command);
		return wrapped;
	}

	/* On most systems only /usr is a folder, and the others are links into it. */
	private static void system(List<String> command, Path folder) {
		try {
			if (Files.isSymbolicLink(folder)) {
				command.addAll(List.of("--symlink", Files.readSymbolicLink(folder).toString(), folder.toString()));
			}
			else if (Files.isDirectory(folder)) {
				command.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
			}
		}
		catch (IOException ex) {
			// Then it is not there
		}
	}

	/* One that an operator allows may be anywhere. */
	private static void program(List<String> command, Path program) {
		boolean seen = program.startsWith("/usr") && !program.startsWith(LOCAL)
				|| SYSTEM.stream().skip(1).anyMatch(program::startsWith);
		if (!seen) {
			command.addAll(List.of("--ro-bind", program.toString(), program.toString()));
		}
	}

	private String program(String name) throws Failure {
		Optional<String> found = this.folders.stream()
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
		return found.orElseThrow(
				() -> Failure.unavailable("commands run in bubblewrap only, and there is no " + name,
						"Install " + (name.equals("bwrap") ? "bubblewrap" : "util-linux and a shell")
								+ " where the application runs (Linux), or leave exec out of builtin-tools.include",
						null));
	}

}
