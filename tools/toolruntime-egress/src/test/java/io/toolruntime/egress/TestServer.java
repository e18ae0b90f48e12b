package io.toolruntime.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A server on loopback that does with each connection what a test wants. */
final class TestServer implements AutoCloseable {

	private final ServerSocket socket;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	TestServer(Conversation conversation) throws IOException {
		this(new ServerSocket(0, 300, InetAddress.getLoopbackAddress()), conversation);
	}

	TestServer(ServerSocket socket, Conversation conversation) {
		this.socket = socket;
		this.threads.execute(() -> {
			while (!this.socket.isClosed()) {
				try {
					Socket connection = this.socket.accept();
					this.connections.add(connection);
					this.threads.execute(() -> hold(conversation, connection));
				}
				catch (IOException | RejectedExecutionException ex) {
					return;
				}
			}
		});
	}

	private void hold(Conversation conversation, Socket connection) {
		try (connection) {
			conversation.hold(connection.getInputStream(), connection.getOutputStream());
		}
		catch (IOException ex) {
			/* The other side went */
		}
	}

	/**
	 * Answers each request with the same bytes, and keeps the heads and bodies of
	 * requests.
	 */
	static TestServer answering(String answer) throws IOException {
		TestServer[] self = new TestServer[1];
		TestServer server = new TestServer((in, out) -> {
			String head = head(in);
			String body = "";
			if (head.toLowerCase(Locale.ROOT).contains("\r\ncontent-length: ")) {
				int length = Integer.parseInt(head.replaceAll("(?is).*\r\ncontent-length: (\\d+).*", "$1"));
				body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
			}
			else if (head.toLowerCase(Locale.ROOT).contains("chunked")) {
				StringBuilder chunks = new StringBuilder();
				while (!chunks.toString().endsWith("0\r\n\r\n")) {
					int next = in.read();
					if (next < 0) {
						break;
					}
					chunks.append((char) next);
				}
				body = chunks.toString();
			}
			self[0].received.add(head + body);
			out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
		});
		self[0] = server;
		return server;
	}

	static TestServer echo() throws IOException {
		return new TestServer(InputStream::transferTo);
	}

	static String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				break;
			}
			head.append((char) next);
		}
		return head.toString();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** A rule that puts a name here. */
	String pin(String name) {
		return name + ":" + port() + "=127.0.0.1";
	}

	List<String> received() {
		return this.received;
	}

	int connections() {
		return this.connections.size();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket connection : this.connections) {
			connection.close();
		}
		this.threads.shutdownNow();
	}

	interface Conversation {

		void hold(InputStream in, OutputStream out) throws IOException;

	}

}
