package io.toolruntime.autoconfigure.properties;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of backend that there are, and the modules they come in. */
public final class KnownBackends {

	private static final String ENGINES = "io.toolruntime:toolruntime-docker, io.toolruntime:toolruntime-containerd "
			+ "or io.toolruntime:toolruntime-kubernetes";

	private static final Map<String, String> MODULES = Map.ofEntries(
			Map.entry("unsafe", "io.toolruntime:toolruntime-process"),
			Map.entry("process", "io.toolruntime:toolruntime-process"),
			Map.entry("wasm", "io.toolruntime:toolruntime-wasm"),
			Map.entry("docker", "io.toolruntime:toolruntime-docker"),
			Map.entry("containerd", "io.toolruntime:toolruntime-containerd"), Map.entry("gvisor", ENGINES),
			Map.entry("kata", ENGINES), Map.entry("kubernetes", "io.toolruntime:toolruntime-kubernetes"),
			Map.entry("firecracker", "io.toolruntime:toolruntime-microvm"),
			Map.entry("microvm", "io.toolruntime:toolruntime-microvm"),
			Map.entry("temporal", "io.toolruntime:toolruntime-temporal"),
			Map.entry("remote", "io.toolruntime:toolruntime-remote"));

	private KnownBackends() {
	}

	/**
	 * Lists the kinds.
	 * @return their names, sorted
	 */
	public static Set<String> kinds() {
		return new TreeSet<>(MODULES.keySet());
	}

	/**
	 * Finds the module that a kind comes in.
	 * @param kind the kind
	 * @return coordinates of the module, or empty if there is no such kind
	 */
	public static Optional<String> module(String kind) {
		return Optional.ofNullable(MODULES.get(kind));
	}

}
