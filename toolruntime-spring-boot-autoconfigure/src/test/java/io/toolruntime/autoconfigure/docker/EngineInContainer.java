package io.toolruntime.autoconfigure.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Behaves to its clients as the image {@code docker} does, which no registry need be
 * reached for: an engine with TLS on port 2376, which lets in whoever has a certificate,
 * and those certificates in {@code /certs/client}. Behind it is this machine's engine.
 */
class EngineInContainer extends GenericContainer<EngineInContainer> {

	/** Made by {@code backends/toolruntime-docker/image/from-this-machine}. */
	static final String IMAGE = "toolruntime-guest:test";

	private static final int PORT = 2376;

	private static final String PROGRAM = """
			const net = require("net");
			const { readFileSync } = require("fs");
			const [host, port] = process.argv.slice(1);
			const pem = (name) => readFileSync("/certs/server/" + name + ".pem");
			require("tls").createServer({
				ca: pem("ca"), cert: pem("cert"), key: pem("key"),
				requestCert: true, rejectUnauthorized: true, allowHalfOpen: true,
			}, (client) => {
				const engine = net.connect({ path: "/var/run/docker.sock", allowHalfOpen: true });
				client.pipe(engine).pipe(client);
				for (const socket of [client, engine]) {
					socket.on("error", () => { client.destroy(); engine.destroy(); });
					socket.on("close", () => { client.destroy(); engine.destroy(); });
				}
			}).listen(Number(port), host, () => console.log("API listen on " + host + ":" + port));
			""";

	/** Of this machine, where the engine cannot publish ports; 0 where it can. */
	private final int ownPort;

	EngineInContainer() {
		super(DockerImageName.parse(IMAGE));
		this.ownPort = publishesPorts() ? 0 : freePort();
		TestCertificates certificates = new TestCertificates();
		String authority = certificates.authority.certificatePem();
		withCopyToContainer(Transferable.of(authority), "/certs/server/ca.pem");
		withCopyToContainer(Transferable.of(certificates.server.certificatePem()), "/certs/server/cert.pem");
		withCopyToContainer(Transferable.of(certificates.server.keyPem()), "/certs/server/key.pem");
		withCopyToContainer(Transferable.of(authority), "/certs/client/ca.pem");
		withCopyToContainer(Transferable.of(certificates.client.certificatePem()), "/certs/client/cert.pem");
		withCopyToContainer(Transferable.of(certificates.client.keyPem()), "/certs/client/key.pem");
		withFileSystemBind(DockerClientFactory.instance().getRemoteDockerUnixSocketPath(), "/var/run/docker.sock",
				BindMode.READ_WRITE);
		withEnv("PATH", "/usr/local/bin:/usr/bin:/bin");
		withCreateContainerCmdModifier((command) -> command.withEntrypoint("node", "-e", PROGRAM));
		waitingFor(Wait.forLogMessage("API listen on .*", 1));
		if (this.ownPort != 0) {
			withNetworkMode("host");
			withCommand("127.0.0.1", String.valueOf(this.ownPort));
		}
		else {
			withExposedPorts(PORT);
			withCommand("0.0.0.0", String.valueOf(PORT));
		}
	}

	@Override
	public Integer getMappedPort(int originalPort) {
		return (this.ownPort != 0) ? Integer.valueOf(this.ownPort) : super.getMappedPort(originalPort);
	}

	private static boolean publishesPorts() {
		return DockerClientFactory.instance()
			.client()
			.listNetworksCmd()
			.exec()
			.stream()
			.anyMatch((network) -> "bridge".equals(network.getDriver()));
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Tells why there can be no such container here.
	 * @return what is missing, or empty if nothing is
	 */
	static Optional<String> missing() {
		if (!DockerClientFactory.instance().isDockerAvailable()
				|| !"unix".equals(DockerClientFactory.instance().getTransportConfig().getDockerHost().getScheme())) {
			return Optional.of("A Docker Engine on a socket of this machine is needed: .ci/engines start");
		}
		try {
			DockerClient client = DockerClientFactory.instance().client();
			client.inspectImageCmd(IMAGE).exec();
			return Optional.empty();
		}
		catch (DockerException ex) {
			return Optional.of("The engine needs the image " + IMAGE
					+ ": backends/toolruntime-docker/image/from-this-machine (" + ex.getMessage() + ")");
		}
	}

}
