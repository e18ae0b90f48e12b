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
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What a probe tries to reach, and the proof that it can be reached from outside the
 * sandbox: a listener that answers, a file that anybody may read. A try that fails proves
 * nothing unless its control succeeds.
 */
final class ProbeControls implements AutoCloseable {

	private static final int CONNECT_MILLIS = 3000;

	private final ServerSocket listener;

	private final Path folder;

	private final Path readable;

	private final String secret = UUID.randomUUID().toString();

	private final Path writable = Path.of("/usr/toolruntime-probe-" + UUID.randomUUID());

	/**
	 * Sets the controls up.
	 * @throws IOException if this machine does not allow it
	 */
	ProbeControls() throws IOException {
		this.folder = Files.createTempDirectory("toolruntime-probe",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
		this.readable = Files.createFile(this.folder.resolve("secret"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
		Files.writeString(this.readable, this.secret);
		// Loopback: what shares the host's network reaches it, whatever firewall there is
		this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		this.listener.setSoTimeout((int) TimeUnit.SECONDS.toMillis(1));
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

	@Override
	public void close() throws IOException {
		this.listener.close();
		Files.deleteIfExists(this.writable);
		Files.deleteIfExists(this.readable);
		Files.deleteIfExists(this.folder);
	}

}
