package io.toolruntime.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a worker to what its tools may use, whatever its runtime thinks of it:
 * bubblewrap, with namespaces in which nothing else is there.
 */
final class Enclosure {

	private static final Path OWN = Path.of("/toolruntime-worker");

	/* Where nothing can be made beside all that is there, in a folder that is hidden. */
	private static final Path OWN_AMONG_ALL = Path.of("/run/toolruntime");

	/* What runtimes are linked with. */
	private static final List<String> LIBRARIES = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib");

	private static final List<String> SYSTEM_FILES = List.of("/etc/ld.so.cache", "/etc/localtime");

	/* What it takes to find hosts and to trust them. */
	private static final List<String> NETWORK_FILES = List.of("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
			"/etc/ssl/certs");

	/* Where programs are that may be started, all of them. */
	private static final List<String> PROGRAMS = List.of("/bin", "/sbin", "/usr");

	private static final String FILTER = "9";

	private static final String CACHE_BYTES = Integer.toString(32 << 20);

	private final String bubblewrap;

	private final JavaScriptSource source;

	private final @Nullable Path filter;

	private final WorkerPlaces inside;

	private final Path cache;

	/**
	 * Creates the enclosure of a source's workers.
	 * @param bubblewrap where bubblewrap is
	 * @param source the source
	 * @param filter file with a filter that lets no processes be started, or {@code null}
	 * if there is none for this processor
	 */
	Enclosure(String bubblewrap, JavaScriptSource source, @Nullable Path filter) {
		this.bubblewrap = bubblewrap;
		this.source = source;
		this.filter = filter;
		boolean everything = source.permissions().read().all() || source.permissions().write().all();
		Path own = everything ? OWN_AMONG_ALL : OWN;
		this.inside = new WorkerPlaces(own.resolve("worker.mjs"), own.resolve("socket"), own.resolve("egress"),
				own.resolve(WorkerFiles.TYPESCRIPT_FOLDER));
		this.cache = own.resolve("cache");
	}

	/**
	 * Where a runtime may keep what it has compiled: its own and nobody else's, since
	 * what one worker wrote another would run, and gone with it. Deno takes three times
	 * as long to start where it can keep nothing.
	 */
	Path cache() {
		return this.cache;
	}

	/** The file that descriptor 9 has to be of when the command is started. */
	@Nullable Path filter() {
		return this.source.permissions().run().isNone() ? this.filter : null;
	}

	/**
	 * Returns where a worker finds what it needs inside.
	 * @param outside where it is outside
	 * @return the places inside
	 */
	WorkerPlaces inside(WorkerPlaces outside) {
		return new WorkerPlaces(this.inside.worker(), this.inside.socket(),
				(outside.egress() != null) ? this.inside.egress() : null,
				(outside.typescript() != null) ? this.inside.typescript() : null);
	}

	/**
	 * Returns the command that starts another in the enclosure.
	 * @param command program and arguments, with places {@link #inside}
	 * @param environment its environment
	 * @param outside where what it needs is outside
	 * @param entrypoint the file of tools
	 * @return program and arguments
	 */
	List<String> wrap(List<String> command, Map<String, String> environment, WorkerPlaces outside, Path entrypoint) {
		Permissions permissions = this.source.permissions();
		List<String> wrapped = new ArrayList<>(List.of(this.bubblewrap, "--unshare-user", "--unshare-pid",
				"--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent", "--new-session",
				"--cap-drop", "ALL", "--hostname", "tools", "--clearenv"));
		if (!permissions.net().all()) {
			wrapped.add("--unshare-net");
		}
		if (filter() != null) {
			wrapped.addAll(List.of("--seccomp", FILTER));
		}
		environment.forEach((name, value) -> wrapped.addAll(List.of("--setenv", name, value)));
		if (permissions.read().all() || permissions.write().all()) {
			String bind = permissions.write().all() ? "--bind" : "--ro-bind";
			wrapped.addAll(List.of(bind, "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"));
		}
		else {
			system(wrapped, command.get(0), permissions);
			wrapped.addAll(List.of("--dev", "/dev", "--proc", "/proc"));
			readable(wrapped, entrypoint, permissions);
		}
		for (String path : permissions.write().names()) {
			bind(wrapped, "--bind", absolute(path));
		}
		if (!permissions.read().all() && !permissions.write().all()) {
			hidden().forEach((file) -> wrapped.addAll(List.of("--ro-bind", "/dev/null", file.toString())));
		}
		hideOwn(wrapped, place(outside.worker()), entrypoint, permissions);
		wrapped.addAll(List.of("--ro-bind", outside.worker().toString(), this.inside.worker().toString(), "--bind",
				outside.socket().toString(), this.inside.socket().toString()));
		wrapped.addAll(List.of("--size", CACHE_BYTES, "--tmpfs", this.cache.toString()));
		if (outside.egress() != null) {
			wrapped.addAll(List.of("--bind", outside.egress().toString(), String.valueOf(this.inside.egress())));
		}
		if (outside.typescript() != null) {
			wrapped.addAll(
					List.of("--ro-bind", outside.typescript().toString(), String.valueOf(this.inside.typescript())));
		}
		if (!permissions.write().all()) {
			wrapped.addAll(List.of("--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"));
		}
		// Where a runtime looks for settings, which may name what it shall run
		Path folder = (outside.typescript() != null) ? this.inside.typescript() : this.source.root();
		wrapped.addAll(List.of("--chdir", String.valueOf(folder), "--"));
		wrapped.addAll(command);
		return wrapped;
	}

	private void system(List<String> command, String runtime, Permissions permissions) {
		Set<String> folders = new LinkedHashSet<>(LIBRARIES);
		if (permissions.run().all()) {
			folders.addAll(PROGRAMS);
		}
		folders.forEach((folder) -> systemFolder(command, Path.of(folder)));
		SYSTEM_FILES.forEach((file) -> command.addAll(List.of("--ro-bind-try", file, file)));
		if (permissions.net().all()) {
			NETWORK_FILES.forEach((file) -> command.addAll(List.of("--ro-bind-try", file, file)));
		}
		bind(command, "--ro-bind", runtime);
		permissions.run().names().forEach((program) -> program(command, program));
	}

	/* On most systems only /usr is a folder, and the others are links into it. */
	private static void systemFolder(List<String> command, Path folder) {
		try {
			if (Files.isSymbolicLink(folder)) {
				command.addAll(List.of("--symlink", Files.readSymbolicLink(folder).toString(), folder.toString()));
			}
			else if (Files.isDirectory(folder)) {
				command.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void program(List<String> command, String program) {
		Path path = Path.of(program);
		if (path.isAbsolute()) {
			bind(command, "--ro-bind", program);
			return;
		}
		WorkerCommand.program(program).ifPresent((found) -> bind(command, "--ro-bind", found));
	}

	/* The project is what tools are made of. */
	private void readable(List<String> command, Path entrypoint, Permissions permissions) {
		bind(command, "--ro-bind", this.source.root().toString());
		if (entrypoint.isAbsolute() && !entrypoint.startsWith(this.source.root())) {
			bind(command, "--ro-bind", entrypoint.toString());
		}
		permissions.read().names().forEach((path) -> bind(command, "--ro-bind", absolute(path)));
	}

	/*
	 * What the application keeps to itself, as long as it is not named; and sockets,
	 * which lead out of a network that is empty.
	 */
	private Set<Path> hidden() {
		Permissions permissions = this.source.permissions();
		Set<String> named = new HashSet<>();
		Set<Path> folders = new LinkedHashSet<>(List.of(this.source.root()));
		Stream.concat(permissions.read().names().stream(), permissions.write().names().stream())
			.map(this::absolute)
			.forEach((path) -> {
				named.add(path);
				folders.add(Path.of(path));
			});
		Set<Path> hidden = new LinkedHashSet<>();
		folders.forEach((folder) -> hidden.addAll(PrivateFiles.in(folder)));
		hidden.removeIf((file) -> named.contains(file.toString()));
		return hidden;
	}

	/*
	 * The sockets of other workers, and ways out of other sources, are for nobody else.
	 */
	private void hideOwn(List<String> command, Path own, Path entrypoint, Permissions permissions) {
		Stream<String> named = Stream.concat(permissions.read().names().stream(), permissions.write().names().stream())
			.map(this::absolute);
		boolean seen = permissions.read().all() || permissions.write().all()
				|| Stream.concat(named, Stream.of(this.source.root().toString()))
					.anyMatch((path) -> own.startsWith(path));
		if (seen) {
			command.addAll(List.of("--tmpfs", own.toString()));
			if (entrypoint.startsWith(own)) {
				bind(command, "--ro-bind", entrypoint.toString());
			}
			command.addAll(List.of("--remount-ro", own.toString()));
		}
	}

	/*
	 * A worker's program is in the folder of its application, and that in the one of all.
	 */
	private static Path place(Path worker) {
		Path application = Objects.requireNonNull(worker.getParent());
		return Objects.requireNonNull(application.getParent());
	}

	private String absolute(String path) {
		return this.source.root().resolve(path).normalize().toString();
	}

	/*
	 * At its own place, and where links on the way to it lead: what a link inside leads
	 * to is not there.
	 */
	private static void bind(List<String> command, String kind, String path) {
		Path given = Path.of(path);
		if (!Files.exists(given)) {
			// What is not there cannot be used, nor made
			return;
		}
		command.addAll(List.of(kind, path, path));
		try {
			String real = given.toRealPath().toString();
			if (!real.equals(path)) {
				command.addAll(List.of(kind, real, real));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
