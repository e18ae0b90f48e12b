package io.toolruntime.autoconfigure.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.FileSystemUtils;

/**
 * Finds the engine in a container of the image {@code docker} (Docker-in-Docker), or in
 * any that is annotated with {@code @ServiceConnection(name = "docker")} and does as that
 * image does: an engine with TLS on port 2376, and the certificates of its clients in
 * {@code /certs/client}.
 */
class DockerContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, DockerConnectionDetails> {

	private static final int PORT = 2376;

	private static final String CERTIFICATES = "/certs/client/";

	private static final List<String> FILES = List.of("ca.pem", "cert.pem", "key.pem");

	DockerContainerConnectionDetailsFactory() {
		super("docker", "io.toolruntime.docker.DockerConnection");
	}

	@Override
	protected DockerConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new DockerContainerConnectionDetails(source);
	}

	/**
	 * Copies the certificates when they are first asked for; nobody else can read them.
	 */
	private static final class DockerContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements DockerConnectionDetails, DisposableBean {

		private @Nullable Path certificates;

		private DockerContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public URI getHost() {
			Container<?> container = getContainer();
			return URI.create("tcp://" + container.getHost() + ":" + container.getMappedPort(PORT));
		}

		@Override
		public synchronized Path getCertificates() {
			Path folder = this.certificates;
			if (folder == null) {
				try {
					folder = Files.createTempDirectory("toolruntime-docker-");
					this.certificates = folder;
					for (String file : FILES) {
						getContainer().copyFileFromContainer(CERTIFICATES + file, folder.resolve(file).toString());
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					throw new IllegalStateException("Interrupted while certificates were copied", ex);
				}
			}
			return folder;
		}

		@Override
		public synchronized void destroy() throws IOException {
			FileSystemUtils.deleteRecursively(this.certificates);
			this.certificates = null;
		}

	}

}
