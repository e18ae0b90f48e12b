package io.toolruntime.javascript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The arguments that a runtime starts a worker with: those that bound it, and, of a
 * runtime that has permissions of its own, what the tools may use.
 */
final class RuntimeArguments {

	/** Of what a worker may use, what is left for all that is not its heap. */
	private static final int HEAP_PERCENT = 85;

	/** The first Node whose permissions are about the network too. */
	private static final int NODE_WITH_NET = 25;

	private final JavaScriptSource source;

	private final RuntimeStatus runtime;

	RuntimeArguments(JavaScriptSource source, RuntimeStatus runtime) {
		this.source = source;
		this.runtime = runtime;
	}

	/**
	 * Returns the command.
	 * @param places where the runtime sees what the worker needs
	 * @param entrypoint the file of tools
	 * @return program and arguments
	 */
	List<String> command(WorkerPlaces places, Path entrypoint) {
		List<String> command = new ArrayList<>(List.of(String.valueOf(this.runtime.executable())));
		switch (this.runtime.runtime()) {
			// Files of variables in the project are not for tools
			case BUN -> command.addAll(List.of("--no-install", "--env-file=/dev/null"));
			case NODE -> node(command, places, entrypoint);
			case DENO -> deno(command, places, entrypoint);
			default -> throw new IllegalStateException("Unknown runtime " + this.runtime.runtime());
		}
		command.addAll(this.source.options().getOrDefault(this.runtime.runtime(), List.of()));
		command.add(places.worker().toString());
		command.add(places.socket().toString());
		if (places.egress() != null) {
			command.addAll(List.of(places.egress().toString(), Integer.toString(SourceEgress.PORT)));
		}
		return command;
	}

	private void node(List<String> command, WorkerPlaces places, Path entrypoint) {
		command.addAll(List.of("--disable-warning=ExperimentalWarning",
				"--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--disable-warning=PERM0006"));
		heap().forEach((heap) -> command.add("--max-old-space-size=" + heap));
		Permissions permissions = this.source.permissions();
		command.add("--permission");
		if (RuntimeVersion.parse(String.valueOf(this.runtime.version())).major() >= NODE_WITH_NET) {
			command.add("--allow-net");
		}
		if (permissions.read().all()) {
			command.add("--allow-fs-read=*");
		}
		else {
			read(places, entrypoint).forEach((path) -> command.add("--allow-fs-read=" + path));
		}
		if (permissions.write().all()) {
			command.add("--allow-fs-write=*");
		}
		else {
			permissions.write().names().forEach((path) -> command.add("--allow-fs-write=" + absolute(path)));
		}
		if (!permissions.run().isNone()) {
			command.add("--allow-child-process");
		}
		// A thread has the permissions of its process
		command.add("--allow-worker");
	}

	private Set<String> read(WorkerPlaces places, Path entrypoint) {
		Set<String> paths = new LinkedHashSet<>(List.of(places.worker().toString()));
		paths.addAll(project(places, entrypoint));
		this.source.permissions().read().names().forEach((path) -> paths.add(absolute(path)));
		this.source.permissions().write().names().forEach((path) -> paths.add(absolute(path)));
		return paths;
	}

	private void deno(List<String> command, WorkerPlaces places, Path entrypoint) {
		command.addAll(List.of("run", "--quiet", "--no-prompt", "--cached-only", "--no-remote", "--no-lock",
				// Packages of the project, which is not where the worker's program is
				"--node-modules-dir=manual"));
		heap().forEach((heap) -> command.add("--v8-flags=--max-old-space-size=" + heap));
		Permissions permissions = this.source.permissions();
		List<String> readable = new ArrayList<>(sockets(places));
		readable.addAll(project(places, entrypoint));
		flag(command, "read", permissions.read(), with(readable, permissions.read(), permissions.write()));
		flag(command, "write", permissions.write(), with(sockets(places), permissions.write()));
		if (places.egress() != null) {
			// There is nothing in its network but the way out
			command.add("--allow-net");
		}
		else {
			List<String> hosts = new ArrayList<>(List.of("unix:" + places.socket()));
			hosts.addAll(permissions.net().names());
			flag(command, "net", permissions.net(), hosts);
		}
		// Its environment has nothing but what tools are given
		command.add("--allow-env");
		flag(command, "run", permissions.run(), permissions.run().names());
	}

	/* What is loaded by name while the tools run has to be readable for Deno. */
	private List<String> project(WorkerPlaces places, Path entrypoint) {
		List<String> paths = new ArrayList<>(List.of(this.source.root().toString()));
		if (entrypoint.isAbsolute()) {
			paths.add(entrypoint.toString());
		}
		if (places.typescript() != null) {
			paths.add(places.typescript().toString());
		}
		return paths;
	}

	private static List<String> sockets(WorkerPlaces places) {
		List<String> paths = new ArrayList<>(List.of(places.socket().toString()));
		if (places.egress() != null) {
			paths.add(places.egress().toString());
		}
		return paths;
	}

	private List<String> with(List<String> first, Permission... permissions) {
		Set<String> paths = new LinkedHashSet<>(first);
		for (Permission permission : permissions) {
			permission.names().forEach((path) -> paths.add(absolute(path)));
		}
		return List.copyOf(paths);
	}

	private static void flag(List<String> command, String kind, Permission permission, List<String> names) {
		if (permission.all()) {
			command.add("--allow-" + kind);
		}
		else if (!names.isEmpty()) {
			command.add("--allow-" + kind + "=" + String.join(",", names));
		}
	}

	private String absolute(String path) {
		return this.source.root().resolve(path).normalize().toString();
	}

	/* In megabytes; none if memory is unlimited. */
	private List<Long> heap() {
		long memory = this.source.memory() / 100 * HEAP_PERCENT >> 20;
		return (memory > 0) ? List.of(memory) : List.of();
	}

	/**
	 * Returns the environment that the runtime starts with, of which tools see nothing
	 * that matters.
	 * @param proxied whether it has a way out, which its clients of HTTP shall take
	 * @param cache where the runtime may keep what it has compiled; where it cannot be
	 * written to it keeps nothing
	 * @return the variables
	 */
	Map<String, String> environment(boolean proxied, Path cache) {
		Map<String, String> environment = new TreeMap<>(Map.of("LANG", "C.UTF-8", "NO_COLOR", "1"));
		switch (this.runtime.runtime()) {
			case BUN -> {
				environment.put("BUN_RUNTIME_TRANSPILER_CACHE_PATH", "0");
				environment.put("DO_NOT_TRACK", "1");
			}
			case DENO -> {
				environment.put("DENO_DIR", cache.toString());
				environment.put("DENO_NO_UPDATE_CHECK", "1");
			}
			default -> {
				// Nothing that its arguments do not say
			}
		}
		if (proxied) {
			String proxy = "http://127.0.0.1:" + SourceEgress.PORT;
			for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")) {
				environment.put(name, proxy);
			}
			environment.put("NODE_USE_ENV_PROXY", "1");
		}
		return environment;
	}

}
