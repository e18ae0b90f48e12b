package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may be reached, and at which addresses. */
@Timeout(60)
class AllowedHostsTests {

	private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

	private TestServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = TestServer.answering(ANSWER);
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	private static InetAddress address(String text) {
		InetAddress address = (text.indexOf(':') < 0) ? AddressLiteral.ipv4(text) : AddressLiteral.ipv6(text);
		assertThat(address).isNotNull();
		return address;
	}

	private static HostResolver always(String... addresses) {
		List<InetAddress> all = List.of(addresses).stream().map(AllowedHostsTests::address).toList();
		return (name) -> all;
	}

	private void assertRefused(String answer, int status) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
		assertThat(this.server.connections()).isZero();
	}

	@Test
	void aPinnedNameIsReachedAndNeverLookedUp() throws IOException {
		try (TestProxy proxy = TestProxy.allowing(this.server.pin("api.test"))) {
			assertThat(proxy.get("http://api.test:" + this.server.port() + "/")).endsWith("hello");
			try (TestClient client = proxy.client()) {
				assertThat(client.connect("api.test:" + this.server.port())).startsWith("HTTP/1.1 200 ");
			}
			assertThat(proxy.lookedUp()).isEmpty();
			assertThat(proxy.events()).allMatch(
					(event) -> event.allowed() && event.host().equals("api.test") && event.port() == this.server.port())
				.hasSize(2);
		}
	}

	@Test
	void anAddressThatIsWrittenDownIsReachedThoughItIsNotPublic() throws IOException {
		try (TestProxy proxy = TestProxy.allowing("127.0.0.1:" + this.server.port())) {
			assertThat(proxy.get("http://127.0.0.1:" + this.server.port() + "/")).endsWith("hello");
			assertThat(proxy.get("http://[::ffff:127.0.0.1]:" + this.server.port() + "/")).endsWith("hello");
		}
	}

	@Test
	void otherPortsOfAnAllowedHostAreRefused() throws IOException {
		try (TestProxy proxy = TestProxy.allowing("127.0.0.1:1", "api.test:1=127.0.0.1")) {
			assertRefused(proxy.connect("127.0.0.1:" + this.server.port()), 403);
			assertRefused(proxy.connect("api.test:" + this.server.port()), 403);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example:8443", "api.test.evil.example:8443", "8.8.8.8:8443",
			"[2606:4700:4700::1111]:8443", "169.254.169.254:80", "localhost:80" })
	void whatIsNotAllowedIsRefusedAndNeverLookedUp(String target) throws IOException {
		try (TestProxy proxy = TestProxy.allowing("api.test")) {
			String answer = proxy.connect(target);
			assertRefused(answer, 403);
			assertThat(answer).contains(target + " is not among the allowed hosts", "add '" + target + "'");
			assertRefused(proxy.get("http://" + target + "/"), 403);
			/* A look-up is a message to whoever serves the name */
			assertThat(proxy.lookedUp()).isEmpty();
			assertThat(proxy.verdicts()).containsExactly(EgressVerdict.NOT_ALLOWED, EgressVerdict.NOT_ALLOWED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.8.8", "0.0.0.0", "169.254.169.254", "10.0.0.1", "192.168.1.1",
			"100.64.0.1", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:169.254.169.254]",
			"[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::8.8.8.8]", "[2002:7f00:1::]", "[fd00:ec2::254]",
			"[fe80::1]" })
	void everyPublicAddressIsNoOther(String host) throws IOException {
		try (TestProxy proxy = TestProxy.allowing("*")) {
			assertRefused(proxy.connect(host + ":" + this.server.port()), 403);
			assertRefused(proxy.get("http://" + host + ":" + this.server.port() + "/"), 403);
			assertThat(proxy.verdicts()).containsOnly(EgressVerdict.FORBIDDEN_ADDRESS);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "0x7f000001", "127.0.0.1%00", "user@127.0.0.1",
					"user:pw@api.test", "[::1%25lo]", "[::1%lo]", "api.test%2e", "api_test", "\u0080pi.test", "" })
	void aHostInAnotherFormIsRefusedBeforeAnybodyReadsIt(String host) throws IOException {
		try (TestProxy proxy = TestProxy.allowing("*", "127.0.0.1", "api.test", this.server.pin("api.test"))) {
			assertRefused(proxy.connect(host + ":" + this.server.port()), 400);
			assertRefused(proxy.get("http://" + host + ":" + this.server.port() + "/"), 400);
			assertThat(proxy.lookedUp()).isEmpty();
			assertThat(proxy.events()).allMatch((event) -> event.host().isEmpty() && event.port() == 0);
		}
	}

	@Test
	void localhostIsAllowedOnlyWhereItIsPinned() throws IOException {
		try (TestProxy proxy = TestProxy.with().resolver(HostResolver.system()).allowing("*", "localhost")) {
			String answer = proxy.connect("localhost:" + this.server.port());
			assertRefused(answer, 403);
			assertThat(answer).contains("is at no public address", "localhost:" + this.server.port() + "=<address>");
			assertThat(proxy.lookedUp()).containsExactly("localhost");
		}
		try (TestProxy proxy = TestProxy.with().resolver(HostResolver.system()).allowing("localhost=127.0.0.1")) {
			assertThat(proxy.get("http://localhost:" + this.server.port() + "/")).endsWith("hello");
		}
	}

	@Test
	void aLiteralIsForWhoAsksForItAndNotForNamesThatLeadThere() throws IOException {
		try (TestProxy proxy = TestProxy.with()
			.resolver(always("127.0.0.1"))
			.allowing("127.0.0.1:" + this.server.port(), "api.test")) {
			assertRefused(proxy.connect("api.test:" + this.server.port()), 403);
		}
	}

	@Test
	void theClientIsNotToldToWhichInnerAddressANameLeads() throws IOException {
		try (TestProxy proxy = TestProxy.with().resolver(always("10.1.2.3", "169.254.169.254")).allowing("*")) {
			assertThat(proxy.connect("inner.test:443")).startsWith("HTTP/1.1 403 ")
				.doesNotContain("10.1.2.3", "169.254");
			assertThat(proxy.event(EgressVerdict.FORBIDDEN_ADDRESS).reason()).contains("10.1.2.3", "RFC 1918",
					"169.254.169.254", "metadata");
		}
	}

	@Test
	void aNameThatChangesItsAddressAfterTheCheckGetsNothing() throws IOException {
		AtomicInteger asked = new AtomicInteger();
		/* Public, and in no use since the 6bone, RFC 3701: nobody answers there */
		HostResolver rebinding = (name) -> List
			.of(address((asked.incrementAndGet() % 2 == 1) ? "3ffe::1" : "127.0.0.1"));
		EgressLimits limits = EgressLimits.DEFAULTS.withTimeouts(TestProxy.LONG, Duration.ofMillis(500), TestProxy.LONG,
				TestProxy.LONG);
		try (TestProxy proxy = TestProxy.with().resolver(rebinding).limits(limits).allowing("rebind.test")) {
			assertThat(proxy.connect("rebind.test:" + this.server.port())).containsPattern("^HTTP/1.1 50[24] ");
			assertThat(asked).hasValue(1);
			assertRefused(proxy.connect("rebind.test:" + this.server.port()), 403);
			assertThat(asked).hasValue(2);
		}
	}

	@Test
	void theResolversNameForAnAddressIsNotUsedToConnect() throws Exception {
		Router router = router((name) -> List.of(InetAddress.getByAddress("localhost", new byte[] { 8, 8, 8, 8 })));
		assertThat(router.addresses(target("api.test:443"), TestProxy.LONG)).extracting(InetAddress::toString)
			.containsExactly("/8.8.8.8");
	}

	@Test
	void ofMixedAddressesOnlyThePublicOnesAreUsed() throws Exception {
		Router router = router(always("127.0.0.1", "8.8.8.8", "::ffff:10.0.0.1", "fd00::1", "2606:4700::1", "0.0.0.0"));
		assertThat(router.addresses(target("api.test:443"), TestProxy.LONG)).extracting(InetAddress::getHostAddress)
			.containsExactly("8.8.8.8", "2606:4700:0:0:0:0:0:1");
	}

	@Test
	void mixedAddressesDoNotLeadToTheForbiddenOneWhenThePublicOneFails() throws IOException {
		try (TestProxy proxy = TestProxy.with()
			.resolver(always("3ffe::1", "127.0.0.1"))
			.limits(EgressLimits.DEFAULTS.withTimeouts(TestProxy.LONG, Duration.ofMillis(500), TestProxy.LONG,
					TestProxy.LONG))
			.allowing("mixed.test")) {
			assertThat(proxy.connect("mixed.test:" + this.server.port())).containsPattern("^HTTP/1.1 50[24] ");
			assertThat(this.server.connections()).isZero();
		}
	}

	private static Router router(HostResolver resolver) {
		return new Router(EgressPolicy.of("*"), new Lookups(resolver, (work) -> new Thread(work).start(), 1));
	}

	private static Target target(String text) {
		Target target = Target.of(text, 0);
		assertThat(target).isNotNull();
		return target;
	}

	@Test
	void aNameWithoutAddressIsUnreachable() throws IOException {
		try (TestProxy proxy = TestProxy.allowing("*")) {
			assertRefused(proxy.connect("nobody.test:443"), 502);
		}
		try (TestProxy proxy = TestProxy.with().resolver((name) -> List.of()).allowing("*")) {
			assertRefused(proxy.connect("nobody.test:443"), 502);
		}
	}

	@Test
	void aResolverThatFailsRefusesOneConnectionAndHarmsNoOther() throws IOException {
		AtomicInteger asked = new AtomicInteger();
		try (TestProxy proxy = TestProxy.with().resolver((name) -> {
			if (asked.incrementAndGet() == 1) {
				throw new IllegalStateException("resolver");
			}
			throw new UnknownHostException(name);
		}).limits(EgressLimits.DEFAULTS.withConnections(1)).allowing("*")) {
			assertRefused(proxy.connect("a.test:443"), 502);
			TestProxy.eventually(() -> {
				try {
					return proxy.connect("a.test:443");
				}
				catch (IOException ex) {
					return "";
				}
			}, (answer) -> answer.startsWith("HTTP/1.1 502 "));
		}
	}

	@Test
	void ofSeveralPinnedAddressesTheFirstThatConnectsIsUsed() throws IOException {
		int port = this.server.port();
		try (TestProxy proxy = TestProxy.allowing("db:" + port + "=127.0.0.77", "db:" + port + "=127.0.0.1")) {
			assertThat(proxy.get("http://db:" + port + "/")).endsWith("hello");
		}
	}

	@Test
	void aClientThatFollowsARedirectToARefusedHostIsRefused() throws Exception {
		try (TestServer redirecting = TestServer.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
				+ this.server.port() + "/\r\nContent-Length: 0\r\n\r\n");
				TestProxy proxy = TestProxy.with().tcp().allowing(redirecting.pin("api.test"))) {
			HttpClient client = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.followRedirects(HttpClient.Redirect.ALWAYS)
				.proxy(ProxySelector.of((InetSocketAddress) proxy.address()))
				.build();
			HttpResponse<String> answer = client.send(
					HttpRequest.newBuilder(URI.create("http://api.test:" + redirecting.port() + "/")).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(403);
			assertThat(answer.body()).contains("127.0.0.1:" + this.server.port() + " is not among the allowed hosts");
			assertThat(redirecting.received()).hasSize(1);
			assertThat(this.server.connections()).isZero();
		}
	}

}
