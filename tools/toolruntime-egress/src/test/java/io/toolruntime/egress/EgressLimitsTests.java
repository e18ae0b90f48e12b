package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What a client may take of time and space, and that its place is free afterwards. */
@Timeout(60)
class EgressLimitsTests {

	private static final Duration SHORT = Duration.ofMillis(400);

	private static final Duration LONG = TestProxy.LONG;

	private static EgressLimits times(Duration head, Duration connect, Duration idle, Duration whole) {
		return EgressLimits.DEFAULTS.withConnections(1).withTimeouts(head, connect, idle, whole);
	}

	/** There is one place only. */
	private static void assertPlaceIsFree(TestProxy proxy) {
		eventually(proxy, "not.allowed.test:1", "HTTP/1.1 403 ");
	}

	private static void eventually(TestProxy proxy, String target, String expected) {
		TestProxy.eventually(() -> {
			try {
				return proxy.connect(target);
			}
			catch (IOException ex) {
				return "";
			}
		}, (answer) -> answer.contains(expected));
	}

	/** A tunnel, as soon as there is a place for it. */
	private static TestClient tunnel(TestProxy proxy, String target) throws IOException {
		while (true) {
			TestClient client = proxy.client();
			if (client.connect(target).startsWith("HTTP/1.1 200 ")) {
				return client;
			}
			client.close();
		}
	}

	@Test
	void aHeadThatIsTooLargeIsRefused() throws IOException {
		try (TestProxy proxy = TestProxy.allowing("*")) {
			int most = EgressLimits.DEFAULTS.headBytes();
			String start = "GET http://8.8.8.8:1/ HTTP/1.1\r\nHost: x\r\n";
			for (String bomb : List.of(start + "X: " + "x".repeat(most), start + "X: 1\r\n".repeat(most),
					"G".repeat(most + 1), "GET http://" + "a".repeat(most), start + "x".repeat(3 * most))) {
				assertThat(proxy.answer(bomb)).startsWith("HTTP/1.1 400 ").contains("more than " + most + " bytes");
			}
		}
	}

	@Test
	void aHeadMayHaveAsManyBytesAsItMay() throws IOException {
		try (TestProxy proxy = TestProxy.allowing("a.test")) {
			String head = "CONNECT b.test:1 HTTP/1.1\r\nX: \r\n\r\n";
			int most = EgressLimits.DEFAULTS.headBytes();
			String full = head.replace("X: ", "X: " + "x".repeat(most - head.length()));
			assertThat(proxy.answer(full)).startsWith("HTTP/1.1 403 ");
			assertThat(proxy.answer(full.replace("X:", "XX:"))).startsWith("HTTP/1.1 400 ");
		}
	}

	@Test
	void aClientThatIsSlowToAskLosesItsPlace() throws Exception {
		try (TestProxy proxy = TestProxy.with().limits(times(SHORT, LONG, LONG, LONG)).allowing();
				TestClient client = proxy.client()) {
			long start = System.nanoTime();
			assertThatIOException().isThrownBy(() -> {
				for (int i = 0; i < 200; i++) {
					client.send("G");
					Thread.sleep(50);
				}
			});
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
			assertThat(proxy.event(EgressVerdict.TOO_SLOW).host()).isEmpty();
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aClientThatNeverAsksLosesItsPlace() throws IOException {
		try (TestProxy proxy = TestProxy.with().limits(times(SHORT, LONG, LONG, LONG)).allowing();
				TestClient client = proxy.client()) {
			assertThat(client.rest()).isEmpty();
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aClientThatIsSlowToBeginTlsLosesItsPlace() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(times(SHORT, LONG, LONG, LONG))
					.tlsPort(server.port())
					.allowing(server.pin("api.test"));
				TestClient silent = proxy.client()) {
			silent.connect("api.test:" + server.port());
			assertThat(silent.rest()).isEmpty();
			assertPlaceIsFree(proxy);
			try (TestClient slow = tunnel(proxy, "api.test:" + server.port())) {
				assertThat(slow.send(new byte[] { 22, 3, 1 }).rest()).isEmpty();
			}
			TestProxy.eventually(proxy::verdicts,
					(all) -> all.stream().filter(EgressVerdict.TOO_SLOW::equals).count() == 2);
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aTunnelThatLooksLikeTlsIsNotWaitedForLongerAtOtherPorts() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(times(SHORT, LONG, LONG, LONG))
					.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.send(new byte[] { 22, 3, 1 }).rest()).isEmpty();
			proxy.event(EgressVerdict.TOO_SLOW);
		}
	}

	@Test
	void aTunnelOnWhichNothingMovesIsClosed() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, LONG, SHORT, LONG))
					.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.rest()).isEmpty();
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aTunnelOnWhichSomethingMovesIsNotIdle() throws Exception {
		Duration idle = Duration.ofMillis(2500);
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, LONG, idle, LONG))
					.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			for (int i = 0; i < 7; i++) {
				Thread.sleep(500);
				assertThat(client.send("x").read(1)).isEqualTo("x");
			}
		}
	}

	@Test
	void aServerThatNeverAnswersIsNotWaitedForForEver() throws IOException {
		try (TestServer server = new TestServer((in, out) -> in.readAllBytes());
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, LONG, SHORT, LONG))
					.allowing(server.pin("api.test"))) {
			assertThat(proxy.get("http://api.test:" + server.port() + "/")).doesNotContain("200");
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aClientThatDoesNotReadIsNotWaitedForForEver() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			while (true) {
				out.write(new byte[10_000]);
			}
		});
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, LONG, SHORT, LONG))
					.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aConnectionEndsAfterItsLifetimeWhateverMoves() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, LONG, LONG, Duration.ofMillis(800)))
					.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThatIOException().isThrownBy(() -> {
				for (int i = 0; i < 200; i++) {
					client.send("x");
					if (client.read(1).isEmpty()) {
						throw new IOException("closed");
					}
					Thread.sleep(50);
				}
			});
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aConnectionCarriesNoMoreBytesThanItMay() throws IOException {
		EgressLimits limits = times(LONG, LONG, LONG, LONG).withBytes(100_000);
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with().limits(limits).allowing(server.pin("api.test"))) {
			try (TestClient client = proxy.client()) {
				client.connect("api.test:" + server.port());
				for (int i = 0; i < 4; i++) {
					client.send("x".repeat(10_000));
					assertThat(client.read(10_000)).hasSize(10_000);
				}
				client.send("x".repeat(20_000));
				assertThat(client.rest()).hasSizeLessThan(20_000);
			}
			proxy.event(EgressVerdict.TOO_MANY_BYTES);
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void anAnswerIsCutOffAtTheBytesOfAConnection() throws IOException {
		EgressLimits limits = times(LONG, LONG, LONG, LONG).withBytes(50_000);
		try (TestServer server = TestServer.answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(200_000));
				TestProxy proxy = TestProxy.with().limits(limits).allowing(server.pin("api.test"))) {
			assertThat(proxy.get("http://api.test:" + server.port() + "/")).hasSizeLessThan(50_000);
			proxy.event(EgressVerdict.TOO_MANY_BYTES);
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void whoFindsNoPlaceIsToldSo() throws IOException {
		EgressLimits limits = EgressLimits.DEFAULTS.withConnections(2);
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with().limits(limits).allowing(server.pin("api.test"))) {
			try (TestClient first = proxy.client(); TestClient second = proxy.client()) {
				first.connect("api.test:" + server.port());
				second.connect("api.test:" + server.port());
				for (int i = 0; i < 200; i++) {
					try (TestClient third = proxy.client()) {
						String answer = third.rest();
						/* When very many come, some are only closed */
						assertThat(answer.isEmpty() && i >= 64
								|| answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n"))
							.isTrue();
					}
				}
				assertThat(proxy.event(EgressVerdict.FULL).reason()).contains("as many connections");
				assertThat(first.send("still here").read(10)).isEqualTo("still here");
			}
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void whoFindsNoPlaceIsToldSoAlsoAfterAsking() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.limits(EgressLimits.DEFAULTS.withConnections(1))
					.allowing(server.pin("api.test"));
				TestClient first = proxy.client()) {
			first.connect("api.test:" + server.port());
			assertThat(proxy.get("http://api.test:" + server.port() + "/")).startsWith("HTTP/1.1 503 ");
		}
	}

	@Test
	void whoGoesBeforeItIsServedKeepsNobodyWaiting() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with()
					.tcp()
					.limits(EgressLimits.DEFAULTS.withConnections(1))
					.allowing(server.pin("api.test"))) {
			try (TestClient first = proxy.client()) {
				first.connect("api.test:" + server.port());
				for (int i = 0; i < 300; i++) {
					try (TestClient gone = proxy.client()) {
						/* Its end is a reset */
						gone.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
					}
				}
				assertThat(first.send("still here").read(10)).isEqualTo("still here");
			}
			assertPlaceIsFree(proxy);
		}
	}

	@Test
	void aHostThatDoesNotAcceptInTimeIsATimeout() throws IOException {
		List<SocketChannel> waiting = new ArrayList<>();
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				TestProxy proxy = TestProxy.with()
					.limits(times(LONG, SHORT, LONG, LONG))
					.allowing("api.test=127.0.0.1")) {
			/* Linux drops what comes once the queue is full */
			for (int i = 0; i < 4; i++) {
				SocketChannel one = SocketChannel.open();
				one.configureBlocking(false);
				one.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()));
				waiting.add(one);
			}
			assertThat(proxy.connect("api.test:" + full.getLocalPort())).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
			assertThat(proxy.verdicts()).containsExactly(EgressVerdict.CONNECT_TIMEOUT);
		}
		finally {
			for (SocketChannel one : waiting) {
				one.close();
			}
		}
	}

	@Test
	void aHostThatRefusesIsABadGateway() throws IOException {
		int port;
		try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = gone.getLocalPort();
		}
		try (TestProxy proxy = TestProxy.allowing("api.test=127.0.0.1")) {
			assertThat(proxy.connect("api.test:" + port)).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
			assertThat(proxy.event(EgressVerdict.UNREACHABLE).host()).isEqualTo("api.test");
		}
	}

	@Test
	void aResolverThatHangsIsATimeoutAndKeepsNoPlace() throws IOException {
		CountDownLatch answer = new CountDownLatch(1);
		HostResolver hanging = (name) -> {
			while (true) {
				try {
					answer.await();
					throw new UnknownHostException(name);
				}
				catch (InterruptedException ex) {
					/* As the system's resolver, which nobody can interrupt */
				}
			}
		};
		try (TestProxy proxy = TestProxy.with()
			.limits(times(LONG, SHORT, LONG, LONG))
			.resolver(hanging)
			.allowing("*.slow.test")) {
			assertThat(proxy.connect("a.slow.test:443")).startsWith("HTTP/1.1 504 ");
			assertPlaceIsFree(proxy);
			/* Its thread is still taken, and there are as many as there are places */
			eventually(proxy, "b.slow.test:443", "Too many names are being looked up");
			answer.countDown();
			eventually(proxy, "c.slow.test:443", "HTTP/1.1 502 ");
		}
	}

	@Test
	void aListenerThatThrowsHarmsNothing() throws IOException {
		List<EgressEvent> heard = new ArrayList<>();
		try (TestServer server = TestServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
				EgressProxy proxy = new EgressProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
						EgressPolicy.of(server.pin("api.test")), EgressLimits.DEFAULTS.withConnections(1),
						HostResolver.system(), (event) -> {
							synchronized (heard) {
								heard.add(event);
							}
							if (heard.size() % 2 == 0) {
								throw new IllegalStateException("listener");
							}
							throw new AssertionError("listener");
						})) {
			var address = proxy.start();
			for (int i = 0; i < 4; i++) {
				String answer = TestProxy.eventually(() -> {
					try (TestClient client = new TestClient(address)) {
						return client
							.send("GET http://api.test:" + server.port() + "/ HTTP/1.1\r\nHost: api.test\r\n\r\n")
							.rest();
					}
					catch (IOException ex) {
						return "";
					}
				}, (text) -> !text.startsWith("HTTP/1.1 503 "));
				assertThat(answer).startsWith("HTTP/1.1 200 OK");
			}
			assertThat(heard).hasSizeGreaterThanOrEqualTo(4);
		}
	}

	@Test
	void limitsOutOfTheirRangeAreNamed() {
		EgressLimits limits = EgressLimits.DEFAULTS;
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withConnections(0))
			.withMessageContaining("connections");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withBytes(-1)).withMessageContaining("bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withTimeouts(LONG, Duration.ZERO, LONG, LONG))
			.withMessageContaining("connectTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> limits.withTimeouts(LONG, LONG, Duration.ofDays(8), LONG))
			.withMessageContaining("idleTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> new EgressLimits(1, 511, 512, LONG, LONG, LONG, LONG, 0))
			.withMessageContaining("headBytes");
	}

}
