package io.toolruntime.isolation;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Ways to the network, for a tool that tries them. */
final class Fetch {

	private Fetch() {
	}

	static String get(String url) {
		try {
			HttpClient client = HttpClient.newBuilder()
				.followRedirects(HttpClient.Redirect.ALWAYS)
				.connectTimeout(Duration.ofSeconds(5))
				.build();
			HttpResponse<String> answer = client.send(
					HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
					HttpResponse.BodyHandlers.ofString());
			return answer.statusCode() + " " + answer.body();
		}
		catch (Exception ex) {
			return ex.getClass().getSimpleName();
		}
	}

	static String connect(String host, int port) {
		try (Socket socket = new Socket(java.net.Proxy.NO_PROXY)) {
			socket.connect(new InetSocketAddress(host, port), 3000);
			return "connected";
		}
		catch (Exception ex) {
			return ex.getClass().getSimpleName();
		}
	}

	static String unix(String path) {
		try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(path)))) {
			return "connected";
		}
		catch (Exception ex) {
			return ex.getClass().getSimpleName();
		}
	}

}
