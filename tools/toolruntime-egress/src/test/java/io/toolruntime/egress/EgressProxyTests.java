package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Where it listens, how many it serves at once, and that nothing is left of it. */
@Timeout(120)
class EgressProxyTests {

	@TempDir
	Path directory;

	private final List<EgressProxy> proxies = new ArrayList<>();

	private EgressProxy proxy(SocketAddress address, String... entries) {
		EgressProxy proxy = new EgressProxy(address, EgressPolicy.of(entries));
		this.proxies.add(proxy);
		return proxy;
	}

	private Path socket() {
		return this.directory.resolve("egress.sock");
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("toolruntime-egress-"))
			.peek((thread) -> assertThat(thread.isDaemon()).isTrue())
			.map(Thread::getName)
			.toList();
	}

	private static long sockets() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((descriptor) -> {
				try {
					return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
				}
				catch (IOException ex) {
					return false;
				}
			}).count();
		}
	}

	@AfterEach
	void closeAll() {
		this.proxies.forEach(EgressProxy::close);
	}

	@Test
	void theSocketIsItsOwnersAndLeavesNothingBesideIt() throws IOException {
		EgressProxy proxy = proxy(UnixDomainSocketAddress.of(socket()));
		assertThat(proxy.start()).isEqualTo(UnixDomainSocketAddress.of(socket()));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket()))).isEqualTo("rw-------");
		assertThat(files()).containsExactly("egress.sock");
		proxy.close();
		assertThat(files()).isEmpty();
	}

	@Test
	void aFileThatIsThereIsNotTouched() throws IOException {
		Files.writeString(socket(), "somebody's");
		assertThatExceptionOfType(FileAlreadyExistsException.class)
			.isThrownBy(() -> proxy(UnixDomainSocketAddress.of(socket())).start())
			.withMessageContaining("egress.sock");
		closeAll();
		assertThat(socket()).hasContent("somebody's");
		assertThat(files()).containsExactly("egress.sock");
	}

	@Test
	void aSocketThatTookItsPlaceIsNotDeleted() throws IOException {
		EgressProxy first = proxy(UnixDomainSocketAddress.of(socket()));
		first.start();
		Files.move(socket(), this.directory.resolve("moved.sock"));
		proxy(UnixDomainSocketAddress.of(socket())).start();
		first.close();
		assertThat(files()).contains("egress.sock");
	}

	@Test
	void aDirectoryThatIsNotThereIsNamed() {
		Path lost = this.directory.resolve("lost").resolve("egress.sock");
		assertThatExceptionOfType(NoSuchFileException.class)
			.isThrownBy(() -> proxy(UnixDomainSocketAddress.of(lost)).start())
			.withMessageContaining(lost.getParent().toString());
	}

	@Test
	void aPathThatIsTooLongForASocketIsAnErrorAndLeavesNothing() throws IOException {
		Path path = this.directory.resolve("x".repeat(200));
		EgressProxy proxy = proxy(UnixDomainSocketAddress.of(path));
		assertThatIOException().isThrownBy(proxy::start);
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "::", "192.0.2.1", "10.0.0.1" })
	void itListensForNobodyElse(String host) throws IOException {
		InetAddress address = InetAddress.getByName(host);
		assertThatIllegalArgumentException().isThrownBy(() -> proxy(new InetSocketAddress(address, 0)))
			.withMessageContaining("loopback");
	}

	@Test
	void itListensOnNothingUnknown() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> proxy(InetSocketAddress.createUnresolved("localhost", 0)));
		assertThatIllegalArgumentException().isThrownBy(() -> proxy(UnixDomainSocketAddress.of("")));
		assertThatIllegalArgumentException().isThrownBy(() -> proxy(new InetSocketAddress(0)));
	}

	@Test
	void itIsStartedOnce() throws IOException {
		EgressProxy proxy = proxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		proxy.start();
		assertThatIllegalStateException().isThrownBy(proxy::start);
		proxy.close();
		proxy.close();
		assertThatIllegalStateException().isThrownBy(proxy::start);
		EgressProxy never = proxy(UnixDomainSocketAddress.of(socket()));
		never.close();
		assertThatIllegalStateException().isThrownBy(never::start);
		assertThat(files()).isEmpty();
	}

	@Test
	void twoHundredClientsAtOnceGetTheirOwnAnswers() throws Exception {
		int clients = 200;
		ExecutorService threads = Executors.newFixedThreadPool(clients);
		try (TestServer plain = new TestServer((in, out) -> {
			String head = TestServer.head(in);
			String path = head.substring(4, head.indexOf(' ', 4));
			out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path).getBytes());
		}); TestServer echo = TestServer.echo()) {
			EgressProxy proxy = proxy(UnixDomainSocketAddress.of(socket()), plain.pin("plain.test"),
					echo.pin("echo.test"));
			SocketAddress address = proxy.start();
			List<Callable<Boolean>> work = new ArrayList<>();
			for (int i = 0; i < clients; i++) {
				String own = "/client-" + i + "/" + "x".repeat(i * 37 % 5000);
				boolean tunnel = i % 2 == 0;
				work.add(() -> {
					try (TestClient client = new TestClient(address)) {
						if (tunnel) {
							client.connect("echo.test:" + echo.port());
							for (int round = 0; round < 5; round++) {
								if (!client.send(own + round).read(own.length() + 1).equals(own + round)) {
									return false;
								}
							}
							return client.end().rest().isEmpty();
						}
						return client
							.send("GET http://plain.test:" + plain.port() + own + " HTTP/1.1\r\nHost: x\r\n\r\n")
							.rest()
							.endsWith("\r\n\r\n" + own);
					}
				});
			}
			for (Future<Boolean> done : threads.invokeAll(work)) {
				assertThat(done.get()).isTrue();
			}
			assertThat(plain.connections()).isEqualTo(clients / 2);
			assertThat(echo.connections()).isEqualTo(clients / 2);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void beforeTheFirstConnectionThereIsOnlyTheThreadThatListens() throws IOException {
		assertThat(TestProxy.eventually(EgressProxyTests::threads, List::isEmpty)).isEmpty();
		EgressProxy proxy = proxy(UnixDomainSocketAddress.of(socket()));
		assertThat(threads()).isEmpty();
		proxy.start();
		assertThat(threads()).hasSize(1).allMatch((name) -> name.startsWith("toolruntime-egress-accept-"));
	}

	@Test
	void threadsThatHaveNothingToDoEnd() throws IOException {
		SocketAddress address = proxy(UnixDomainSocketAddress.of(socket())).start();
		for (int i = 0; i < 20; i++) {
			try (TestClient client = new TestClient(address)) {
				assertThat(client.connect("a.test:1")).startsWith("HTTP/1.1 403 ");
			}
		}
		TestProxy.eventually(EgressProxyTests::threads, (names) -> names.size() == 1);
	}

	@Test
	void nothingIsLeftAfterItIsClosed() throws Exception {
		TestProxy.eventually(EgressProxyTests::threads, List::isEmpty);
		List<TestClient> clients = new ArrayList<>();
		try (TestServer server = TestServer.echo()) {
			long before = sockets();
			EgressProxy proxy = proxy(UnixDomainSocketAddress.of(socket()), server.pin("api.test"));
			SocketAddress address = proxy.start();
			/* In a tunnel, in a request, before a request, with half of a ClientHello */
			for (int i = 0; i < 10; i++) {
				clients.add(new TestClient(address));
				clients.get(clients.size() - 1).connect("api.test:" + server.port());
				clients.add(new TestClient(address).send("GET http://api.test"));
				clients.add(new TestClient(address).send("POST http://api.test:" + server.port()
						+ "/ HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"));
				clients.add(new TestClient(address));
				clients.get(clients.size() - 1).connect("api.test:" + server.port());
				clients.get(clients.size() - 1).send(new byte[] { 22, 3, 1 });
			}
			TestProxy.eventually(server::connections, (count) -> count == 30);
			long start = System.nanoTime();
			proxy.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(files()).isEmpty();
			for (TestClient client : clients) {
				client.rest();
				client.close();
			}
			TestProxy.eventually(EgressProxyTests::threads, List::isEmpty);
			server.close();
			TestProxy.eventually(() -> {
				try {
					return sockets();
				}
				catch (IOException ex) {
					return Long.MAX_VALUE;
				}
			}, (now) -> now <= before);
			assertThatIOException().isThrownBy(() -> new TestClient(address));
		}
	}

	@Test
	void closingItEndsOneThatConnects() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		EgressProxy proxy = new EgressProxy(UnixDomainSocketAddress.of(socket()), EgressPolicy.of("*"),
				EgressLimits.DEFAULTS, (name) -> {
					asked.countDown();
					try {
						Thread.sleep(60_000);
					}
					catch (InterruptedException ex) {
						throw new UnknownHostException(name);
					}
					return List.of();
				}, (event) -> {
				});
		this.proxies.add(proxy);
		try (TestClient client = new TestClient(proxy.start())) {
			client.send("CONNECT slow.test:443 HTTP/1.1\r\n\r\n");
			asked.await();
			long start = System.nanoTime();
			proxy.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(client.rest()).doesNotContain("200");
			TestProxy.eventually(EgressProxyTests::threads, List::isEmpty);
		}
	}

}
