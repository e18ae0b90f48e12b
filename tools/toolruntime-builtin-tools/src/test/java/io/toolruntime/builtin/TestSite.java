package io.toolruntime.builtin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** A web server on loopback that keeps what it was asked. */
final class TestSite implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<String> paths = new HashSet<>();

	private final List<Asked> asked = new CopyOnWriteArrayList<>();

	private TestSite(HttpServer server) {
		this.server = server;
		server.setExecutor(this.threads);
		server.start();
	}

	static TestSite http() throws IOException {
		return new TestSite(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50));
	}

	static TestSite https(SSLContext tls) throws IOException {
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		server.setHttpsConfigurator(new HttpsConfigurator(tls));
		return new TestSite(server);
	}

	TestSite on(String path, HttpHandler handler) {
		if (this.paths.contains(path)) {
			this.server.removeContext(path);
		}
		this.paths.add(path);
		this.server.createContext(path, (exchange) -> {
			byte[] body = exchange.getRequestBody().readAllBytes();
			this.asked.add(new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					exchange.getRequestHeaders(), new String(body, StandardCharsets.UTF_8)));
			try (exchange) {
				handler.handle(exchange);
			}
		});
		return this;
	}

	TestSite text(String path, String text) {
		return on(path, (exchange) -> answer(exchange, 200, "text/plain; charset=utf-8",
				text.getBytes(StandardCharsets.UTF_8)));
	}

	TestSite redirect(String path, int status, String location) {
		return on(path, (exchange) -> {
			exchange.getResponseHeaders().set("Location", location);
			answer(exchange, status, "text/plain", "moved".getBytes(StandardCharsets.UTF_8));
		});
	}

	static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", type);
		boolean head = exchange.getRequestMethod().equals("HEAD");
		exchange.sendResponseHeaders(status, (head || body.length == 0) ? -1 : body.length);
		if (!head && body.length > 0) {
			exchange.getResponseBody().write(body);
		}
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	/** An entry of the hosts that may be reached, that puts a name here. */
	String pinned(String name) {
		return name + ":" + port() + "=127.0.0.1";
	}

	String url(String host, String path) {
		return "http://" + host + ":" + port() + path;
	}

	List<Asked> asked() {
		return this.asked;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/** What somebody asked. */
	record Asked(String method, String uri, Headers headers, String body) {

	}

}
