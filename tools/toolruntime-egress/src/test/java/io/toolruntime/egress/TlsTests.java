package io.toolruntime.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Real clients and a real server of TLS, through the proxy. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTests {

	private static final char[] PASSWORD = "password".toCharArray();

	private KeyManagerFactory own;

	private TrustManagerFactory trust;

	private SSLContext tls;

	private TestServer server;

	private TestProxy proxy;

	@BeforeAll
	void makeKey(@TempDir Path directory) throws Exception {
		Path store = directory.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext",
				"san=dns:api.test,dns:other.test,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(),
				"-storepass", new String(PASSWORD))
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD);
		}
		this.own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		this.own.init(keys, PASSWORD);
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("test", keys.getCertificate("test"));
		this.trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		this.trust.init(trusted);
	}

	/** One without sessions: a client that resumes one names the host of that one. */
	private SSLContext context() throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(this.own.getKeyManagers(), this.trust.getTrustManagers(), null);
		return context;
	}

	@BeforeEach
	void start() throws Exception {
		this.tls = context();
		SSLServerSocket listening = (SSLServerSocket) this.tls.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.server = new TestServer(listening, (in, out) -> {
			String head = TestServer.head(in);
			if (!head.isEmpty()) {
				out.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret".getBytes(StandardCharsets.US_ASCII));
			}
		});
		this.proxy = TestProxy.with()
			.tcp()
			.tlsPort(this.server.port())
			.allowing(this.server.pin("api.test"), "127.0.0.1:" + this.server.port());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	/** Speaks TLS in a tunnel to one host, naming another; {@code null} names none. */
	private String talk(String host, String sni, String protocol) throws IOException, GeneralSecurityException {
		try (Socket socket = new Socket()) {
			socket.connect(this.proxy.address());
			socket.getOutputStream()
				.write(("CONNECT " + host + ":" + this.server.port() + " HTTP/1.1\r\nHost: x\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(TestServer.head(socket.getInputStream())).startsWith("HTTP/1.1 200 ");
			try (SSLSocket secure = (SSLSocket) context().getSocketFactory().createSocket(socket, null, 0, true)) {
				SSLParameters parameters = secure.getSSLParameters();
				parameters.setServerNames((sni != null) ? List.of(new SNIHostName(sni)) : List.of());
				parameters.setProtocols(new String[] { protocol });
				secure.setSSLParameters(parameters);
				secure.startHandshake();
				secure.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				return new String(secure.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aClientThatNamesTheHostReachesIt(String protocol) throws Exception {
		assertThat(talk("api.test", "api.test", protocol)).endsWith("secret");
		assertThat(talk("API.test.", "api.test", protocol)).endsWith("secret");
		assertThat(this.proxy.verdicts()).containsOnly(EgressVerdict.ALLOWED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aClientThatNamesAnotherHostDoesNot(String protocol) {
		assertThatIOException().isThrownBy(() -> talk("api.test", "other.test", protocol));
		assertThat(this.proxy.event(EgressVerdict.TLS_REFUSED).reason()).contains("other.test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aClientThatNamesNoHostDoesNot(String protocol) {
		assertThatIOException().isThrownBy(() -> talk("api.test", null, protocol));
		assertThat(this.proxy.event(EgressVerdict.TLS_REFUSED).reason()).contains("SNI");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void anAddressIsReachedByWhoNamesNoHost(String protocol) throws Exception {
		assertThat(talk("127.0.0.1", null, protocol)).endsWith("secret");
		assertThatIOException().isThrownBy(() -> talk("127.0.0.1", "api.test", protocol));
	}

	@Test
	void aClientOfHttpsReachesAnAllowedHost() throws Exception {
		HttpClient client = HttpClient.newBuilder()
			.sslContext(this.tls)
			.proxy(ProxySelector.of((InetSocketAddress) this.proxy.address()))
			.build();
		HttpResponse<String> answer = client.send(
				HttpRequest.newBuilder(URI.create("https://api.test:" + this.server.port() + "/")).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(answer.body()).isEqualTo("secret");
		assertThatIOException().isThrownBy(() -> client.send(
				HttpRequest.newBuilder(URI.create("https://other.test:" + this.server.port() + "/")).build(),
				HttpResponse.BodyHandlers.ofString()))
			.withMessageContaining("403");
	}

	@Test
	void anOldClientOfHttpsDoesToo() throws Exception {
		var connection = (HttpsURLConnection) URI.create("https://api.test:" + this.server.port() + "/")
			.toURL()
			.openConnection(new Proxy(Proxy.Type.HTTP, (InetSocketAddress) this.proxy.address()));
		connection.setSSLSocketFactory(this.tls.getSocketFactory());
		try (InputStream in = connection.getInputStream()) {
			assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("secret");
		}
	}

}
