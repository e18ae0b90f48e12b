package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.RuntimeUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an engine may be reached by. */
class DockerConnectionTests {

	private static final Path CERTIFICATES = Path.of("/etc/certs");

	@TempDir
	private Path folder;

	@Test
	void aSocketNeedsNothingElse() {
		DockerConnection connection = new DockerConnection(URI.create("unix:///var/run/docker.sock"), null);
		assertThat(connection.isSocket()).isTrue();
		assertThat(connection).hasToString("unix:///var/run/docker.sock");
	}

	@Test
	void plainTcpIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DockerConnection(URI.create("tcp://10.0.0.1:2375"), null))
			.withMessageContaining("docker.host is 'tcp://10.0.0.1:2375'")
			.withMessageContaining("docker.tls.certificates");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://engine.example.org", "tcp:///path", "tcp:engine:2376" })
	void tcpNeedsNameAndPort(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DockerConnection(URI.create(host), CERTIFICATES))
			.withMessageContaining("docker.host is '" + host + "'")
			.withMessageContaining("tcp://name:port");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/var/run/docker.sock", "http://10.0.0.1:2375", "https://10.0.0.1:2376",
			"ssh://engine", "npipe:////./pipe/docker_engine", "TCP://10.0.0.1:2375" })
	void nothingElseIsTaken(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DockerConnection(URI.create(host), null))
			.withMessageContaining("docker.host is '" + host + "'")
			.withMessageContaining("unix:///path/of/docker.sock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "unix:docker.sock", "unix://var/run/docker.sock", "unix://docker.sock" })
	void theFirstFolderOfASocketIsNotTakenForTheNameOfAMachine(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DockerConnection(URI.create(host), null))
			.withMessageContaining("docker.host is '" + host + "'")
			.withMessageContaining("unix:///path");
	}

	@Test
	void certificatesForASocketProveNothing() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DockerConnection(URI.create("unix:///var/run/docker.sock"), CERTIFICATES))
			.withMessageContaining("docker.tls");
	}

	@Test
	void certificatesThatAreNotThereAreNamedWhenTheConnectionIsMade() throws IOException {
		Files.createFile(this.folder.resolve("cert.pem"));
		DockerConnection connection = new DockerConnection(URI.create("tcp://127.0.0.1:1"), this.folder);
		assertThatThrownBy(() -> DockerEngine.connect("docker", connection))
			.isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("docker.tls.certificates")
			.hasMessageContaining(this.folder.toString())
			.hasMessageContaining("ca.pem, key.pem");
	}

	@Test
	void certificatesThatAreNoneAreSaidToBe() throws IOException {
		for (String file : new String[] { "ca.pem", "cert.pem", "key.pem" }) {
			Files.writeString(this.folder.resolve(file), "no certificate");
		}
		DockerConnection connection = new DockerConnection(URI.create("tcp://127.0.0.1:1"), this.folder);
		assertThatThrownBy(() -> DockerEngine.connect("docker", connection))
			.isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("docker.tls.certificates")
			.hasMessageContaining("cannot be used");
	}

}
