package io.toolruntime.test;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What there is on the host for abuse programs to reach: listeners of every kind, a file
 * that everybody may read, a process with something in its environment. Each is reached
 * from the host first, so that a program that does not reach it was kept from it.
 */
final class HostTargets implements Closeable {

	/** Where an interpreter is looked for. */
	static final List<String> PYTHON_PATH = List.of("/usr/local/bin", "/usr/bin", "/bin");

	private static final int PATIENCE_SECONDS = 10;

	/** Plain Java knows no abstract socket, and has no variables that can be set. */
	private static final String HOLDER = """
			import select, socket, sys
			abstract = socket.socket(socket.AF_UNIX)
			abstract.bind("\\0" + sys.argv[1])
			abstract.listen()
			control = socket.socket(socket.AF_UNIX)
			control.connect("\\0" + sys.argv[1])
			abstract.accept()
			print("ready", flush=True)
			while True:
			    ready = select.select([sys.stdin, abstract], [], [])[0]
			    if sys.stdin in ready:
			        break
			    abstract.accept()
			    print("visited", flush=True)
			""";

	private final Path folder;

	private final String fileSecret = "secret of the host " + UUID.randomUUID();

	private final String variableSecret = "secret-of-a-process-" + UUID.randomUUID();

	private final String abstractName = "toolruntime-abuse-" + UUID.randomUUID();

	private final Path secretFile;

	private final Path socketFile;

	private final ServerSocket tcp;

	private final DatagramSocket udp;

	private final ServerSocketChannel unix;

	private final @Nullable Process holder;

	private final List<String> visits = new CopyOnWriteArrayList<>();

	private HostTargets(Path folder) throws IOException {
		this.folder = folder;
		this.secretFile = Files.writeString(folder.resolve("secret.txt"), this.fileSecret);
		this.socketFile = folder.resolve("daemon.sock");
		this.tcp = new ServerSocket(0, 50);
		this.udp = new DatagramSocket(new InetSocketAddress(0));
		this.unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
			.bind(UnixDomainSocketAddress.of(this.socketFile));
		Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(this.secretFile, PosixFilePermissions.fromString("rw-r--r--"));
		Files.setPosixFilePermissions(this.socketFile, PosixFilePermissions.fromString("rwxrwxrwx"));
		this.holder = holder();
	}

	/**
	 * Creates them and proves that each can be reached.
	 * @return the targets
	 * @throws IOException if one cannot be created
	 * @throws InterruptedException if this thread is interrupted
	 */
	static HostTargets open() throws IOException, InterruptedException {
		HostTargets targets = new HostTargets(Files.createTempDirectory("abuse-targets"));
		targets.serve();
		targets.reachAll();
		return targets;
	}

	private @Nullable Process holder() throws IOException {
		Path python = PYTHON_PATH.stream()
			.map((path) -> Path.of(path, "python3"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		if (python == null) {
			return null;
		}
		ProcessBuilder builder = new ProcessBuilder(python.toString(), "-I", "-c", HOLDER, this.abstractName);
		builder.environment().put("TOOLRUNTIME_ABUSE", this.variableSecret);
		return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
	}

	private void serve() throws IOException, InterruptedException {
		thread(() -> {
			try (Socket visitor = this.tcp.accept()) {
				this.visits.add("TCP from " + visitor.getRemoteSocketAddress());
			}
		});
		thread(() -> {
			DatagramPacket packet = new DatagramPacket(new byte[64], 64);
			this.udp.receive(packet);
			this.visits.add("UDP from " + packet.getSocketAddress());
		});
		thread(() -> {
			try (SocketChannel visitor = this.unix.accept()) {
				this.visits.add("Unix socket");
			}
		});
		if (this.holder != null) {
			CountDownLatch ready = new CountDownLatch(1);
			BufferedReader lines = new BufferedReader(
					new InputStreamReader(this.holder.getInputStream(), StandardCharsets.UTF_8));
			thread(() -> {
				String line = lines.readLine();
				if (line == null) {
					throw new IOException("the holder has ended");
				}
				if (line.equals("ready")) {
					ready.countDown();
				}
				else {
					this.visits.add("Abstract socket");
				}
			});
			assertThat(ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("the host reaches its abstract socket")
				.isTrue();
		}
	}

	private static void thread(Serving serving) {
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					serving.serveOne();
				}
			}
			catch (IOException ex) {
				// Closed
				return;
			}
		}, "abuse-target");
		thread.setDaemon(true);
		thread.start();
	}

	private void reachAll() throws IOException, InterruptedException {
		for (String address : addresses()) {
			new Socket(address, this.tcp.getLocalPort()).close();
			byte[] hello = { 1 };
			this.udp.send(new DatagramPacket(hello, 1, InetAddress.getByName(address), this.udp.getLocalPort()));
		}
		SocketChannel.open(UnixDomainSocketAddress.of(this.socketFile)).close();
		int controls = 2 * addresses().size() + 1;
		for (int i = 0; i < 100 * PATIENCE_SECONDS && this.visits.size() < controls; i++) {
			Thread.sleep(10);
		}
		assertThat(this.visits).as("visits of the host itself").hasSize(controls);
		this.visits.clear();
		assertThat(this.secretFile).hasContent(this.fileSecret);
		if (this.holder != null) {
			assertThat(
					Files.readString(Path.of("/proc/" + this.holder.pid() + "/environ"), StandardCharsets.ISO_8859_1))
				.contains(this.variableSecret);
		}
	}

	/* Those of version 4 that reach this host from itself. */
	private static List<String> addresses() throws IOException {
		Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1"));
		NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> address.getAddress().length == 4)
			.forEach((address) -> addresses.add(address.getHostAddress()));
		return new ArrayList<>(addresses);
	}

	/** Tells whether there is one, for which there must be an interpreter. */
	boolean hasAbstractSocket() {
		return this.holder != null;
	}

	/**
	 * Returns what programs are told about them: where they are, and nothing secret.
	 * @return the part of the input
	 */
	Map<String, Object> input() {
		Map<String, Object> input = new LinkedHashMap<>();
		try {
			input.put("addresses", addresses());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		input.put("tcpPort", this.tcp.getLocalPort());
		input.put("udpPort", this.udp.getLocalPort());
		input.put("unixSocket", this.socketFile.toString());
		input.put("abstractSocket", this.abstractName);
		input.put("secretFile", this.secretFile.toString());
		input.put("hostPids",
				List.of(ProcessHandle.current().pid(), (this.holder != null) ? this.holder.pid() : 1_000_000));
		input.put("hostFolders", List.of(this.folder.toString(), Path.of("").toAbsolutePath().toString()));
		input.put("hostName", hostName());
		return input;
	}

	private static String hostName() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
		}
		catch (IOException ex) {
			return "no name";
		}
	}

	/**
	 * Checks that no program has been here since, and took nothing along.
	 * @param told all that came out of the sandbox
	 */
	void assertUntouched(String told) {
		assertThat(this.visits).as("visits of sandboxes").isEmpty();
		assertThat(this.secretFile).as("file of the host").hasContent(this.fileSecret);
		assertThat(this.folder)
			.isDirectoryNotContaining((file) -> !file.equals(this.secretFile) && !file.equals(this.socketFile));
		assertThat(told.contains(this.fileSecret) || told.contains(this.variableSecret)
				|| told.contains("secret of the host"))
			.as("a secret of the host in what came out of the sandbox")
			.isFalse();
	}

	@Override
	public void close() throws IOException {
		this.tcp.close();
		this.udp.close();
		this.unix.close();
		if (this.holder != null) {
			this.holder.getOutputStream().close();
			this.holder.destroy();
		}
		Files.deleteIfExists(this.socketFile);
		Files.deleteIfExists(this.secretFile);
		Files.deleteIfExists(this.folder);
	}

	/** Serves visitors one by one. */
	private interface Serving {

		void serveOne() throws IOException;

	}

}
