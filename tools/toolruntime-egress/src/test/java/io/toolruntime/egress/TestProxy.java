package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A proxy that listens on a unix socket, knows whom it was asked about and what it said.
 */
final class TestProxy implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(20);

	private final List<EgressEvent> events = new CopyOnWriteArrayList<>();

	private final List<String> lookedUp = new CopyOnWriteArrayList<>();

	private final Path directory;

	private final EgressProxy proxy;

	private final SocketAddress address;

	private TestProxy(Setting setting, String... entries) throws IOException {
		this.directory = Files.createTempDirectory("egress");
		SocketAddress listen = setting.tcp ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
				: UnixDomainSocketAddress.of(this.directory.resolve("egress.sock"));
		this.proxy = new EgressProxy(listen, EgressPolicy.of(entries), setting.limits, (name) -> {
			this.lookedUp.add(name);
			return setting.resolver.resolve(name);
		}, this.events::add, setting.tlsPort);
		this.address = this.proxy.start();
	}

	static TestProxy allowing(String... entries) throws IOException {
		return with().allowing(entries);
	}

	static Setting with() {
		return new Setting();
	}

	SocketAddress address() {
		return this.address;
	}

	EgressProxy proxy() {
		return this.proxy;
	}

	TestClient client() throws IOException {
		return new TestClient(this.address);
	}

	/** Sends what is given, and returns all that comes back. */
	String answer(String request) throws IOException {
		try (TestClient client = client()) {
			return client.send(request).rest();
		}
	}

	String connect(String target) throws IOException {
		try (TestClient client = client()) {
			return client.send("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").rest();
		}
	}

	String get(String uri) throws IOException {
		return answer("GET " + uri + " HTTP/1.1\r\nHost: x\r\n\r\n");
	}

	List<EgressEvent> events() {
		return this.events;
	}

	List<EgressVerdict> verdicts() {
		return this.events.stream().map(EgressEvent::verdict).toList();
	}

	/** Waits for an event, which may be told after the client has its answer. */
	EgressEvent event(EgressVerdict verdict) {
		return eventually(
				() -> this.events.stream().filter((event) -> event.verdict() == verdict).findFirst().orElse(null),
				(event) -> event != null);
	}

	static <T> T eventually(Supplier<T> what, Predicate<T> wanted) {
		long end = System.nanoTime() + LONG.toNanos();
		T value = what.get();
		while (!wanted.test(value) && System.nanoTime() < end) {
			try {
				Thread.sleep(10);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			value = what.get();
		}
		assertThat(value).matches(wanted);
		return value;
	}

	List<String> lookedUp() {
		return this.lookedUp;
	}

	@Override
	public void close() throws IOException {
		this.proxy.close();
		Files.delete(this.directory);
	}

	static final class Setting {

		private EgressLimits limits = EgressLimits.DEFAULTS.withTimeouts(LONG, LONG, LONG, LONG);

		private HostResolver resolver = (name) -> {
			throw new UnknownHostException(name);
		};

		private boolean tcp;

		private int tlsPort = 443;

		Setting limits(EgressLimits limits) {
			this.limits = limits;
			return this;
		}

		Setting resolver(HostResolver resolver) {
			this.resolver = resolver;
			return this;
		}

		Setting tcp() {
			this.tcp = true;
			return this;
		}

		Setting tlsPort(int tlsPort) {
			this.tlsPort = tlsPort;
			return this;
		}

		TestProxy allowing(String... entries) throws IOException {
			return new TestProxy(this, entries);
		}

	}

}
