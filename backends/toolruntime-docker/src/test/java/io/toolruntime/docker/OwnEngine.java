package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import io.toolruntime.RuntimeUnavailableException;

/**
 * An engine of a test's own, to be killed and started again. Everything of it is in one
 * folder; it knows the image of the machine's engine.
 */
final class OwnEngine implements AutoCloseable {

	private static final Duration LONGEST_START = Duration.ofSeconds(60);

	private final Path folder;

	private Process daemon;

	OwnEngine(Path folder) throws IOException, InterruptedException {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")) && Files.isWritable(Path.of("/sys/fs")),
				"needs root, and /usr/sbin/dockerd: .ci/engines start");
		this.folder = folder;
		this.daemon = start();
		Process copy = new ProcessBuilder("sh", "-c",
				"docker save " + TestEngine.IMAGE + " | docker -H " + connection().host() + " load")
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("load.log").toFile())
			.start();
		Assumptions.assumeTrue(copy.waitFor(2, TimeUnit.MINUTES) && copy.exitValue() == 0,
				() -> "the image cannot be copied to another engine");
	}

	DockerConnection connection() {
		return new DockerConnection(URI.create("unix://" + this.folder.resolve("docker.sock")), null);
	}

	private Process start() throws IOException, InterruptedException {
		List<String> command = List.of("dockerd", "--config-file", "/dev/null", "--host",
				connection().host().toString(), "--data-root", this.folder.resolve("data").toString(), "--exec-root",
				this.folder.resolve("exec").toString(), "--pidfile", this.folder.resolve("pid").toString(), "--bridge",
				"none", "--iptables=false", "--ip-forward=false", "--log-level", "error");
		Files.deleteIfExists(this.folder.resolve("pid"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("dockerd.log").toFile()))
			.start();
		long deadline = System.nanoTime() + LONGEST_START.toNanos();
		while (System.nanoTime() - deadline < 0 && process.isAlive()) {
			try (DockerEngine engine = DockerEngine.connect("docker", connection())) {
				engine.info();
				return process;
			}
			catch (RuntimeUnavailableException ex) {
				Thread.sleep(50);
			}
		}
		process.destroyForcibly();
		throw new IOException("dockerd does not start: " + Files.readString(this.folder.resolve("dockerd.log")));
	}

	/** Ends the daemon as a crash would; what it had started goes on. */
	void kill() throws InterruptedException {
		this.daemon.destroyForcibly().waitFor();
	}

	void startAgain() throws IOException, InterruptedException {
		this.daemon = start();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.daemon.destroy();
		if (!this.daemon.waitFor(20, TimeUnit.SECONDS)) {
			this.daemon.destroyForcibly().waitFor();
		}
		// One that was killed has left it behind
		Path containerd = this.folder.resolve("exec/containerd/containerd.pid");
		if (Files.exists(containerd)) {
			ProcessHandle.of(Long.parseLong(Files.readString(containerd).trim()))
				.filter((process) -> process.info().command().orElse("").endsWith("containerd"))
				.ifPresent(ProcessHandle::destroyForcibly);
		}
	}

}
