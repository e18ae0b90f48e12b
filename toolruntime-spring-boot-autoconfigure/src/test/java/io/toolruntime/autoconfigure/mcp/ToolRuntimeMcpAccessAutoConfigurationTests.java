package io.toolruntime.autoconfigure.mcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.autoconfigure.springai.ToolRuntimeSpringAiAutoConfiguration;
import io.toolruntime.autoconfigure.web.HttpAccessAutoConfiguration;
import io.toolruntime.web.HttpAccessFilter;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is let in to the MCP server of an application that has only the starter. */
class ToolRuntimeMcpAccessAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
				ToolRuntimeSpringAiAutoConfiguration.class, ToolRuntimeMcpServerAutoConfiguration.class,
				HttpAccessAutoConfiguration.class, ToolRuntimeMcpAccessAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class, Routes.class);

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void pagesOfOtherSitesAndReboundNamesAreRefused(String protocol) throws IOException {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.protocol=" + protocol)) {
			for (String host : new String[] { "127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT" }) {
				assertThat(initialize(context, host, null)).as(host).startsWith("HTTP/1.1 200 ");
			}
			assertThat(initialize(context, "127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT"))
				.startsWith("HTTP/1.1 200 ");
			assertThat(initialize(context, "rebound.example:PORT", null)).startsWith("HTTP/1.1 403 ")
				.contains("urn:toolruntime:forbidden")
				.contains("toolruntime.server.allowed-hosts");
			assertThat(initialize(context, "127.0.0.1:PORT", "Origin: http://page.example"))
				.startsWith("HTTP/1.1 403 ");
			assertThat(initialize(context, "127.0.0.1:PORT", "Origin: null")).startsWith("HTTP/1.1 403 ");
			// Signs of a proxy: whoever is behind it may be anywhere
			assertThat(initialize(context, "127.0.0.1:PORT", "X-Forwarded-For: 192.0.2.1")).startsWith("HTTP/1.1 403 ");
		}
	}

	@Test
	void theStreamOfEventsOfAnOlderServerIsGuardedToo() throws IOException {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.protocol=SSE")) {
			assertThat(send(context, "GET /sse HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"))
				.startsWith("HTTP/1.1 403 ");
			assertThat(send(context, "POST /mcp/message HTTP/1.1\r\nHost: rebound.example\r\nContent-Length: 0\r\n"
					+ "Connection: close\r\n\r\n"))
				.startsWith("HTTP/1.1 403 ");
		}
	}

	@ParameterizedTest
	@CsvSource({ "Bearer s3cret, 200", "Bearer other, 401" })
	void theTokenAndTheNamesOfTheHttpApiHoldHereToo(String authorization, int status) throws IOException {
		try (ConfigurableApplicationContext context = start("toolruntime.server.token=s3cret",
				"toolruntime.server.allowed-hosts=api.example.com")) {
			assertThat(initialize(context, "api.example.com", "Authorization: " + authorization))
				.startsWith("HTTP/1.1 " + status + " ");
		}
	}

	@Test
	void aServerThatExposesNothingOfOursIsLeftAlone() throws IOException {
		try (ConfigurableApplicationContext context = start("toolruntime.mcp.expose=none")) {
			assertThat(initialize(context, "rebound.example", null)).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void withoutTheModuleThatGuardsItNoServerStarts() {
		WebApplicationContextRunner unguarded = this.runner
			.withClassLoader(new FilteredClassLoader(HttpAccessFilter.class));
		unguarded.run((context) -> assertThat(context.getStartupFailure()).rootCause()
			.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
				assertThat(ex.getProperty()).isEqualTo("toolruntime.mcp.expose");
				assertThat(ex.getRemedy()).contains("io.toolruntime:toolruntime-spring-web", "none");
			}));
		unguarded.withPropertyValues("toolruntime.mcp.expose=none")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void onlyRoutesOfMcpServersAreGuarded() {
		this.runner.run((context) -> {
			assertThat(context.getBean("other")).isSameAs(context.getBean(Routes.class).routes);
			assertThat(context.getBean("webMvcStreamableServerRouterFunction"))
				.isNotSameAs(context.getBean(Routes.class).routes);
		});
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.ai.mcp.server.protocol=STREAMABLE",
					"server.shutdown=immediate")
			.properties(properties)
			.run();
	}

	/* Over a socket: HTTP clients do not let their Host be set */
	private static String initialize(ConfigurableApplicationContext context, String host, String header)
			throws IOException {
		String body = """
				{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18",
				"capabilities": {}, "clientInfo": {"name": "page", "version": "1"}}}""";
		return send(context,
				"POST /mcp HTTP/1.1\r\nHost: " + host
						+ "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
						+ ((header != null) ? header + "\r\n" : "") + "Content-Length: " + body.length()
						+ "\r\nConnection: close\r\n\r\n" + body);
	}

	private static String send(ConfigurableApplicationContext context, String request) throws IOException {
		String port = context.getEnvironment().getProperty("local.server.port");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
			socket.getOutputStream().write(request.replace("PORT", port).getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Routes {

		private final RouterFunction<ServerResponse> routes = RouterFunctions.route()
			.GET("/x", (request) -> ServerResponse.ok().build())
			.build();

		@Bean
		RouterFunction<ServerResponse> webMvcStreamableServerRouterFunction() {
			return this.routes;
		}

		@Bean
		RouterFunction<ServerResponse> other() {
			return this.routes;
		}

	}

}
