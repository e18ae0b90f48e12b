package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

import io.toolruntime.ToolRuntimeException;

/**
 * An engine of a test's own, to be killed and started again. Everything of it is in one
 * folder; it knows the image of the machine's engine.
 */
final class OwnEngine implements AutoCloseable {

	private static final Duration LONGEST_START = Duration.ofSeconds(90);

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
		// Not the machine's
		Path configuration = Files.writeString(this.folder.resolve("daemon.json"), "{}");
		List<String> command = List.of("dockerd", "--config-file", configuration.toString(), "--host",
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
			catch (ToolRuntimeException ex) {
				// One that was killed first ends what it had started, and answers then
				Thread.sleep(50);
			}
		}
		process.destroyForcibly();
		throw new IOException("dockerd does not start: " + Files.readString(this.folder.resolve("dockerd.log")));
	}

	/** Ends the daemon and its containerd as a crash would; the containers go on. */
	void kill() throws IOException, InterruptedException {
		this.daemon.destroyForcibly().waitFor();
		endContainerd();
	}

	/** Lets the daemon hang: it still has its socket, and answers nobody. */
	void pause() throws IOException, InterruptedException {
		signal("STOP");
	}

	void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String name) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + name, Long.toString(this.daemon.pid())).start().waitFor();
	}

	void startAgain() throws IOException, InterruptedException {
		this.daemon = start();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		// One that hangs does not end
		resume();
		this.daemon.destroy();
		if (!this.daemon.waitFor(20, TimeUnit.SECONDS)) {
			this.daemon.destroyForcibly().waitFor();
		}
		endContainerd();
		unmount();
	}

	/* A daemon that was killed leaves its folder mounted on itself. */
	private void unmount() throws IOException, InterruptedException {
		List<String> mounted = Files.readAllLines(Path.of("/proc/self/mounts"))
			.stream()
			.map((line) -> line.split(" ")[1])
			.filter((path) -> path.startsWith(this.folder.toString()))
			.sorted(Comparator.reverseOrder())
			.toList();
		for (String path : mounted) {
			new ProcessBuilder("umount", "--lazy", path).start().waitFor();
		}
	}

	private void endContainerd() throws IOException, InterruptedException {
		Path pid = this.folder.resolve("exec/containerd/containerd.pid");
		if (Files.notExists(pid)) {
			return;
		}
		Optional<ProcessHandle> containerd = ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
			.filter((process) -> process.info().command().orElse("").endsWith("/containerd"));
		containerd.ifPresent(ProcessHandle::destroyForcibly);
		while (containerd.isPresent() && containerd.get().isAlive()) {
			Thread.sleep(20);
		}
		Files.deleteIfExists(pid);
	}

}
