package io.toolruntime.docker;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;

/** Finds the engine that nobody has named. */
final class ConnectionFinder {

	private static final List<String> SYSTEM_SOCKETS = List.of("/var/run/docker.sock", "/run/podman/podman.sock");

	private final Map<String, String> environment;

	private final Path root;

	ConnectionFinder() {
		this(System.getenv(), Path.of("/"));
	}

	/**
	 * Creates it.
	 * @param environment the environment
	 * @param root what paths of sockets begin at
	 */
	ConnectionFinder(Map<String, String> environment, Path root) {
		this.environment = environment;
		this.root = root;
	}

	/**
	 * Returns the connection that is configured.
	 * @param properties what is configured
	 * @return the connection, or {@code null} if none is
	 * @throws IllegalArgumentException if it is none that is allowed
	 */
	static @Nullable DockerConnection configured(DockerProperties properties) {
		if (properties.host() == null) {
			return null;
		}
		DockerProperties.Tls tls = properties.tls();
		return new DockerConnection(uri(properties.host(), "docker.host"),
				(tls != null && tls.certificates() != null) ? Path.of(tls.certificates()) : null);
	}

	private static URI uri(String text, String name) {
		try {
			return URI.create(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					name + " is '" + text + "'; write unix:///path/of/docker.sock, or tcp://name:port with docker.tls",
					ex);
		}
	}

	/**
	 * Finds the engine of this machine: {@code DOCKER_HOST} with
	 * {@code DOCKER_CERT_PATH}, else the first socket that is there, of Docker, rootless
	 * Docker or Podman.
	 * @param kind kind of the backend that needs it
	 * @return where it listens
	 * @throws RuntimeUnavailableException if there is none
	 */
	DockerConnection find(String kind) {
		String host = this.environment.get("DOCKER_HOST");
		if (host != null && !host.isBlank()) {
			String certificates = this.environment.get("DOCKER_CERT_PATH");
			try {
				URI uri = uri(host, "DOCKER_HOST");
				boolean tcp = "tcp".equals(uri.getScheme());
				return new DockerConnection(uri,
						(tcp && certificates != null && !certificates.isBlank()) ? Path.of(certificates) : null);
			}
			catch (IllegalArgumentException ex) {
				throw new RuntimeUnavailableException("DOCKER_HOST cannot be used: " + ex.getMessage()
						+ ". What is said of docker.host holds for DOCKER_HOST too, and of docker.tls.certificates for"
						+ " DOCKER_CERT_PATH", kind, null, ex);
			}
		}
		List<Path> sockets = sockets();
		return sockets.stream()
			.filter(Files::exists)
			.findFirst()
			.map((socket) -> new DockerConnection(URI.create("unix://" + socket.toUri().getRawPath()), null))
			.orElseThrow(
					() -> new RuntimeUnavailableException(
							"No Docker Engine was found: there is no " + sockets
									+ " and no DOCKER_HOST. Start Docker, or set docker.host of the profile",
							kind, null));
	}

	private List<Path> sockets() {
		List<String> sockets = new ArrayList<>(SYSTEM_SOCKETS.subList(0, 1));
		String runtime = this.environment.get("XDG_RUNTIME_DIR");
		String home = this.environment.get("HOME");
		if (runtime != null && runtime.startsWith("/")) {
			sockets.add(runtime + "/docker.sock");
		}
		if (home != null && home.startsWith("/")) {
			sockets.add(home + "/.docker/run/docker.sock");
		}
		sockets.addAll(SYSTEM_SOCKETS.subList(1, SYSTEM_SOCKETS.size()));
		if (runtime != null && runtime.startsWith("/")) {
			sockets.add(runtime + "/podman/podman.sock");
		}
		return sockets.stream().map((socket) -> this.root.resolve(socket.substring(1))).toList();
	}

}
