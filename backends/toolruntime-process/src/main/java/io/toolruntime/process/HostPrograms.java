package io.toolruntime.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.toolruntime.RuntimeUnavailableException;

/**
 * The programs of the host that start a sandbox.
 */
final class HostPrograms {

	/* What provides each, for the remedy. */
	private static final Map<String, String> PACKAGES = Map.of("bwrap", "bubblewrap", "unshare", "util-linux",
			"setpriv", "util-linux", "prlimit", "util-linux", "mount", "mount", "mkdir", "coreutils", "stat",
			"coreutils", "sh", "dash");

	private final List<String> path;

	HostPrograms(List<String> path) {
		this.path = path;
	}

	/**
	 * Returns where a program is.
	 * @param name its name
	 * @return its path
	 * @throws RuntimeUnavailableException if it is not there
	 */
	String require(String name) {
		return find(name)
			.orElseThrow(() -> new RuntimeUnavailableException(name + " is not on " + String.join(":", this.path)
					+ "; install the package " + PACKAGES.getOrDefault(name, name), ProcessBackendFactory.KIND, null));
	}

	/** Checks that all of them are there. */
	void check() {
		require("bwrap");
		PACKAGES.keySet().forEach(this::require);
	}

	/**
	 * Looks for a program.
	 * @param name its name
	 * @return its path, or empty if it is not there
	 */
	Optional<String> find(String name) {
		return Interpreters.find(name, this.path).map(Object::toString);
	}

	String path() {
		return String.join(":", this.path);
	}

}
