package io.toolruntime.autoconfigure.docker;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a Docker Engine is. A bean of this type is where the engine of all profiles on
 * {@code docker}, {@code gvisor} and {@code kata} is, whatever {@code docker.host} and
 * {@code docker.tls} say.
 */
public interface DockerConnectionDetails extends ConnectionDetails {

	/**
	 * Returns where the engine listens.
	 * @return {@code unix:///path}, or {@code tcp://name:port} with certificates
	 */
	URI getHost();

	/**
	 * Returns what proves to the engine who the application is, and to the application
	 * who the engine is.
	 * @return a folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem}, or
	 * {@code null} for a socket
	 */
	default @Nullable Path getCertificates() {
		return null;
	}

}
