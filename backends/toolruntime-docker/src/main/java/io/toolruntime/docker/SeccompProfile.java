package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A filter of system calls, as the engine takes it.
 *
 * @param options what is added to a container's security options
 */
record SeccompProfile(List<String> options) {

	private static final long MOST = 1 << 20;

	/* What is not named in the profile must not run. */
	private static final Set<String> DENYING = Set.of("SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS",
			"SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP");

	/**
	 * Reads a profile.
	 * @param configured {@code default}, or the path of a profile
	 * @param runtime what containers run on
	 * @return the profile
	 * @throws IllegalArgumentException if there is none, or it is none
	 */
	static SeccompProfile of(String configured, OciRuntime runtime) {
		if (configured.equals(DockerProperties.DEFAULT_SECCOMP)) {
			// The engine's own is what it takes where nothing is said
			return runtime.isGvisor() ? new SeccompProfile(List.of("seccomp=" + ofGvisor()))
					: new SeccompProfile(List.of());
		}
		String text = text(Path.of(configured));
		try {
			JsonNode profile = JsonMapper.shared().readTree(text);
			String action = profile.path("defaultAction").asString("");
			if (!profile.isObject() || !DENYING.contains(action)) {
				throw new IllegalArgumentException("docker.seccomp: " + configured + " has the defaultAction '" + action
						+ "'; a profile must refuse what it does not name, such as with SCMP_ACT_ERRNO");
			}
			if (!profile.path("syscalls").isArray() || profile.path("syscalls").isEmpty()) {
				throw new IllegalArgumentException("docker.seccomp: " + configured + " allows no system call");
			}
			return new SeccompProfile(List.of("seccomp=" + text));
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"docker.seccomp: " + configured + " is not JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	/*
	 * gVisor's kernel serves system calls itself, so that there is no need to keep them
	 * from the host's. But in a user namespace of its own, which it lets anybody make,
	 * code could mount file systems without bounds. Docker's own profile, as gVisor
	 * applies it, would keep Node and CPython from making threads.
	 */
	private static String ofGvisor() {
		try (InputStream in = SeccompProfile.class.getResourceAsStream("gvisor-seccomp.json")) {
			if (in == null) {
				throw new IllegalStateException("gvisor-seccomp.json is missing from the jar of toolruntime-docker");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path path) {
		if (!Files.isRegularFile(path)) {
			throw new IllegalArgumentException("docker.seccomp: there is no file " + path);
		}
		try {
			if (Files.size(path) > MOST) {
				throw new IllegalArgumentException("docker.seccomp: " + path + " is larger than 1 MB");
			}
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("docker.seccomp: " + path + " cannot be read: " + ex, ex);
		}
	}

}
