package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Bytes in both directions, and their ends. */
@Timeout(60)
class TunnelTests {

	@Test
	void aServerMaySpeakFirstAtOtherPorts() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			out.write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
			in.transferTo(out);
		}); TestProxy proxy = TestProxy.allowing(server.pin("mail.test")); TestClient client = proxy.client()) {
			client.connect("mail.test:" + server.port());
			assertThat(client.read(11)).isEqualTo("220 ready\r\n");
			assertThat(client.send("EHLO").read(4)).isEqualTo("EHLO");
		}
	}

	@Test
	void whatIsNotTlsPassesAtOtherPorts() throws IOException {
		try (TestServer server = TestServer.echo(); TestProxy proxy = TestProxy.allowing(server.pin("ssh.test"))) {
			for (String first : new String[] { "SSH-2.0-x\r\n", "\u0016x", "\u0000", "\u0080\u0001" }) {
				try (TestClient client = proxy.client()) {
					client.connect("ssh.test:" + server.port());
					assertThat(client.send(first).read(first.length())).isEqualTo(first);
				}
			}
			assertThat(proxy.verdicts()).containsOnly(EgressVerdict.ALLOWED);
		}
	}

	@Test
	void tlsForAnotherHostIsRefusedAtEveryPort() throws IOException {
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.send(TestHello.to("other.test").record()).rest()).isEmpty();
			proxy.event(EgressVerdict.TLS_REFUSED);
		}
	}

	@Test
	void aClientThatHasSaidAllStillHearsTheServer() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			byte[] all = in.readAllBytes();
			out.write(("got " + all.length).getBytes(StandardCharsets.US_ASCII));
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.send("x".repeat(100_000)).end().rest()).isEqualTo("got 100000");
		}
	}

	@Test
	void aClientThatSaysNothingStillHearsTheServer() throws IOException {
		try (TestServer server = new TestServer((in, out) -> {
			assertThat(in.read()).isEqualTo(-1);
			out.write("bye".getBytes(StandardCharsets.US_ASCII));
		}); TestProxy proxy = TestProxy.allowing(server.pin("api.test")); TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.end().rest()).isEqualTo("bye");
		}
	}

	@Test
	void aServerThatHasSaidAllStillHearsTheClient() throws Exception {
		try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				TestProxy proxy = TestProxy.allowing("api.test=127.0.0.1");
				TestClient client = proxy.client()) {
			client.connect("api.test:" + listening.getLocalPort());
			try (Socket server = listening.accept()) {
				server.getOutputStream().write("all".getBytes(StandardCharsets.US_ASCII));
				server.shutdownOutput();
				assertThat(client.rest()).isEqualTo("all");
				client.send("still here").end();
				assertThat(server.getInputStream().readAllBytes()).asString(StandardCharsets.US_ASCII)
					.isEqualTo("still here");
			}
		}
	}

	@Test
	void manyBytesGoBothWaysAtOnce() throws Exception {
		byte[] bytes = new byte[5_000_000];
		new Random(3).nextBytes(bytes);
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		try (TestServer server = TestServer.echo();
				TestProxy proxy = TestProxy.with().tcp().allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			Thread writer = new Thread(() -> {
				try {
					client.send(bytes).end();
				}
				catch (IOException ex) {
					/* The answer will be too short */
				}
			});
			writer.start();
			assertThat(client.rest().equals(text)).isTrue();
			writer.join();
		}
	}

	@Test
	void whereTheServerGoesTheTunnelEnds() throws IOException {
		try (TestServer server = new TestServer((in, out) -> in.read());
				TestProxy proxy = TestProxy.allowing(server.pin("api.test"));
				TestClient client = proxy.client()) {
			client.connect("api.test:" + server.port());
			assertThat(client.send("x").rest()).isEmpty();
		}
	}

}
