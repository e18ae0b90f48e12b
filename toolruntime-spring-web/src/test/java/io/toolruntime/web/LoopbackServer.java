package io.toolruntime.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.function.RouterFunction;

import io.toolruntime.ToolRuntime;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.runtime.DefaultRuntime;

/** The API in a real server on a port of the loopback interface, and clients of it. */
final class LoopbackServer implements AutoCloseable {

	private final Tomcat tomcat = new Tomcat();

	private final String contextPath;

	private final DefaultRuntime router;

	private final Path directory;

	final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(20))
		.build();

	private LoopbackServer(String contextPath, HttpApiSettings settings, DefaultRuntime router, ToolRuntime runtime,
			int maxWaiting) {
		this.contextPath = contextPath;
		this.router = router;
		ToolRuntimeHttpApi api = new ToolRuntimeHttpApi(settings, runtime, router.gateways(),
				new PrincipalCallerResolver(CallerResolver.ANONYMOUS), Duration.ofMillis(50), maxWaiting);
		try {
			this.directory = Files.createTempDirectory("toolruntime-web");
			Connector connector = new Connector();
			connector.setPort(0);
			connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
			// A client that does not read is given up after this
			connector.setProperty("connectionTimeout", "20000");
			connector.setProperty("socket.txBufSize", "8192");
			this.tomcat.setBaseDir(this.directory.toString());
			this.tomcat.setConnector(connector);
			Context context = this.tomcat.addContext(contextPath, this.directory.toString());
			AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
			spring.register(WebMvc.class);
			spring.addBeanFactoryPostProcessor(
					(factory) -> factory.registerSingleton("toolRuntimeHttpApi", (RouterFunction<?>) api.routes()));
			Tomcat.addServlet(context, "spring", new DispatcherServlet(spring)).setLoadOnStartup(1);
			context.addServletMappingDecoded("/", "spring");
			this.tomcat.start();
		}
		catch (IOException | LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static LoopbackServer of(ScriptedBackend.Guest guest) {
		return of("", HttpApiSettings.DEFAULTS, guest);
	}

	static LoopbackServer of(String contextPath, HttpApiSettings settings, ScriptedBackend.Guest guest) {
		DefaultRuntime router = Api.router(new ScriptedBackend(guest));
		return new LoopbackServer(contextPath, settings, router, router, EventQueue.MAX_WAITING);
	}

	static LoopbackServer withQueueOf(int maxWaiting, ScriptedBackend.Guest guest) {
		DefaultRuntime router = Api.router(new ScriptedBackend(guest));
		return new LoopbackServer("", HttpApiSettings.DEFAULTS, router, router, maxWaiting);
	}

	int port() {
		return this.tomcat.getConnector().getLocalPort();
	}

	URI uri(String path) {
		return URI.create("http://localhost:" + port() + this.contextPath + "/toolruntime" + path);
	}

	HttpRequest.Builder post(String path, String body) {
		return HttpRequest.newBuilder(uri(path))
			.timeout(Duration.ofSeconds(60))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Connects, sends a request as it stands, and leaves the answer unread. */
	Socket open(String request) throws IOException {
		Socket socket = new Socket();
		// Small, so that what is not read soon stands in the way of what follows
		socket.setReceiveBufferSize(256 << 10);
		socket.setSoTimeout(30_000);
		socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
		OutputStream out = socket.getOutputStream();
		out.write(request.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
		return socket;
	}

	/** Sends a request as it stands and reads the answer until the server closes. */
	String raw(String request) throws IOException {
		try (Socket socket = open(request); InputStream in = socket.getInputStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Override
	public void close() {
		this.router.close();
		try {
			this.tomcat.stop();
			this.tomcat.destroy();
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (LifecycleException | IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class WebMvc {

	}

}
