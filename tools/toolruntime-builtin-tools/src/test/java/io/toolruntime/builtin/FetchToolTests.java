package io.toolruntime.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.builtin.BuiltinToolsProperties.FetchKeys;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code fetch} asks, and what comes back. */
@Timeout(60)
class FetchToolTests {

	private TestSite site;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		this.site = TestSite.http();
		this.tools = fetching(new FetchKeys(List.of(this.site.pinned("site.test")), null, null, null, null));
	}

	private static TestTools fetching(FetchKeys keys) {
		return TestTools.in(null).fetch(keys).with("fetch");
	}

	@AfterEach
	void close() {
		this.tools.close();
		this.site.close();
	}

	private String url(String path) {
		return this.site.url("site.test", path);
	}

	@Test
	void anAnswerHasStatusHeadersAndBody() {
		this.site.text("/hello", "Größe 🙂");
		TestTools.Result result = this.tools.call("fetch", "url", url("/hello?q=1#part"));
		assertThat(result.number("status_code")).isEqualTo(200);
		assertThat(result.map("headers")).containsEntry("content-type", "text/plain; charset=utf-8");
		assertThat(result.text("body")).isEqualTo("Größe 🙂");
		assertThat(result.text("body_encoding")).isEqualTo("text");
		assertThat(result.flag("body_truncated")).isFalse();
		assertThat(result.number("redirects")).isZero();
		assertThat(result.number("duration_ms")).isBetween(0, 5000);
		assertThat(this.site.asked()).singleElement().satisfies((asked) -> {
			assertThat(asked.method()).isEqualTo("GET");
			assertThat(asked.uri()).isEqualTo("/hello?q=1");
			assertThat(asked.headers().getFirst("Host")).isEqualTo("site.test:" + this.site.port());
		});
	}

	@Test
	void aStatusIsAResult() {
		assertThat(this.tools.call("fetch", "url", url("/missing")).number("status_code")).isEqualTo(404);
		this.site.on("/forbidden",
				(exchange) -> TestSite.answer(exchange, 403, "text/plain", "no".getBytes(StandardCharsets.UTF_8)));
		assertThat(this.tools.call("fetch", "url", url("/forbidden")).text("body")).isEqualTo("no");
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304, 401, 403, 407, 502, 503, 504 })
	void anErrorOfTheServersIsNotTakenForOneOfTheProxys(int status) {
		this.site.on("/", (exchange) -> {
			exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
			exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"x\"");
			TestSite.answer(exchange, status, "text/plain", new byte[0]);
		});
		assertThat(this.tools.call("fetch", "url", url("/")).number("status_code")).isEqualTo(status);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "post" })
	void theUsualMethodsMayBeUsed(String method) {
		this.site.text("/", "x");
		assertThat(this.tools.call("fetch", "url", url("/"), "method", method).number("status_code")).isEqualTo(200);
		assertThat(this.site.asked().get(0).method()).isEqualToIgnoringCase(method);
	}

	@ParameterizedTest
	@ValueSource(strings = { "OPTIONS", "TRACE", "CONNECT", "FOO" })
	void otherMethodsMayNot(String method) {
		assertThat(this.tools.refusal("fetch", "url", url("/"), "method", method))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void methodsCanBeTakenAway() {
		try (TestTools reading = fetching(
				new FetchKeys(List.of(this.site.pinned("site.test")), null, null, null, List.of("get")))) {
			assertThat(reading.refusal("fetch", "url", url("/"), "method", "POST"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(reading.catalog().tools().get(0).annotations().readOnlyHint()).isTrue();
		}
	}

	@Test
	void textIsSentAsItIsAndAnObjectAsJson() {
		this.site.text("/", "");
		this.tools.call("fetch", "url", url("/"), "method", "POST", "body", "plain ö");
		this.tools.call("fetch", "url", url("/"), "method", "PUT", "body",
				Map.<String, Object>of("a", List.of(1, true, "ö")));
		this.tools.call("fetch", "url", url("/"), "method", "PATCH", "body", Map.<String, Object>of(), "headers",
				Map.<String, Object>of("content-type", "application/merge-patch+json"));
		List<TestSite.Asked> asked = this.site.asked();
		assertThat(asked.get(0).body()).isEqualTo("plain ö");
		assertThat(asked.get(0).headers().getFirst("Content-Type")).isNull();
		assertThat(asked.get(1).body()).isEqualTo("{\"a\":[1,true,\"ö\"]}");
		assertThat(asked.get(1).headers().getFirst("Content-Type")).isEqualTo("application/json");
		assertThat(asked.get(2).headers().get("Content-Type")).containsExactly("application/merge-patch+json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD" })
	void whatReadsHasNoBody(String method) {
		assertThat(this.tools.refusal("fetch", "url", url("/"), "method", method, "body", "x"))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.site.asked()).isEmpty();
	}

	@Test
	void aHeadHasNoBodyInItsAnswer() {
		this.site.text("/", "body");
		assertThat(this.tools.call("fetch", "url", url("/"), "method", "HEAD").text("body")).isEmpty();
	}

	@Test
	void headersAreSent() {
		this.site.text("/", "");
		this.tools.call("fetch", "url", url("/"), "headers",
				Map.<String, Object>of("X-One", "1", "Authorization", "Bearer t", "User-Agent", "mine"));
		assertThat(this.site.asked().get(0).headers().getFirst("X-One")).isEqualTo("1");
		assertThat(this.site.asked().get(0).headers().getFirst("Authorization")).isEqualTo("Bearer t");
		assertThat(this.site.asked().get(0).headers().get("User-Agent")).containsExactly("mine");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization",
			"Upgrade", "a b", "x\r\ny", "" })
	void headersThatChangeTheRequestItselfAreRefused(String name) {
		this.site.text("/", "");
		assertThat(this.tools.refusal("fetch", "url", url("/"), "headers", Map.<String, Object>of(name, "x")))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.site.asked()).isEmpty();
	}

	@Test
	void aHeaderIsOneLine() {
		assertThat(this.tools.refusal("fetch", "url", url("/"), "headers",
				Map.<String, Object>of("X-One", "1\r\nX-Two: 2")))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void ofALargeBodyTheBeginningIsKept() {
		byte[] large = "x".repeat((2 << 20) + 1).getBytes(StandardCharsets.UTF_8);
		this.site.on("/large", (exchange) -> TestSite.answer(exchange, 200, "text/plain", large));
		this.site.on("/exact",
				(exchange) -> TestSite.answer(exchange, 200, "text/plain", java.util.Arrays.copyOf(large, 2 << 20)));
		TestTools.Result result = this.tools.call("fetch", "url", url("/large"));
		assertThat(result.text("body")).hasSize(2 << 20);
		assertThat(result.flag("body_truncated")).isTrue();
		assertThat(this.tools.call("fetch", "url", url("/exact")).flag("body_truncated")).isFalse();
	}

	@Test
	void anEndlessBodyIsCut() {
		this.site.on("/endless", (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			try {
				while (true) {
					exchange.getResponseBody().write(new byte[8192]);
				}
			}
			catch (IOException ex) {
				// Nobody reads any more
			}
		});
		assertThat(this.tools.call("fetch", "url", url("/endless")).flag("body_truncated")).isTrue();
	}

	@Test
	void aCutInTheMiddleOfACharacterIsText() {
		this.site.text("/", "ööööö");
		try (TestTools few = fetching(new FetchKeys(List.of(this.site.pinned("site.test")), null, "5", null, null))) {
			TestTools.Result result = few.call("fetch", "url", url("/"));
			assertThat(result.text("body")).isEqualTo("öö");
			assertThat(result.text("body_encoding")).isEqualTo("text");
		}
	}

	@Test
	void whatIsNoTextIsBase64() {
		byte[] bytes = { (byte) 0x89, 'P', 'N', 'G', 0, 1, 2 };
		this.site.on("/image", (exchange) -> TestSite.answer(exchange, 200, "image/png", bytes));
		this.site.on("/latin", (exchange) -> TestSite.answer(exchange, 200, "text/plain; charset=\"ISO-8859-1\"",
				"Größe".getBytes(StandardCharsets.ISO_8859_1)));
		TestTools.Result image = this.tools.call("fetch", "url", url("/image"));
		assertThat(image.text("body_encoding")).isEqualTo("base64");
		assertThat(Base64.getDecoder().decode(image.text("body"))).isEqualTo(bytes);
		assertThat(this.tools.call("fetch", "url", url("/latin")).text("body")).isEqualTo("Größe");
	}

	@Test
	void aServerThatDoesNotAnswerIsNotWaitedForForLong() {
		this.site.on("/slow", (exchange) -> sleep(20_000));
		long begun = System.nanoTime();
		ToolException failure = this.tools.failure("fetch", "url", url("/slow"), "timeout_ms", 500);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isBetween(450L, 4000L);
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.TIMEOUT);
		assertThat(failure).hasMessageStartingWith("DeadlineExceeded: site.test:");
	}

	@Test
	void aBodyThatDripsIsNotWaitedForForLong() {
		this.site.on("/drip", (exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			try {
				for (int i = 0; i < 100; i++) {
					exchange.getResponseBody().write('x');
					exchange.getResponseBody().flush();
					sleep(200);
				}
			}
			catch (IOException ex) {
				// Nobody reads any more
			}
		});
		long begun = System.nanoTime();
		assertThat(this.tools.refusal("fetch", "url", url("/drip"), "timeout_ms", 700))
			.isEqualTo(CanonicalCode.DEADLINE_EXCEEDED);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(4000);
	}

	@Test
	void aCallCanOnlyLowerTheTime() {
		this.site.on("/slow", (exchange) -> sleep(20_000));
		try (TestTools hasty = fetching(
				new FetchKeys(List.of(this.site.pinned("site.test")), Duration.ofMillis(300), null, null, null))) {
			long begun = System.nanoTime();
			assertThat(hasty.refusal("fetch", "url", url("/slow"), "timeout_ms", 15_000))
				.isEqualTo(CanonicalCode.DEADLINE_EXCEEDED);
			assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(4000);
		}
	}

	@Test
	void aCallThatIsCancelledEnds() throws Exception {
		this.site.on("/slow", (exchange) -> sleep(20_000));
		Cancellation cancellation = new Cancellation();
		ToolException[] failure = new ToolException[1];
		Thread caller = new Thread(() -> {
			try {
				this.tools.call(
						new ToolCallContext(ToolCallContext.anonymous().caller(), null, null, null, cancellation),
						"fetch", "url", url("/slow"));
			}
			catch (ToolException ex) {
				failure[0] = ex;
			}
		});
		caller.start();
		for (int i = 0; i < 100 && this.site.asked().isEmpty(); i++) {
			Thread.sleep(20);
		}
		long begun = System.nanoTime();
		cancellation.cancel();
		caller.join(10_000);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(3000);
		assertThat(failure[0].getCode()).isEqualTo(ToolErrorCode.CANCELLED);
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@ParameterizedTest
	@CsvSource({ "301, POST, GET, ''", "302, POST, GET, ''", "303, POST, GET, ''", "303, PUT, GET, ''",
			"307, POST, POST, x", "308, PUT, PUT, x", "301, DELETE, DELETE, ''", "302, HEAD, HEAD, ''" })
	void aRedirectIsFollowedAsBrowsersDo(int status, String method, String then, String body) {
		this.site.redirect("/from", status, "/to?x=1").text("/to", "there");
		Object[] arguments = { "url", url("/from"), "method", method, "body", "x" };
		TestTools.Result result = this.tools.call("fetch",
				(method.startsWith("P")) ? arguments : java.util.Arrays.copyOf(arguments, 4));
		assertThat(result.number("redirects")).isOne();
		assertThat(result.text("url")).isEqualTo(url("/to?x=1"));
		assertThat(this.site.asked().get(1).method()).isEqualTo(then);
		assertThat(this.site.asked().get(1).body()).isEqualTo(body);
	}

	@Test
	void afterFiveRedirectsTheLastIsTheAnswer() {
		for (int i = 0; i < 10; i++) {
			this.site.redirect("/hop-" + i + "/", 302, "/hop-" + (i + 1) + "/");
		}
		TestTools.Result result = this.tools.call("fetch", "url", url("/hop-0/"));
		assertThat(result.number("status_code")).isEqualTo(302);
		assertThat(result.number("redirects")).isEqualTo(5);
		assertThat(result.map("headers")).containsEntry("location", "/hop-6/");
		assertThat(result.text("body")).isEqualTo("moved");
		assertThat(this.site.asked()).hasSize(6);
	}

	@Test
	void credentialsGoToNobodyElse() throws IOException {
		try (TestSite other = TestSite.http().text("/to", "there")) {
			this.site.redirect("/other", 307, other.url("other.test", "/to"))
				.redirect("/same", 307, "/to")
				.text("/to", "there");
			Map<String, Object> headers = Map.<String, Object>of("Authorization", "Bearer t", "Cookie", "a=b",
					"X-Api-Key", "k", "Accept", "text/plain");
			try (TestTools both = fetching(new FetchKeys(
					List.of(this.site.pinned("site.test"), other.pinned("other.test")), null, null, null, null))) {
				both.call("fetch", "url", url("/other"), "headers", headers);
				both.call("fetch", "url", url("/same"), "headers", headers);
			}
			TestSite.Asked elsewhere = other.asked().get(0);
			assertThat(elsewhere.headers()).doesNotContainKeys("Authorization", "Cookie", "X-api-key");
			assertThat(elsewhere.headers().getFirst("Accept")).isEqualTo("text/plain");
			assertThat(this.site.asked().get(2).headers()).containsKeys("Authorization", "Cookie", "X-api-key");
		}
	}

	@Test
	void anotherPortIsAnotherHost() throws IOException {
		try (TestSite other = TestSite.http().text("/to", "there")) {
			this.site.redirect("/other", 302, other.url("site.test", "/to"));
			try (TestTools both = fetching(new FetchKeys(
					List.of(this.site.pinned("site.test"), other.pinned("site.test")), null, null, null, null))) {
				both.call("fetch", "url", url("/other"), "headers",
						Map.<String, Object>of("Authorization", "Bearer t"));
			}
			assertThat(other.asked().get(0).headers()).doesNotContainKey("Authorization");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:///etc/passwd", "ftp://site.test/x", "gopher://site.test", "jar:http://site.test!/x",
			"javascript:1", "/relative", "site.test", "", "http:", "http://" })
	void onlyHttpIsFetched(String url) {
		assertThat(this.tools.refusal("fetch", "url", url)).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void aUserInTheUrlIsRefused() {
		assertThat(this.tools.refusal("fetch", "url", "http://user:password@site.test:" + this.site.port() + "/"))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void aServerOfTlsIsAskedByItsNameAndHasToProveIt(@TempDir Path folder) throws Exception {
		Keys keys = Keys.make(folder);
		try (TestSite secure = TestSite.https(keys.server()).text("/", "secure");
				TestTools trusting = TestTools.in(null)
					.tls(keys.client())
					.fetch(new FetchKeys(List.of(secure.pinned("secure.test"), secure.pinned("wrong.test")), null, null,
							null, null))
					.with("fetch");
				TestTools wary = fetching(
						new FetchKeys(List.of(secure.pinned("secure.test")), null, null, null, null))) {
			String url = "https://secure.test:" + secure.port() + "/";
			assertThat(trusting.call("fetch", "url", url).text("body")).isEqualTo("secure");
			assertThat(trusting.failure("fetch", "url", "https://wrong.test:" + secure.port() + "/"))
				.hasMessageContaining("no trusted TLS connection could be made");
			assertThat(wary.failure("fetch", "url", url))
				.hasMessageContaining("no trusted TLS connection could be made");
			secure.redirect("/clear", 302, url("/to"));
			this.site.text("/to", "in the clear");
			assertThat(trusting.call("fetch", "url", url + "clear").number("status_code"))
				.as("a redirect from https to http is not followed")
				.isEqualTo(302);
		}
	}

	/** A key of {@code secure.test}, and who trusts it. */
	record Keys(SSLContext server, SSLContext client) {

		static Keys make(Path folder) throws Exception {
			char[] password = "password".toCharArray();
			Path store = folder.resolve("keys.p12");
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext",
					"san=dns:secure.test", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
					new String(password))
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("keytool.log").toFile())
				.start();
			assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keys.load(in, password);
			}
			KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			own.init(keys, password);
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("test", keys.getCertificate("test"));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext server = SSLContext.getInstance("TLS");
			server.init(own.getKeyManagers(), null, null);
			SSLContext client = SSLContext.getInstance("TLS");
			client.init(null, trust.getTrustManagers(), null);
			return new Keys(server, client);
		}

	}

}
