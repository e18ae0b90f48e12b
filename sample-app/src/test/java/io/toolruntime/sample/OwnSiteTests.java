package io.toolruntime.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Web pages of strangers, open in a browser on the machine that runs the sample. */
@SampleTest
class OwnSiteTests {

	@LocalServerPort
	int port;

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:PORT, , 200", "localhost:PORT, , 200", "[::1]:PORT, , 200",
			"127.0.0.1:PORT, http://127.0.0.1:PORT, 200", "rebound.example:PORT, , 403", "127.0.0.1.example, , 403",
			"rebound.example:PORT, http://rebound.example:PORT, 403", "127.0.0.1:PORT, http://page.example, 403",
			"127.0.0.1:PORT, http://localhost:1, 403", "127.0.0.1:PORT, null, 403" })
	void mcpAnswersOnlyItsOwnSite(String host, String origin, int status) throws IOException {
		assertThat(initializeMcp(host, origin)).startsWith("HTTP/1.1 " + status + " ");
	}

	@ParameterizedTest
	@CsvSource({ "/actuator/metrics, 127.0.0.1, , 200", "/actuator/metrics, rebound.example, , 403",
			"/actuator/metrics, 127.0.0.1, http://page.example, 403", "/, rebound.example, , 403",
			"/toolruntime/..;/actuator/metrics, rebound.example, , 403",
			"/mcp/..;/actuator/metrics, rebound.example, , 403" })
	void actuatorAnswersOnlyItsOwnSite(String path, String host, String origin, int status) throws IOException {
		assertThat(send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
				+ ((origin != null) ? "Origin: " + origin + "\r\n" : "") + "Connection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 " + status + " ");
	}

	@Test
	void theApiAnswersForItselfWithAProblem() throws IOException {
		assertThat(send("GET /toolruntime/profiles HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 403 ")
			.contains("application/problem+json")
			.contains("urn:toolruntime:forbidden");
	}

	/* Over a socket: HTTP clients do not let their Host be set */
	private String initializeMcp(String host, String origin) throws IOException {
		String body = """
				{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
				"capabilities": {}, "clientInfo": {"name": "page", "version": "1"}}}""";
		String request = "POST /mcp HTTP/1.1\r\nHost: " + host
				+ "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
				+ ((origin != null) ? "Origin: " + origin + "\r\n" : "") + "Content-Length: " + body.length()
				+ "\r\nConnection: close\r\n\r\n" + body;
		return send(request.replace("PORT", String.valueOf(this.port)));
	}

	private String send(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
