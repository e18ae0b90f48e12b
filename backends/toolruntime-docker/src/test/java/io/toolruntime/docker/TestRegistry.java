package io.toolruntime.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A registry with the part of its API that reads, as the OCI distribution specification
 * has it. Engines take those of 127.0.0.0/8 without TLS.
 */
final class TestRegistry implements AutoCloseable {

	private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

	/** How TLS begins. */
	private static final int HANDSHAKE = 0x16;

	private final HttpServer server;

	/** Engines try TLS first, and wait long for one that does not hang up. */
	private final ServerSocket front;

	private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

	/** By name and tag or digest. */
	private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

	private final Map<String, List<String>> tags = new ConcurrentHashMap<>();

	private final List<String> pulls = new CopyOnWriteArrayList<>();

	private volatile @Nullable String credentials;

	private volatile boolean bearer;

	private volatile CountDownLatch open = new CountDownLatch(0);

	private TestRegistry(HttpServer server, ServerSocket front) {
		this.server = server;
		this.front = front;
	}

	static TestRegistry start() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		TestRegistry registry = new TestRegistry(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
		server.createContext("/", registry::handle);
		server.start();
		inBackground(registry::accept);
		return registry;
	}

	private static void inBackground(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// Closed
			}
		}, "test-registry");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() throws IOException {
		while (true) {
			Socket engine = this.front.accept();
			inBackground(() -> serve(engine));
		}
	}

	private void serve(Socket engine) throws IOException {
		try (engine) {
			int first = engine.getInputStream().read();
			if (first < 0 || first == HANDSHAKE) {
				return;
			}
			try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), this.server.getAddress().getPort())) {
				inBackground(() -> behind.getInputStream().transferTo(engine.getOutputStream()));
				behind.getOutputStream().write(first);
				engine.getInputStream().transferTo(behind.getOutputStream());
			}
		}
	}

	/** Lets in whoever has a password, asked for as {@code Basic}. */
	TestRegistry basic(String username, String password) {
		this.credentials = "Basic "
				+ Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
		return this;
	}

	/** Lets in whoever has a token, which whoever has a password gets. */
	TestRegistry bearer(String username, String password) {
		this.bearer = true;
		return basic(username, password);
	}

	String address() {
		return "127.0.0.1:" + this.front.getLocalPort();
	}

	/** Puts an image there, of one file, with environment and volumes. */
	String image(String name, String tag, String file, String config) {
		byte[] layer = layer(file);
		String digest = digest(layer);
		this.blobs.put(digest, layer);
		byte[] configuration = ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"config\": " + config
				+ ", \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [\"" + digest + "\"]}}")
			.getBytes(StandardCharsets.UTF_8);
		this.blobs.put(digest(configuration), configuration);
		byte[] manifest = """
				{"schemaVersion": 2, "mediaType": "%s",
				 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": %d, "digest": "%s"},
				 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar", "size": %d, "digest": "%s"}]}
				""".formatted(MANIFEST, configuration.length, digest(configuration), layer.length, digest)
			.getBytes(StandardCharsets.UTF_8);
		this.manifests.put(name + "/" + tag, manifest);
		this.manifests.put(name + "/" + digest(manifest), manifest);
		this.tags.computeIfAbsent(name, (key) -> new CopyOnWriteArrayList<>()).add(tag);
		return address() + "/" + name + ":" + tag;
	}

	/** Answers nobody until {@link #release()}. */
	void hold() {
		this.open = new CountDownLatch(1);
	}

	void release() {
		this.open.countDown();
	}

	/** Loses what images are made of, and still says that it has them. */
	void loseLayers() {
		this.blobs.clear();
	}

	/** Lists what was asked for by its tag: names and tags. */
	List<String> pulls() {
		return this.pulls;
	}

	/* A tar archive of one file whose name begins with the text. */
	private static byte[] layer(String text) {
		byte[] header = new byte[512];
		put(header, 0, text);
		put(header, 100, "0000644\0000000000\0000000000\00000000000000\00000000000000\0");
		Arrays.fill(header, 148, 156, (byte) ' ');
		header[156] = '0';
		put(header, 257, "ustar\00000");
		int sum = 0;
		for (byte value : header) {
			sum += value & 0xff;
		}
		put(header, 148, "%06o\0 ".formatted(sum));
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		archive.writeBytes(header);
		archive.writeBytes(new byte[1024]);
		return archive.toByteArray();
	}

	private static void put(byte[] into, int offset, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(bytes, 0, into, offset, bytes.length);
	}

	private static String digest(byte[] bytes) {
		try {
			return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new UncheckedIOException(new IOException(ex));
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			awaitOpen();
			String path = exchange.getRequestURI().getPath();
			String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
			if (path.equals("/token")) {
				boolean known = authorization.equals(this.credentials);
				answer(exchange, known ? 200 : 401, "application/json",
						bytes(known ? "{\"token\": \"let-in\"}" : "{\"errors\": []}"));
			}
			else if (this.credentials != null
					&& !authorization.equals(this.bearer ? "Bearer let-in" : this.credentials)) {
				exchange.getResponseHeaders()
					.add("WWW-Authenticate",
							this.bearer ? "Bearer realm=\"http://" + address() + "/token\",service=\"test\""
									: "Basic realm=\"test\"");
				answer(exchange, 401, "application/json",
						bytes("{\"errors\": [{\"code\": \"UNAUTHORIZED\", \"message\": \"who are you\"}]}"));
			}
			else {
				serve(exchange, path);
			}
		}
	}

	private void awaitOpen() throws IOException {
		try {
			this.open.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException();
		}
	}

	private void serve(HttpExchange exchange, String path) throws IOException {
		String[] parts = path.split("/");
		if (parts.length < 5) {
			answer(exchange, 200, "application/json", bytes("{}"));
			return;
		}
		String name = parts[2];
		String what = parts[4];
		byte[] found = switch (parts[3]) {
			case "manifests" -> this.manifests.get(name + "/" + what);
			case "blobs" -> this.blobs.get(what);
			case "tags" -> bytes("{\"name\": \"" + name + "\", \"tags\": [\""
					+ String.join("\", \"", this.tags.getOrDefault(name, List.of())) + "\"]}");
			default -> null;
		};
		if (parts[3].equals("manifests") && !what.startsWith("sha256:")
				&& exchange.getRequestMethod().equals("HEAD") | found == null) {
			this.pulls.add(name + ":" + what);
		}
		if (found == null) {
			answer(exchange, 404, "application/json",
					bytes("{\"errors\": [{\"code\": \"MANIFEST_UNKNOWN\", \"message\": \"manifest unknown\"}]}"));
			return;
		}
		if (parts[3].equals("manifests")) {
			exchange.getResponseHeaders().add("Docker-Content-Digest", digest(found));
		}
		answer(exchange, 200, parts[3].equals("manifests") ? MANIFEST : "application/octet-stream", found);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		exchange.getResponseHeaders().add("Content-Type", type);
		exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
		if (exchange.getRequestMethod().equals("HEAD")) {
			exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
			exchange.sendResponseHeaders(status, -1);
			return;
		}
		exchange.sendResponseHeaders(status, body.length);
		exchange.getResponseBody().write(body);
	}

	@Override
	public void close() throws IOException {
		this.front.close();
		this.server.stop(0);
	}

	private interface Task {

		void run() throws IOException;

	}

}
