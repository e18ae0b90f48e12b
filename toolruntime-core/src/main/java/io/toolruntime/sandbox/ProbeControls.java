package io.toolruntime.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a probe tries to reach, and the proof that it can be reached from outside the
 * sandbox: a listener that answers, a file that anybody may read. A try that fails proves
 * nothing unless its control succeeds.
 */
final class ProbeControls implements AutoCloseable {

	private static final int CONNECT_MILLIS = 3000;

	/** What is shorter may be the same by chance. */
	private static final int SHORTEST_TELLING_VALUE = 6;

	/** Variables that a sandbox may well have of its own, with the same value. */
	private static final Set<String> COMMON = Set.of("PATH", "HOME", "LANG", "LC_ALL", "PWD", "TMPDIR", "HOSTNAME");

	/** A cluster gives these to all that runs in it. */
	private static final String OF_A_CLUSTER = "KUBERNETES_";

	private final ServerSocket listener;

	private final Map<String, String> variables;

	private final Path folder;

	private final Path readable;

	private final String secret = UUID.randomUUID().toString();

	private final Path writable = Path.of("/usr/toolruntime-probe-" + UUID.randomUUID());

	/**
	 * Sets the controls up.
	 * @throws IOException if this machine does not allow it
	 */
	ProbeControls() throws IOException {
		// Loopback: what shares the host's network reaches it, whatever firewall there is
		this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), System.getenv());
	}

	ProbeControls(ServerSocket listener, Map<String, String> variables) throws IOException {
		this.listener = listener;
		this.variables = variables;
		this.folder = Files.createTempDirectory("toolruntime-probe",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		this.readable = Files.createFile(this.folder.resolve("secret"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
		Files.writeString(this.readable, this.secret);
	}

	Map<String, Object> input() {
		return Map.<String, Object>of("host", "127.0.0.1", "port", this.listener.getLocalPort(), "readable",
				this.readable.toString(), "writable", this.writable.toString());
	}

	String secret() {
		return this.secret;
	}

	/**
	 * Tells whether the listener can be reached, by somebody outside the sandbox.
	 * @return whether a connection came through
	 */
	boolean isListenerReachable() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.listener.getLocalPort()), CONNECT_MILLIS);
			this.listener.setSoTimeout((int) TimeUnit.SECONDS.toMillis(1));
			this.listener.accept().close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Tells whether somebody has connected whom nobody has accepted yet: the sandbox.
	 * @return whether a connection waits
	 */
	boolean hasVisitor() {
		try {
			this.listener.setSoTimeout(1);
			this.listener.accept().close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	boolean isFileReadable() {
		try {
			return Files.readString(this.readable).equals(this.secret);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Tells whether the sandbox has written into the host's system directories.
	 * @return whether the file is there
	 */
	boolean wasWritten() {
		return Files.exists(this.writable);
	}

	/**
	 * Lists variables of this process that a sandbox has only if it was given them.
	 * @return each as {@code NAME=value}; empty if there is none that would tell
	 */
	Set<String> tellingVariables() {
		return this.variables.entrySet()
			.stream()
			.filter((variable) -> !COMMON.contains(variable.getKey()) && !variable.getKey().startsWith(OF_A_CLUSTER)
					&& variable.getValue().length() >= SHORTEST_TELLING_VALUE)
			.map((variable) -> variable.getKey() + "=" + variable.getValue())
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		Files.deleteIfExists(this.writable);
		Files.deleteIfExists(this.readable);
		Files.deleteIfExists(this.folder);
	}

}
