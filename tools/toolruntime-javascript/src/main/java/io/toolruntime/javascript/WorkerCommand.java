package io.toolruntime.javascript;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.toolruntime.guest.GuestProgram;
import io.toolruntime.linux.ProcessTree;

/**
 * The command that starts a worker: a chain of programs of which each takes something
 * away and then becomes the next. It enters the control group and opens the filter of
 * system calls, marks all that comes from it, and, if its tools are denied anything, goes
 * into the enclosure.
 *
 * @param source the source of its tools
 * @param runtime what it runs on
 * @param enclosure what keeps it to what its tools may use, or {@code null} if nothing
 * does
 */
record WorkerCommand(JavaScriptSource source, RuntimeStatus runtime, @Nullable Enclosure enclosure) {

	private static final String ENTER = """
			while [ "$1" != . ]; do echo 0 > "$1" || exit 125; shift; done
			if [ -n "$2" ]; then exec 9< "$2" || exit 125; fi
			shift 2
			exec "$@"
			""";

	private static final int OPEN_FILES = 4096;

	/**
	 * Returns the command.
	 * @param id name of the worker
	 * @param entrances files to enter its control group by
	 * @param places where what the worker needs is on this machine
	 * @param entrypoint the file of tools
	 * @return program and arguments
	 */
	List<String> of(String id, List<Path> entrances, WorkerPlaces places, Path entrypoint) {
		RuntimeArguments arguments = new RuntimeArguments(this.source, this.runtime);
		List<String> runtime;
		Path filter = null;
		if (this.enclosure != null) {
			runtime = this.enclosure.wrap(arguments.command(this.enclosure.inside(places), entrypoint),
					arguments.environment(places.egress() != null, this.enclosure.cache()), places, entrypoint);
			filter = this.enclosure.filter();
		}
		else {
			runtime = arguments.command(places, entrypoint);
		}
		Optional<String> shell = program("sh");
		Optional<String> limiter = program("prlimit");
		Optional<String> privileges = program("setpriv");
		if (shell.isEmpty() || limiter.isEmpty() || privileges.isEmpty()) {
			// Not Linux: what the worker leaves is looked for among its descendants only
			return runtime;
		}
		List<String> command = new ArrayList<>(List.of(shell.get(), "-c", ENTER, "sh"));
		entrances.forEach((entrance) -> command.add(entrance.toString()));
		command.addAll(List.of(".", (filter != null) ? filter.toString() : ""));
		long mark = ProcessTree.mark(id);
		command.addAll(List.of(limiter.get(), "--core=0:0", "--nofile=" + OPEN_FILES + ":" + OPEN_FILES,
				"--locks=" + mark + ":" + mark));
		command.addAll(List.of(privileges.get(), "--no-new-privs", "--pdeathsig", "KILL"));
		command.addAll(runtime);
		return command;
	}

	/**
	 * Returns the environment that the first of the chain starts with.
	 * @param cache where a runtime that is not enclosed may keep what it has compiled
	 * @return the variables
	 */
	Map<String, String> environment(Path cache) {
		return new RuntimeArguments(this.source, this.runtime).environment(false, cache);
	}

	/**
	 * Looks for a program in the usual places.
	 * @param name its name
	 * @return its path, or empty if it is not there
	 */
	static Optional<String> program(String name) {
		return GuestProgram.PATH.stream()
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

}
