package io.toolruntime.docker;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where a Docker Engine listens, and what proves who it is.
 *
 * @param host {@code unix:///path}, or {@code tcp://name:port} with TLS
 * @param certificates folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem};
 * {@code null} for a socket
 */
public record DockerConnection(URI host, @Nullable Path certificates) {

	public DockerConnection {
		String scheme = String.valueOf(host.getScheme());
		if (scheme.equals("tcp")) {
			requireTcp(host, certificates);
		}
		else if (!scheme.equals("unix")) {
			throw new IllegalArgumentException("docker.host is '" + host
					+ "'; write unix:///path/of/docker.sock, or tcp://name:port with docker.tls");
		}
		else if (host.getPath() == null || !Path.of(host.getPath()).isAbsolute()) {
			throw new IllegalArgumentException("docker.host is '" + host + "'; write an absolute path: unix:///path");
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
