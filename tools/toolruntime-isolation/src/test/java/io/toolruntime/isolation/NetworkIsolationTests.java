package io.toolruntime.isolation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import io.toolruntime.caller.Caller;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.IsolationMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A tool with a network of its own reaches the hosts that it may, and nothing else. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("hasBubblewrap")
class NetworkIsolationTests {

	private final AtomicInteger reached = new AtomicInteger();

	private HttpServer allowed;

	private HttpServer forbidden;

	private Isolated tools;

	static boolean hasBubblewrap() {
		return Programs.find("bwrap").isPresent();
	}

	@BeforeAll
	void start() throws IOException {
		this.forbidden = server();
		this.forbidden.createContext("/", (exchange) -> {
			this.reached.incrementAndGet();
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.allowed = server();
		this.allowed.createContext("/", (exchange) -> {
			byte[] answer = "hello".getBytes(StandardCharsets.US_ASCII);
			if (exchange.getRequestURI().getPath().equals("/away")) {
				exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port(this.forbidden) + "/");
				exchange.sendResponseHeaders(302, -1);
			}
			else {
				exchange.sendResponseHeaders(200, answer.length);
				exchange.getResponseBody().write(answer);
			}
			exchange.close();
		});
		this.tools = new Isolated(Isolated.isolator(IsolationMode.LOCAL_NETWORK, Map.of(), IsolationSettings.DEFAULTS,
				List.of("allowed.test:" + port(this.allowed) + "=127.0.0.1", "moved.test"), (name) -> {
					if (name.equals("moved.test")) {
						// Whoever holds the name says now that it is here
						return List.of(InetAddress.getLoopbackAddress());
					}
					throw new UnknownHostException(name);
				}), Caller.named("ann"), Limits.NONE);
	}

	private static HttpServer server() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.start();
		return server;
	}

	private static int port(HttpServer server) {
		return server.getAddress().getPort();
	}

	@AfterEach
	void nothingElseWasReached() {
		assertThat(this.reached).hasValue(0);
	}

	@AfterAll
	void end() {
		this.tools.close();
		this.allowed.stop(0);
		this.forbidden.stop(0);
	}

	private String fetch(String url) {
		return String.valueOf(this.tools.call("fetch", "url", url));
	}

	@Test
	void anAllowedHostIsReached() {
		assertThat(fetch("http://allowed.test:" + port(this.allowed) + "/")).isEqualTo("200 hello");
		assertThat(this.tools.last().run().mode()).isSameAs(IsolationMode.LOCAL_NETWORK);
	}

	@Test
	void anotherPortOfAnAllowedHostIsNot() {
		assertThat(fetch("http://allowed.test:" + port(this.forbidden) + "/")).startsWith("403 ");
	}

	@Test
	void aHostIsNotReachedByName() {
		assertThat(fetch("http://localhost:" + port(this.forbidden) + "/")).startsWith("403 ");
	}

	@Test
	void aHostIsNotReachedByNumber() {
		assertThat(fetch("http://127.0.0.1:" + port(this.forbidden) + "/")).startsWith("403 ");
		assertThat(fetch("http://2130706433:" + port(this.forbidden) + "/")).doesNotStartWith("200");
		assertThat(fetch("http://[::1]:" + port(this.forbidden) + "/")).doesNotStartWith("200");
	}

	@Test
	void aHostIsNotReachedByRedirect() {
		assertThat(fetch("http://allowed.test:" + port(this.allowed) + "/away")).startsWith("403 ");
	}

	@Test
	void aHostIsNotReachedByAChangeOfTheDns() {
		assertThat(fetch("http://moved.test:" + port(this.forbidden) + "/")).startsWith("403 ");
	}

	@Test
	void withoutTheProxyThereIsNothing() throws Exception {
		assertThat(connect("127.0.0.1", port(this.allowed))).isEqualTo("ConnectException");
		assertThat(connect("169.254.169.254", 80)).isNotEqualTo("connected");
		for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
			for (InetAddress address : network.inetAddresses().toList()) {
				assertThat(connect(address.getHostAddress(), port(this.forbidden))).isNotEqualTo("connected");
			}
		}
	}

	private Object connect(String host, int port) {
		return this.tools.call("connect", "host", host, "port", port);
	}

	/** A socket that is a file is reached through any network. */
	@Test
	void socketsOfTheMachineAreNotThere() throws Exception {
		Path file = Path.of("/tmp", "tr-iso-test-" + ProcessHandle.current().pid() + ".sock");
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(file));

			assertThat(this.tools.call("unix", "path", file.toString())).isEqualTo("SocketException");
		}
		finally {
			Files.deleteIfExists(file);
		}
		assertThat(this.tools.call("unix", "path", "/var/run/docker.sock")).isNotEqualTo("connected");
	}

	@Test
	void theEnvironmentHasNothingButTheWayOut() {
		assertThat((Map<?, ?>) this.tools.call("environment"))
			.extracting((map) -> map.keySet().stream().sorted().toList())
			.isIn(List.of("HTTPS_PROXY", "HTTP_PROXY", "LANG", "http_proxy", "https_proxy"),
					List.of("HTTPS_PROXY", "HTTP_PROXY", "LANG", "PWD", "http_proxy", "https_proxy"));
	}

	@Test
	void itIsAloneWithItsProcesses() {
		assertThat(((Number) this.tools.call("pid")).longValue()).isLessThan(20);
	}

	@Test
	void theFilesOfTheMachineAreNotThere() {
		assertThat(this.tools.call("unix", "path", "/etc/shadow")).isEqualTo("SocketException");
		assertThat(catchThrowable(() -> this.tools.call("read", "path", "/etc/passwd"))).isNotNull();
	}

	/** As where this application is not root. */
	@Test
	void withoutAUserOfItsOwnTheNetworkIsTheSame() {
		IsolationSettings defaults = IsolationSettings.DEFAULTS;
		IsolationSettings sameUser = new IsolationSettings(2, defaults.idle(), 10, false, false, List.of(), Set.of());
		try (Isolated tools = new Isolated(
				Isolated.isolator(IsolationMode.LOCAL_NETWORK, Map.of(), sameUser,
						List.of("allowed.test:" + port(this.allowed) + "=127.0.0.1"), HostResolver.system()),
				Caller.named("ann"), Limits.NONE)) {
			assertThat(tools.isolator().status().get("user")).contains("this contains crashes, not malice");
			assertThat(tools.call("fetch", "url", "http://allowed.test:" + port(this.allowed) + "/"))
				.isEqualTo("200 hello");
			assertThat(tools.call("connect", "host", "127.0.0.1", "port", port(this.forbidden)))
				.isEqualTo("ConnectException");
			assertThat(tools.call("unix", "path", "/var/run/docker.sock")).isEqualTo("SocketException");
		}
	}

	@Test
	void aCrashIsSeenThroughTheEnclosure() {
		assertThat(catchThrowableOfType(IsolatedToolException.class, () -> this.tools.call("unsafe")).getRun().signal())
			.isEqualTo("SIGSEGV");
		assertThat(this.tools.call("echo", "value", 1)).isEqualTo(1);
	}

}
