package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.RuntimeUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which engine is taken, on a machine that is a folder. */
class ConnectionFinderTests {

	private static final Map<String, String> OF_A_USER = Map.of("XDG_RUNTIME_DIR", "/run/user/1000", "HOME",
			"/home/ada");

	@TempDir
	private Path root;

	private Path socket(String path) throws IOException {
		Path socket = this.root.resolve(path.substring(1));
		Files.createDirectories(socket.getParent());
		return Files.createFile(socket);
	}

	private DockerConnection find(Map<String, String> environment) {
		return new ConnectionFinder(environment, this.root).find("docker");
	}

	private static DockerProperties host(String host, DockerProperties.Tls tls) {
		return new DockerProperties(host, tls, null, null, null, null, null, null);
	}

	@Test
	void whatIsConfiguredIsTaken() {
		DockerConnection connection = ConnectionFinder.configured(host("unix:///run/mine.sock", null));
		assertThat(connection).isEqualTo(new DockerConnection(URI.create("unix:///run/mine.sock"), null));
	}

	@Test
	void tcpIsTakenWithTheCertificatesThatAreConfigured() {
		DockerConnection connection = ConnectionFinder
			.configured(host("tcp://engine.example.org:2376", new DockerProperties.Tls("/etc/certs")));
		assertThat(connection.certificates()).isEqualTo(Path.of("/etc/certs"));
		assertThat(connection.isSocket()).isFalse();
	}

	@Test
	void whereNothingIsConfiguredNothingIsDecidedYet() {
		assertThat(ConnectionFinder.configured(DockerProperties.DEFAULTS)).isNull();
	}

	@Test
	void whatIsConfiguredAndNoAddressIsNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ConnectionFinder.configured(host("unix:///with space", null)))
			.withMessageContaining("docker.host is 'unix:///with space'")
			.withMessageContaining("unix:///path");
	}

	@Test
	void theEnvironmentComesBeforeSocketsThatAreThere() throws IOException {
		socket("/var/run/docker.sock");
		assertThat(find(Map.of("DOCKER_HOST", "unix:///elsewhere/docker.sock")).host())
			.isEqualTo(URI.create("unix:///elsewhere/docker.sock"));
	}

	@Test
	void theEnvironmentsCertificatesAreTakenForTcp() {
		DockerConnection connection = find(
				Map.of("DOCKER_HOST", "tcp://10.0.0.1:2376", "DOCKER_CERT_PATH", "/home/ada/.docker"));
		assertThat(connection.certificates()).isEqualTo(Path.of("/home/ada/.docker"));
	}

	@Test
	void theEnvironmentsCertificatesAreLeftAloneForASocket() {
		DockerConnection connection = find(
				Map.of("DOCKER_HOST", "unix:///run/docker.sock", "DOCKER_CERT_PATH", "/home/ada/.docker"));
		assertThat(connection.certificates()).isNull();
	}

	@Test
	void anEmptyEnvironmentSaysNothing() throws IOException {
		Path socket = socket("/var/run/docker.sock");
		assertThat(find(Map.of("DOCKER_HOST", " ")).host().getPath()).isEqualTo(socket.toString());
	}

	@Test
	void plainTcpOfTheEnvironmentIsRefused() {
		assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375")))
			.isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("DOCKER_HOST cannot be used")
			.hasMessageContaining("plain TCP")
			.hasMessageContaining("DOCKER_CERT_PATH");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssh://ada@engine", "npipe:////./pipe/docker_engine", "not an address", "docker.sock" })
	void whatElseTheEnvironmentSaysIsRefused(String host) {
		assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", host))).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("DOCKER_HOST")
			.hasMessageContaining(host)
			.hasMessageContaining("unix:///path/of/docker.sock");
	}

	@Test
	void socketsAreTakenInTheOrderOfWhoTheyBelongTo() throws IOException {
		Path podmanOfUser = socket("/run/user/1000/podman/podman.sock");
		assertThat(find(OF_A_USER).host().getPath()).isEqualTo(podmanOfUser.toString());
		Path podman = socket("/run/podman/podman.sock");
		assertThat(find(OF_A_USER).host().getPath()).isEqualTo(podman.toString());
		Path desktop = socket("/home/ada/.docker/run/docker.sock");
		assertThat(find(OF_A_USER).host().getPath()).isEqualTo(desktop.toString());
		Path rootless = socket("/run/user/1000/docker.sock");
		assertThat(find(OF_A_USER).host().getPath()).isEqualTo(rootless.toString());
		Path docker = socket("/var/run/docker.sock");
		assertThat(find(OF_A_USER).host().getPath()).isEqualTo(docker.toString());
	}

	@Test
	void aSocketOfAUserWhoseNameHasASpaceIsTaken() throws IOException {
		Path socket = socket("/Users/Ada Lovelace/.docker/run/docker.sock");
		DockerConnection connection = find(Map.of("HOME", "/Users/Ada Lovelace"));
		assertThat(connection.host().getPath()).isEqualTo(socket.toString());
		assertThat(connection.isSocket()).isTrue();
	}

	@Test
	void foldersThatAreNotAbsoluteAreNotLookedInto() throws IOException {
		socket("/home/ada/.docker/run/docker.sock");
		assertThatThrownBy(() -> find(Map.of("HOME", "home/ada", "XDG_RUNTIME_DIR", "run")))
			.isInstanceOf(RuntimeUnavailableException.class);
	}

	@Test
	void whereThereIsNoneItIsSaidWhereOneWasLookedForAndWhatToDo() {
		assertThatThrownBy(() -> find(OF_A_USER)).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("/var/run/docker.sock")
			.hasMessageContaining("/run/user/1000/docker.sock")
			.hasMessageContaining("podman.sock")
			.hasMessageContaining("no DOCKER_HOST")
			.hasMessageContaining("Start Docker, or set docker.host");
	}

}
