package io.toolruntime.autoconfigure.mcp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.mcp.customizer.McpSyncServerCustomizer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.springai.ToolRuntimeSpringAiAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeMcpArgumentsAutoConfigurationTests {

	/* The default of 20 s is too short for a machine that is busy */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void wrongArgumentsAreAnErrorObjectAndNullIsAnArgumentThatWasLeftOut(String protocol) {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.protocol=" + protocol);
				McpSyncClient client = connect(context)) {
			McpSchema.CallToolResult wrong = call(client, "execute_code", Map.of("code", "x", "timeout_ms", "soon"));
			assertThat(wrong.isError()).isTrue();
			assertThat(wrong.structuredContent()).extracting("error.code").isEqualTo("validation_input");
			Map<String, Object> arguments = new HashMap<>(Map.of("code", "return 7"));
			arguments.put("profile", null);
			arguments.put("timeout_ms", null);
			assertThat(call(client, "execute_code", arguments).structuredContent()).extracting("value").isEqualTo(7);
		}
	}

	@Test
	void anApplicationsOwnCustomizerOfTheServerStillCustomizesIt() {
		try (ConfigurableApplicationContext context = start(new Class<?>[] { Application.class, Customized.class });
				McpSyncClient client = connect(context)) {
			assertThat(client.getServerInstructions()).isEqualTo("customized");
			assertThat(call(client, "execute_code", Map.of()).structuredContent()).extracting("error.code")
				.isEqualTo("validation_input");
		}
	}

	@Test
	void aServerThatIsNoWebApplicationIsCustomizedTooIfItCanBe() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
					ToolRuntimeAutoConfiguration.class, ToolRuntimeSpringAiAutoConfiguration.class,
					ToolRuntimeMcpServerAutoConfiguration.class, ToolRuntimeMcpArgumentsAutoConfiguration.class))
			.withUserConfiguration(FakeBackends.class);
		runner.run((context) -> assertThat(context).hasSingleBean(McpSyncServerCustomizer.class));
		runner.withUserConfiguration(Customized.class)
			.run((context) -> assertThat(context).hasSingleBean(McpSyncServerCustomizer.class).hasBean("own"));
		for (Class<?> absent : new Class<?>[] { McpServerFeatures.class, McpSyncServerCustomizer.class }) {
			runner.withClassLoader(new FilteredClassLoader(absent))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean("toolRuntimeSelfCheckedArgumentsCustomizer"));
		}
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return start(new Class<?>[] { Application.class }, properties);
	}

	private static ConfigurableApplicationContext start(Class<?>[] sources, String... properties) {
		return new SpringApplicationBuilder(sources)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.ai.mcp.server.protocol=STREAMABLE",
					"server.shutdown=immediate")
			.properties(properties)
			.run();
	}

	private static McpSyncClient connect(ConfigurableApplicationContext context) {
		String url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
		McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(url).endpoint("/mcp").build())
			.requestTimeout(PATIENCE)
			.initializationTimeout(PATIENCE)
			.build();
		client.initialize();
		return client;
	}

	private static McpSchema.CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
		return client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		@Primary
		McpSyncServerCustomizer own() {
			return (server) -> server.instructions("customized").immediateExecution(true);
		}

	}

}
