package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.github.dockerjava.api.exception.NotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Agreeing with an engine on its API, and engines that do not keep to it. */
@Timeout(60)
class DockerEngineTests {

	private static final String DOCKER_28 = "{\"Version\": \"28.2.2\", \"ApiVersion\": \"1.50\", \"MinAPIVersion\": \"1.24\"}";

	@TempDir
	private Path folder;

	private FakeDaemon daemon;

	@BeforeEach
	void start() throws IOException {
		this.daemon = FakeDaemon.start(this.folder);
	}

	@AfterEach
	void stop() throws IOException {
		this.daemon.close();
	}

	private DockerEngine connect() {
		return DockerEngine.connect("docker", this.daemon.connection());
	}

	private static String version(String engine, String newest, String oldest) {
		return "{\"Version\": \"%s\", \"ApiVersion\": \"%s\", \"MinAPIVersion\": \"%s\"}".formatted(engine, newest,
				oldest);
	}

	@ParameterizedTest
	@CsvSource({ "20.10.24, 1.41, 1.12, 1.41", "23.0.1, 1.42, 1.12, 1.42", "25.0.0, 1.44, 1.24, 1.44",
			"28.2.2, 1.50, 1.24, 1.44", "29.0.0, 1.52, 1.44, 1.44", "40.0.0, 2.0, 1.44, 1.44" })
	void theNewestVersionThatBothSpeakIsTaken(String engine, String newest, String oldest, String agreed) {
		this.daemon.version(version(engine, newest, oldest));
		try (DockerEngine connected = connect()) {
			assertThat(connected.description()).isEqualTo(engine + ", API " + agreed);
		}
	}

	@Test
	void anEngineThatDoesNotSayTheOldestMaySpeakIt() {
		this.daemon.version("{\"Version\": \"5.4.0\", \"ApiVersion\": \"1.41\"}");
		try (DockerEngine connected = connect()) {
			assertThat(connected.description()).isEqualTo("5.4.0, API 1.41");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.24", "1.40", "0.9", "", "one", "1", "1.x" })
	void anEngineThatIsTooOldIsRefused(String newest) {
		this.daemon.version(version("1.12", newest, "1.12"));
		assertThatExceptionOfType(RuntimeUnavailableException.class).isThrownBy(this::connect)
			.withMessageContaining(this.folder.toString())
			.withMessageContaining("1.41 is needed, of Docker 20.10");
	}

	@Test
	void anEngineThatIsTooNewIsRefused() {
		this.daemon.version(version("40.0.0", "1.60", "1.50"));
		assertThatExceptionOfType(RuntimeUnavailableException.class).isThrownBy(this::connect)
			.withMessageContaining("before 1.50")
			.withMessageContaining("1.44 at most");
	}

	@Test
	void onlyTheFirstRequestHasNoVersion() {
		this.daemon.version(version("20.10.24", "1.41", "1.12"))
			.json("/info", 200, "{\"OSType\": \"linux\"}")
			.json("/containers/json", 200, "[]")
			.json("/volumes", 200, "{\"Volumes\": null}")
			.json("/images/node:22/json", 404, "{\"message\": \"no such image\"}")
			.json("/kill", 409, "{\"message\": \"is not running\"}")
			.json("/containers/one/attach", 404, "{\"message\": \"no such container\"}");
		try (DockerEngine engine = connect()) {
			assertThat(engine.info().getOsType()).isEqualTo("linux");
			assertThat(engine.containers("label")).isEmpty();
			assertThat(engine.volumes()).isEmpty();
			assertThatThrownBy(() -> engine.image("node:22")).isInstanceOf(NotFoundException.class);
			assertThat(engine.kill("one")).isTrue();
			assertThatThrownBy(() -> engine.attach("one")).isInstanceOf(NotFoundException.class);
		}
		assertThat(this.daemon.requests()).containsExactly("GET /version", "GET /v1.41/info",
				"GET /v1.41/containers/json", "GET /v1.41/volumes", "GET /v1.41/images/node:22/json",
				"POST /v1.41/containers/one/kill", "POST /v1.41/containers/one/attach");
	}

	@Test
	void attachingToWhatIsNotThereSaysSo() {
		this.daemon.version(DOCKER_28).json("/attach", 404, "{\"message\": \"No such container: one\"}");
		try (DockerEngine engine = connect()) {
			assertThatThrownBy(() -> engine.attach("one")).isInstanceOf(NotFoundException.class)
				.hasMessageContaining("404");
		}
	}

	@Test
	void attachingThatIsRefusedIsAFailureOnOneLine() {
		this.daemon.version(DOCKER_28).json("/attach", 500, "{\"message\": \"\n\r\n" + "no".repeat(50_000) + "\"}");
		try (DockerEngine engine = connect()) {
			assertThatExceptionOfType(SandboxFailedException.class).isThrownBy(() -> engine.attach("one"))
				.withMessageContaining("attach to a container and refused")
				.satisfies((failure) -> assertThat(failure.getMessage()).hasSizeLessThan(1500).doesNotContain("\n"));
		}
	}

	@Test
	void whatIsSentAfterAttachingIsReadFromItsFirstByte() throws IOException {
		this.daemon.version(DOCKER_28)
			.raw("/attach", "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
					+ "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n\1\0\0\0\0\0\0\5hello\2\0\0\0\0\0\0\3err");
		try (DockerEngine engine = connect(); AttachedStreams streams = engine.attach("one")) {
			assertThat(streams.stdout().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
			assertThat(streams.stderr().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("err");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0\0\0\0\0", "HTTP/1.1 two hundred\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{" })
	void whatDoesNotSpeakTheApiIsNoEngine(String said) {
		this.daemon.raw("/version", said);
		assertThatExceptionOfType(RuntimeUnavailableException.class).isThrownBy(this::connect)
			.withMessageContaining("cannot be reached")
			.withMessageContaining("docker.host")
			.satisfies((failure) -> assertThat(failure.getMessage()).hasSizeLessThan(1500).doesNotContain("\n"));
	}

	@Test
	void anEngineThatSaysNothingOfItselfIsRefused() {
		this.daemon.version("{}");
		assertThatExceptionOfType(RuntimeUnavailableException.class).isThrownBy(this::connect)
			.withMessageContaining("1.41 is needed");
	}

	@Test
	void anEngineThatIsSilentIsGivenUp() {
		this.daemon.raw("/version", FakeDaemon.SILENCE);
		assertThatExceptionOfType(SandboxFailedException.class).isThrownBy(this::connect)
			.withMessageContaining("say its version and did not answer within 10 s");
	}

	@Test
	void anEngineThatIsSilentWhileAttachingIsGivenUp() {
		this.daemon.version(DOCKER_28).raw("/attach", FakeDaemon.SILENCE);
		try (DockerEngine engine = connect()) {
			assertThatExceptionOfType(SandboxFailedException.class).isThrownBy(() -> engine.attach("one"))
				.withMessageContaining("attach to a container and did not answer within 10 s");
		}
	}

	@Test
	void whereNothingListensItIsSaid() {
		DockerConnection nowhere = new DockerConnection(URI.create("unix://" + this.folder.resolve("none.sock")), null);
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> DockerEngine.connect("docker", nowhere))
			.withMessageContaining("none.sock cannot be reached");
	}

}
