package io.toolruntime.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests for {@code http://} addresses, and attempts to have them read in two ways. */
@Timeout(60)
class PlainRequestsTests {

	private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

	/**
	 * Sends a request whose {@code HOST} is a server's, and returns what the server got.
	 */
	private static String received(String request) throws IOException {
		try (TestServer server = TestServer.answering(ANSWER);
				TestProxy proxy = TestProxy.allowing(server.pin("api.test"))) {
			assertThat(proxy.answer(request.replace("HOST", "api.test:" + server.port()))).startsWith("HTTP/1.1 200 OK")
				.endsWith("hello");
			assertThat(server.received()).hasSize(1);
			return server.received().get(0).replace("api.test:" + server.port(), "HOST");
		}
	}

	/**
	 * Sends a request, and returns the answer; the server may not have got a whole one.
	 */
	private static String refused(String request) throws IOException {
		try (TestServer server = TestServer.answering(ANSWER);
				TestProxy proxy = TestProxy.allowing(server.pin("api.test"))) {
			String answer = proxy.answer(request.replace("HOST", "api.test:" + server.port()));
			assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").doesNotContain("200 OK");
			/*
			 * It may have got a beginning, and nothing that it could take for the whole
			 */
			assertThat(server.received()).noneMatch((got) -> !got.contains("chunked") || got.endsWith("0\r\n\r\n"));
			assertThat(proxy.event(EgressVerdict.MALFORMED).reason()).isNotEmpty();
			return answer;
		}
	}

	/** Has a server give an answer, and returns what the client gets. */
	private static String passedOn(String answer, String method) throws IOException {
		try (TestServer server = TestServer.answering(answer);
				TestProxy proxy = TestProxy.allowing(server.pin("api.test"))) {
			return proxy.answer(method + " http://api.test:" + server.port() + "/ HTTP/1.1\r\nHost: api.test\r\n\r\n");
		}
	}

	@Test
	void theHostGetsTheRequestAsToAnOriginServer() throws IOException {
		assertThat(received("GET http://HOST/a/b?c=d HTTP/1.1\r\nHost: elsewhere.test\r\nAccept: text/plain\r\n\r\n"))
			.isEqualTo("GET /a/b?c=d HTTP/1.1\r\nHost: HOST\r\nAccept: text/plain\r\nConnection: close\r\n\r\n");
	}

	@ParameterizedTest
	@CsvSource({ "http://HOST, /", "HTTP://HOST/, /", "http://HOST?q, /?q", "http://HOST//x/../y, //x/../y",
			"http://HOST/%00%0d%0a, /%00%0d%0a", "http://HOST/@evil.test, /@evil.test",
			"http://HOST/{a}|\"b\", /{a}|\"b\"" })
	void thePathIsPassedOnAsItIs(String uri, String path) throws IOException {
		assertThat(received("GET " + uri + " HTTP/1.1\r\nHost: HOST\r\n\r\n"))
			.startsWith("GET " + path + " HTTP/1.1\r\n");
	}

	@Test
	void whatIsForTheProxyOrForOneConnectionIsNotPassedOn() throws IOException {
		assertThat(
				received("GET http://HOST/ HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Secret\r\nX-Secret: 1\r\n"
						+ "Keep-Alive: 1\r\nProxy-Authorization: Basic x\r\nProxy-Connection: keep-alive\r\nproxy-anything: 1\r\n"
						+ "TE: trailers\r\nTrailer: X\r\nUpgrade: websocket\r\nHTTP2-Settings: x\r\nX-Kept:  1 \t\r\n\r\n"))
			.isEqualTo("GET / HTTP/1.1\r\nHost: HOST\r\nX-Kept: 1\r\nConnection: close\r\n\r\n");
	}

	@Test
	void aBodyOfAKnownLengthIsPassedOn() throws IOException {
		assertThat(received("POST http://HOST/ HTTP/1.1\r\nHost: a\r\nContent-Length: 003\r\n\r\nabc"))
			.isEqualTo("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
	}

	@Test
	void chunksAreWrittenAnewWithoutExtensionsAndTrailers() throws IOException {
		assertThat(received("POST http://HOST/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
				+ "0003;x=y\r\nabc\r\nA \r\n0123456789\r\n00\r\nX-Trailer: 1\r\n\r\n"))
			.isEqualTo("POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
					+ "3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n");
	}

	@Test
	void whatFollowsARequestIsNeverPassedOn() throws IOException {
		assertThat(received(
				"GET http://HOST/ HTTP/1.1\r\nHost: a\r\n\r\nGET http://HOST/admin HTTP/1.1\r\nHost: a\r\n\r\n"))
			.doesNotContain("admin");
		assertThat(received(
				"POST http://HOST/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxGET /admin HTTP/1.1\r\n\r\n"))
			.endsWith("\r\n\r\nx");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 1\\r\\nTransfer-Encoding: chunked",
			"Content-Length: 1\\r\\nContent-Length: 1", "Content-Length: 1\\r\\nContent-Length: 2",
			"Content-Length: 1, 1", "Content-Length: +1", "Content-Length: -1", "Content-Length: 0x1",
			"Content-Length: 1 1", "Content-Length:", "Content-Length: 9999999999999999999",
			"Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked",
			"Transfer-Encoding: identity", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity",
			"Transfer-Encoding: \"chunked\"", "Transfer-Encoding:\u000bchunked", "Transfer-Encoding : chunked",
			"Transfer-Encoding\\t: chunked", " Transfer-Encoding: chunked", "X: 1\\r\\n folded", "X: 1\\r\\n\\tfolded",
			"X: 1\\nTransfer-Encoding: chunked", "X: 1\\rY: 2", "X: 1\\r\\r\\nY: 2", "X: a\u0000b", "X: a\u007fb",
			"NoColon", ": empty", "X Y: 1", "X(Y: 1", "Host: second.test", "\\nX: 1" })
	void aHeadThatCanBeReadInTwoWaysIsRefused(String header) throws IOException {
		String line = header.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
		refused("POST http://HOST/ HTTP/1.1\r\nHost: api.test\r\n" + line + "\r\n\r\n0\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1", "GET //api.test/ HTTP/1.1", "GET * HTTP/1.1",
			"GET https://HOST/ HTTP/1.1", "GET ftp://HOST/ HTTP/1.1", "GET file:///etc/passwd HTTP/1.1",
			"GET http:/HOST/ HTTP/1.1", "GET http:// HTTP/1.1", "GET http:///x HTTP/1.1",
			"GET http://user@HOST/ HTTP/1.1", "GET http://HOST@evil.test/ HTTP/1.1",
			"GET http://HOST\\@evil.test/ HTTP/1.1", "GET http://HOST#x HTTP/1.1", "GET http://HOST/a#b HTTP/1.1",
			"GET http://HOST/\u00e9 HTTP/1.1", "GET  http://HOST/ HTTP/1.1", "GET http://HOST/  HTTP/1.1",
			"GET http://HOST/ x HTTP/1.1", " GET http://HOST/ HTTP/1.1", "GET http://HOST/ HTTP/1.1 ",
			"GET\thttp://HOST/\tHTTP/1.1", "GET http://HOST/ HTTP/1.0", "GET http://HOST/ HTTP/2.0",
			"GET http://HOST/ HTTP/1.11", "GET http://HOST/ http/1.1", "GET http://HOST/", "G(ET http://HOST/ HTTP/1.1",
			"PRI * HTTP/2.0", "", "CONNECT http://HOST/ HTTP/1.1", "connect HOST HTTP/1.1", "CONNECT HOST/ HTTP/1.1",
			"\u0016\u0003\u0001" })
	void aFirstLineThatIsNoRequestToAProxyIsRefused(String line) throws IOException {
		refused(line + "\r\nHost: api.test\r\n\r\n");
	}

	@Test
	void aRequestWithoutHostHeaderIsRefused() throws IOException {
		refused("GET http://HOST/ HTTP/1.1\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5", "Transfer-Encoding: chunked" })
	void aTunnelHasNoBody(String header) throws IOException {
		refused("CONNECT HOST HTTP/1.1\r\nHost: api.test\r\n" + header + "\r\n\r\nabcde");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x\\r\\nabc\\r\\n0\\r\\n\\r\\n", "-1\\r\\n", "0x3\\r\\nabc\\r\\n0\\r\\n\\r\\n",
			"+3\\r\\nabc\\r\\n0\\r\\n\\r\\n", " 3\\r\\nabc\\r\\n0\\r\\n\\r\\n", "3\\nabc\\r\\n0\\r\\n\\r\\n",
			"3;a\\nb\\r\\nabc\\r\\n0\\r\\n\\r\\n", "3\\r\\nabcd\\r\\n0\\r\\n\\r\\n", "3\\r\\nabc\\n0\\r\\n\\r\\n",
			"3\\r\\nabc0\\r\\n\\r\\n", "ffffffffffffffff\\r\\nabc", "\\r\\n0\\r\\n\\r\\n", "0\\r\\n\\nX", "3\\rabc" })
	void chunksThatCanBeReadInTwoWaysAreRefused(String chunks) throws IOException {
		refused("POST http://HOST/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
				+ chunks.replace("\\r", "\r").replace("\\n", "\n"));
	}

	@Test
	void endlessExtensionsAndTrailersAreRefused() throws IOException {
		refused("POST http://HOST/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;" + "x".repeat(2000));
		refused("POST http://HOST/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
				+ "X: 1\r\n".repeat(100));
	}

	@Test
	void theAnswerIsPassedOnWithoutWhatIsForOneConnection() throws IOException {
		assertThat(passedOn("HTTP/1.1 200 Fine\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\n"
				+ "Proxy-Authenticate: Basic\r\nX-Kept: 1\r\nContent-Length: 5\r\n\r\nhello", "GET"))
			.isEqualTo("HTTP/1.1 200 Fine\r\nX-Kept: 1\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
	}

	@Test
	void anAnswerEndsWhereItSaysAndNotWithTheConnection() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			TestServer.head(in);
			out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nmore"
				.getBytes(StandardCharsets.US_ASCII));
			in.read();
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test"))) {
			assertThat(proxy.get("http://api.test:" + server.port() + "/")).endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
		}
	}

	@Test
	void anAnswerOfUnknownLengthEndsWithTheConnection() throws IOException {
		assertThat(passedOn("HTTP/1.0 200 OK\r\n\r\nall of it", "GET"))
			.isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
	}

	@Test
	void anAnswerWithoutBodyHasNone() throws IOException {
		assertThat(passedOn("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HEAD")).endsWith("\r\n\r\n")
			.contains("Content-Length: 5");
		assertThat(passedOn("HTTP/1.1 204 No Content\r\n\r\nhello", "GET")).endsWith("\r\n\r\n");
		assertThat(passedOn("HTTP/1.1 304 Not Modified\r\n\r\nhello", "GET")).endsWith("\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 200 OK\nX: 1\n\n",
			"HTTP/1.1 200 OK\r\nX : 1\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/2 200\r\n\r\n",
			"HTTP/1.1 200 OK\r\nX: 1", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" })
	void anAnswerThatCannotBeReadIsABadGateway(String answer) throws IOException {
		assertThat(passedOn(answer, "GET")).startsWith("HTTP/1.1 502 Bad Gateway\r\n")
			.contains("gave an answer that cannot be passed on");
	}

	@Test
	void aServerThatGoesAtOnceIsABadGateway() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test"))) {
			for (int i = 0; i < 20; i++) {
				assertThat(proxy.get("http://api.test:" + server.port() + "/")).startsWith("HTTP/1.1 502 ");
			}
		}
	}

	@Test
	void anAnswerThatNeverComesIsABadGateway() throws IOException {
		assertThat(passedOn("HTTP/1.1 102 Processing\r\n\r\n".repeat(1000), "GET"))
			.contains("HTTP/1.1 502 ", "never comes to its point")
			.hasSizeLessThan(2000);
	}

	@Test
	void anAnswerWithAnEndlessHeadIsABadGateway() throws IOException {
		assertThat(passedOn("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000), "GET")).startsWith("HTTP/1.1 502 ");
	}

	@Test
	void aClientThatWaitsToContinueIsToldWhen() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			TestServer.head(in);
			out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			String body = new String(in.readNBytes(4), StandardCharsets.US_ASCII);
			out.write(("HTTP/1.1 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			client.send("POST http://api.test:" + server.port()
					+ "/ HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
			assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
			assertThat(client.send("body").rest()).endsWith("\r\n\r\nbody");
		}
	}

	@Test
	void theAnswerIsPassedOnAsItComes() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			TestServer.head(in);
			out.write("HTTP/1.1 200 OK\r\n\r\nfirst".getBytes(StandardCharsets.US_ASCII));
			in.read();
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			client.send("GET http://api.test:" + server.port() + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
			assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
			assertThat(client.read(5)).isEqualTo("first");
		}
	}

	@Test
	void anAnswerMayComeBeforeTheWholeRequest() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			TestServer.head(in);
			out.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno".getBytes(StandardCharsets.US_ASCII));
			out.flush();
			in.read(new byte[10]);
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			client.send("POST http://api.test:" + server.port()
					+ "/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(10_000));
			assertThat(client.head()).startsWith("HTTP/1.1 413 ");
			assertThat(client.rest()).isEqualTo("no");
		}
	}

	@Test
	void aLargeBodyGoesThroughWholeInBothDirections() throws IOException {
		byte[] body = new byte[3_000_000];
		new Random(1).nextBytes(body);
		String text = new String(body, StandardCharsets.ISO_8859_1);
		try (TestServer server = new TestServer((in, out) -> {
			TestServer.head(in);
			out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			for (int left = body.length; left > 0;) {
				byte[] piece = in.readNBytes(Math.min(left, 10_000));
				out.write(piece);
				left -= piece.length;
			}
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			Thread writer = new Thread(() -> {
				try {
					client.send("POST http://api.test:" + server.port() + "/ HTTP/1.1\r\nHost: a\r\nContent-Length: "
							+ body.length + "\r\n\r\n" + text);
				}
				catch (IOException ex) {
					/* The answer will be too short */
				}
			});
			writer.start();
			assertThat(client.head()).startsWith("HTTP/1.1 200 ");
			assertThat(client.rest().equals(text)).isTrue();
		}
	}

	@Test
	void whatARefusalRepeatsIsBoundedAndPrintable() throws IOException {
		String answer = refused("GET http://" + "\u001b[31m\u00e9<script>".replace("\u001b", "\u009b")
				+ "x".repeat(5000) + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
		assertThat(answer).hasSizeLessThan(600).matches("(?s)[ -~\\r\\n]*");
	}

}
