package io.toolruntime.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client may say first in a tunnel, byte by byte: the server sends back what it
 * gets.
 */
@Timeout(60)
class ClientHelloTests {

	private static final int SNI = 0;

	private static final int ECH = 0xfe0d;

	private TestServer server;

	private TestProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.server = TestServer.echo();
		this.proxy = TestProxy.with()
			.tlsPort(this.server.port())
			.allowing(this.server.pin("api.test"), "127.0.0.1", this.server.pin("other.test"));
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	private static byte[] bytes(String latin1) {
		return latin1.getBytes(StandardCharsets.ISO_8859_1);
	}

	private void assertPasses(String host, byte[] first) throws IOException {
		try (TestClient client = this.proxy.client()) {
			assertThat(client.connect(host + ":" + this.server.port())).startsWith("HTTP/1.1 200 ");
			client.send(first);
			assertThat(bytes(client.read(first.length))).isEqualTo(first);
			assertThat(client.send("and more").read(8)).isEqualTo("and more");
		}
	}

	private String assertClosed(String host, byte[] first) throws IOException {
		int before = this.proxy.events().size();
		try (TestClient client = this.proxy.client()) {
			assertThat(client.connect(host + ":" + this.server.port())).startsWith("HTTP/1.1 200 ");
			try {
				client.send(first).end();
			}
			catch (IOException ex) {
				/* Closed already */
			}
			assertThat(client.rest()).isEmpty();
		}
		List<EgressEvent> events = TestProxy.eventually(() -> List.copyOf(this.proxy.events()),
				(all) -> all.size() == before + 2);
		EgressEvent event = events.get(before + 1);
		assertThat(event.verdict()).isEqualTo(EgressVerdict.TLS_REFUSED);
		assertThat(event.port()).isEqualTo(this.server.port());
		assertThat(event.reason()).matches("[ -~]{1,600}");
		return event.reason();
	}

	@ParameterizedTest
	@ValueSource(strings = { "api.test", "API.Test", "api.test." })
	void theHostThatWasAskedForPasses(String name) throws IOException {
		assertPasses("api.test", TestHello.to(name).record());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 40, 60 })
	void itMayBeSplitOverRecords(int size) throws IOException {
		assertPasses("api.test", TestHello.to("api.test").records(size));
	}

	@Test
	void itMayComeByteByByte() throws IOException {
		byte[] hello = TestHello.to("api.test").records(20);
		try (TestClient client = this.proxy.client()) {
			client.connect("api.test:" + this.server.port());
			for (byte one : hello) {
				client.send(new byte[] { one });
			}
			assertThat(bytes(client.read(hello.length))).isEqualTo(hello);
		}
	}

	@Test
	void itMayComeTogetherWithTheRequestForTheTunnel() throws IOException {
		byte[] hello = TestHello.to("api.test").record();
		try (TestClient client = this.proxy.client()) {
			byte[] request = bytes("CONNECT api.test:" + this.server.port() + " HTTP/1.0\r\n\r\n");
			client.send(TestHello.concat(request, hello));
			assertThat(client.head()).startsWith("HTTP/1.1 200 ");
			assertThat(bytes(client.read(hello.length))).isEqualTo(hello);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "other.test", "www.api.test", "api.test.evil.example", "api.test\u0000.evil.example", "",
			"127.0.0.1", "api.test..", " api.test", "\u001b[31m", "2130706433" })
	void anotherHostIsRefused(String name) throws IOException {
		assertThat(assertClosed("api.test", TestHello.to(name).record())).contains("in TLS the client wants");
		assertClosed("api.test", TestHello.to(name).records(5));
	}

	@Test
	void aHostThatIsAllowedTooIsStillAnother() throws IOException {
		assertClosed("other.test", TestHello.to("api.test").record());
	}

	@Test
	void noHostIsRefused() throws IOException {
		assertThat(assertClosed("api.test", new TestHello().extension(10, new byte[] { 0, 2, 0, 29 }).record()))
			.contains("SNI");
		assertThat(assertClosed("api.test", new TestHello().record())).contains("SNI");
	}

	@Test
	void encryptedHellosAreJudgedByWhatTheyShow() throws IOException {
		assertThat(assertClosed("api.test", TestHello.to("public.example").extension(ECH, new byte[40]).record()))
			.contains("encrypted_client_hello");
		assertClosed("api.test", new TestHello().extension(ECH, new byte[40]).record());
		/* Browsers send one for show, draft-ietf-tls-esni section 6.2 */
		assertPasses("api.test", TestHello.to("api.test").extension(ECH, new byte[40]).record());
	}

	@Test
	void whoAsksForAnAddressNamesNoHost() throws IOException {
		assertPasses("127.0.0.1", new TestHello().record());
		assertThat(assertClosed("127.0.0.1", TestHello.to("api.test").record())).contains("asked for an address");
		assertClosed("127.0.0.1", TestHello.to("127.0.0.1").record());
	}

	static Stream<Arguments> wrong() {
		TestHello good = TestHello.to("api.test");
		byte[] message = good.message();
		byte[] body = Arrays.copyOfRange(message, 4, message.length);
		byte[] name = TestHello.concat(new byte[] { 0 }, TestHello.vector(2, bytes("api.test")));
		byte[] other = TestHello.concat(new byte[] { 0 }, TestHello.vector(2, bytes("other.test")));
		return Stream
			.of(Arguments.of("two names", TestHello.to("api.test").serverName("other.test").record()),
					Arguments.of("the same name twice", TestHello.to("api.test")
						.serverName("api.test")
						.record()),
					Arguments
						.of("any extension twice", TestHello.to("api.test")
							.extension(9, new byte[0])
							.extension(9, new byte[0])
							.record()),
					Arguments.of("two names in a list",
							new TestHello().extension(SNI, TestHello.vector(2, TestHello.concat(name, other)))
								.record()),
					Arguments.of("a name of another type", new TestHello()
						.extension(SNI,
								TestHello.vector(2,
										TestHello.concat(new byte[] { 1 }, TestHello.vector(2, bytes("api.test")))))
						.record()),
					Arguments.of("no name in a list", new TestHello().extension(SNI, new byte[] { 0, 0 }).record()),
					Arguments.of("an empty extension", new TestHello().extension(SNI, new byte[0]).record()),
					Arguments.of("more after the list",
							new TestHello().extension(SNI, TestHello.concat(TestHello.vector(2, name), new byte[1]))
								.record()),
					Arguments.of("more after the extensions",
							new TestHello().body(TestHello.concat(body, new byte[1])).record()),
					Arguments.of("more after the message", TestHello.record(TestHello.concat(message, new byte[1]))),
					Arguments.of("two messages",
							TestHello.record(TestHello.concat(message, TestHello.to("other.test").message()))),
					Arguments.of(
							"extensions that are cut off",
							new TestHello().body(Arrays.copyOf(body, body.length - 1)).record()),
					Arguments.of("a message that is cut off",
							TestHello.record(Arrays.copyOf(message, message.length - 1))),
					Arguments.of("nothing but a header", new byte[] { 22, 3, 1, 0, 5 }),
					Arguments.of("two bytes", new byte[] { 22, 3 }),
					Arguments.of("an empty record", TestHello.concat(TestHello.record(new byte[0]), good.record())),
					Arguments.of("an empty record between",
							TestHello.concat(TestHello.record(Arrays.copyOf(message, 9)), TestHello.record(new byte[0]),
									TestHello.record(Arrays.copyOfRange(message, 9, message.length)))),
					Arguments.of("another record between",
							TestHello.concat(TestHello.record(Arrays.copyOf(message, 9)),
									new byte[] { 21, 3, 1, 0, 2, 1, 0 },
									TestHello.record(Arrays.copyOfRange(message, 9, message.length)))),
					Arguments.of("another message",
							TestHello.record(TestHello.concat(new byte[] { 2 }, TestHello.vector(3, body)))),
					Arguments.of("an empty message", TestHello.record(new byte[] { 1, 0, 0, 0 })),
					Arguments.of("a record that is too long",
							TestHello.concat(new byte[] { 22, 3, 1, 0x40, 1 }, new byte[0x4001])),
					Arguments.of(
							"a message that is too long",
							TestHello.to("api.test").extension(21, new byte[17 << 10]).records(1 << 13)),
					Arguments.of("too many records",
							TestHello.to("api.test").extension(21, new byte[4 << 10]).records(1)),
					Arguments.of("the longest message", TestHello.record(new byte[] { 1, -1, -1, -1 })));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void wrong(String what, byte[] hello) throws IOException {
		assertClosed("api.test", hello);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nHost: api.test\r\n\r\n", "SSH-2.0-x\r\n", "\u0000",
			"\u0016\u0002\u0001", "\u0080\u002e\u0001\u0003\u0001", "\u0015\u0003\u0001\u0000\u0002\u0001\u0000", "" })
	void whatIsNotTlsIsRefusedAtThePortOfHttps(String first) throws IOException {
		assertThat(assertClosed("api.test", bytes(first))).contains("not TLS");
	}

	@Test
	void aPlainRequestIsRefusedAtThePortOfHttps() throws IOException {
		assertThat(this.proxy.get("http://api.test:" + this.server.port() + "/")).startsWith("HTTP/1.1 400 ")
			.contains("What is not TLS may not pass at port " + this.server.port());
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void nothingOfTheServerPassesAtThePortOfHttpsBeforeTheHello() throws Exception {
		try (TestServer talkative = new TestServer((in, out) -> {
			out.write("welcome".getBytes(StandardCharsets.US_ASCII));
			in.read();
		});
				TestProxy strict = TestProxy.with().tlsPort(talkative.port()).allowing(talkative.pin("api.test"));
				TestClient client = strict.client()) {
			client.connect("api.test:" + talkative.port());
			Thread.sleep(200);
			assertThat(client.send("not TLS").rest()).isEmpty();
		}
	}

	/**
	 * Whatever bytes come, a tunnel either passes them to the host that they name or
	 * closes.
	 */
	@Test
	void noBytesMakeItFail() throws IOException {
		Random random = new Random(42);
		byte[] good = TestHello.to("api.test").extension(43, new byte[] { 2, 3, 4 }).records(50);
		for (int i = 0; i < 300; i++) {
			byte[] bytes = good.clone();
			for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
			}
			try (TestClient client = this.proxy.client()) {
				client.connect("api.test:" + this.server.port());
				try {
					client.send(bytes).end();
				}
				catch (IOException ex) {
					/* Closed already */
				}
				String answer = client.rest();
				if (!answer.isEmpty()) {
					assertThat(fragments(answer)).contains("api.test");
				}
			}
		}
		assertPasses("api.test", TestHello.to("api.test").record());
		assertThat(this.proxy.verdicts()).containsOnly(EgressVerdict.ALLOWED, EgressVerdict.TLS_REFUSED);
	}

	/* What a record's header interrupts, put together and in lower case. */
	private static String fragments(String records) {
		StringBuilder all = new StringBuilder();
		for (int at = 0; at + 5 <= records.length();) {
			int length = records.charAt(at + 3) << 8 | records.charAt(at + 4);
			all.append(records, at + 5, Math.min(at + 5 + length, records.length()));
			at += 5 + length;
		}
		return all.toString().toLowerCase(Locale.ROOT);
	}

}
