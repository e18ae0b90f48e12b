package io.toolruntime.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on a socket as an engine does, and answers what a test says. */
final class FakeDaemon implements AutoCloseable {

	/** For a path that is never answered. */
	static final String SILENCE = "";

	private final ServerSocketChannel server;

	private final Path socket;

	private final Map<String, String> answers = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

	private FakeDaemon(ServerSocketChannel server, Path socket) {
		this.server = server;
		this.socket = socket;
	}

	static FakeDaemon start(Path folder) throws IOException {
		Path socket = folder.resolve("docker.sock");
		ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		server.bind(UnixDomainSocketAddress.of(socket));
		FakeDaemon daemon = new FakeDaemon(server, socket);
		inBackground(daemon::accept);
		return daemon;
	}

	private static void inBackground(Runnable task) {
		Thread thread = new Thread(task, "fake-daemon");
		thread.setDaemon(true);
		thread.start();
	}

	DockerConnection connection() {
		return new DockerConnection(URI.create("unix://" + this.socket), null);
	}

	/** Answers requests whose path ends in something with bytes as they are. */
	FakeDaemon raw(String end, String answer) {
		this.answers.put(end, answer);
		return this;
	}

	FakeDaemon json(String end, int status, String json) {
		return raw(end, "HTTP/1.1 " + status + " Said\r\nContent-Type: application/json\r\nContent-Length: "
				+ json.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + json);
	}

	FakeDaemon version(String json) {
		return json("/version", 200, json);
	}

	/** Lists what was asked for: methods and paths without queries. */
	List<String> requests() {
		return this.requests;
	}

	private void accept() {
		try {
			while (true) {
				SocketChannel connection = this.server.accept();
				this.connections.add(connection);
				inBackground(() -> serve(connection));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(SocketChannel connection) {
		try {
			InputStream in = Channels.newInputStream(connection);
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int next = in.read();
				if (next < 0) {
					connection.close();
					return;
				}
				head.write(next);
			}
			String[] line = head.toString(StandardCharsets.ISO_8859_1).split("\r\n")[0].split(" ");
			String path = line[1].replaceAll("\\?.*", "");
			this.requests.add(line[0] + " " + path);
			answer(connection, path);
		}
		catch (IOException ex) {
			// The other side has had enough
		}
	}

	private void answer(SocketChannel connection, String path) throws IOException {
		for (Map.Entry<String, String> answer : this.answers.entrySet()) {
			if (path.endsWith(answer.getKey())) {
				if (!answer.getValue().equals(SILENCE)) {
					OutputStream out = Channels.newOutputStream(connection);
					out.write(answer.getValue().getBytes(StandardCharsets.UTF_8));
					connection.close();
				}
				return;
			}
		}
		connection.close();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (SocketChannel connection : this.connections) {
			connection.close();
		}
	}

}
