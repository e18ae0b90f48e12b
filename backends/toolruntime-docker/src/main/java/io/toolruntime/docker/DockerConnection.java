package io.toolruntime.docker;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where a Docker Engine listens, and what proves who it is.
 *
 * @param host {@code unix:///path}, or {@code tcp://name:port} with TLS
 * @param certificates folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem};
 * {@code null} for a socket
 */
public record DockerConnection(URI host, @Nullable Path certificates) {

	private static final List<String> CERTIFICATES = List.of("ca.pem", "cert.pem", "key.pem");

	public DockerConnection {
		String scheme = String.valueOf(host.getScheme());
		if (scheme.equals("tcp")) {
			requireTcp(host, certificates);
		}
		else if (!scheme.equals("unix")) {
			throw new IllegalArgumentException("docker.host is '" + host
					+ "'; write unix:///path/of/docker.sock, or tcp://name:port with docker.tls");
		}
		else {
			requireSocket(host, certificates);
		}
	}

	/* In unix://var/run the first folder would be the name of a machine. */
	private static void requireSocket(URI host, @Nullable Path certificates) {
		if (host.getRawAuthority() != null || host.getPath() == null || !Path.of(host.getPath()).isAbsolute()) {
			throw new IllegalArgumentException(
					"docker.host is '" + host + "'; write an absolute path with three slashes: unix:///path");
		}
		if (certificates != null) {
			throw new IllegalArgumentException("docker.tls is set and docker.host is '" + host
					+ "', a socket, where it proves nothing; remove docker.tls, or write tcp://name:port");
		}
	}

	private static void requireTcp(URI host, @Nullable Path certificates) {
		if (certificates == null) {
			throw new IllegalArgumentException("docker.host is '" + host
					+ "', plain TCP: whoever reaches an engine without TLS is root on its machine. Set"
					+ " docker.tls.certificates to a folder with ca.pem, cert.pem and key.pem, or use its socket");
		}
		if (host.getHost() == null || host.getPort() < 0) {
			throw new IllegalArgumentException("docker.host is '" + host + "'; write tcp://name:port");
		}
	}

	/**
	 * Looks whether the certificates are there: without one of them, the client would
	 * speak to the engine in plain.
	 * @throws IllegalArgumentException if one is missing
	 */
	void requireCertificates() {
		Path folder = this.certificates;
		if (folder == null) {
			return;
		}
		List<String> missing = CERTIFICATES.stream().filter((file) -> !Files.isReadable(folder.resolve(file))).toList();
		if (!missing.isEmpty()) {
			throw new IllegalArgumentException("docker.tls.certificates (or DOCKER_CERT_PATH) is '" + folder
					+ "', where there is no " + String.join(", ", missing) + " that can be read");
		}
	}

	/**
	 * Tells whether the engine listens on a socket, so that it may be on this machine.
	 * @return whether it does
	 */
	public boolean isSocket() {
		return "unix".equals(this.host.getScheme());
	}

	@Override
	public String toString() {
		return this.host.toString();
	}

}
