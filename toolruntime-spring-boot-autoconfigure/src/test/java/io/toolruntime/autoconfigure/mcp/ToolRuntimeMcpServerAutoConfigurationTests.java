package io.toolruntime.autoconfigure.mcp;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.autoconfigure.springai.ToolRuntimeSpringAiAutoConfiguration;
import io.toolruntime.runtime.DefaultRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolRuntimeMcpServerAutoConfigurationTests {

	/* The default of 20 s is too short for a machine that is busy */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = { "-|execute_code", "meta|execute_code",
			"tools|add,echo,temperature,refuse", "both|add,echo,execute_code,temperature,refuse", "none|''" })
	void listsWhatIsExposedAndNotEveryRawTool(String expose, String expected) {
		String[] properties = (expose != null) ? new String[] { "toolruntime.mcp.expose=" + expose } : new String[0];
		try (ConfigurableApplicationContext context = start(properties); McpSyncClient client = connect(context)) {
			assertThat(client.listTools().tools()).extracting(McpSchema.Tool::name)
				.containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(","));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void codeThatAnMcpClientSendsCallsABean(String protocol) {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.protocol=" + protocol);
				McpSyncClient client = connect(context)) {
			McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder("execute_code")
				.arguments(Map.of("code", "return await tools.weather.temperature({ city: 'Oslo' })"))
				.build());
			assertThat(result.isError()).isFalse();
			assertThat(result.structuredContent())
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("value", 4)
				.containsEntry("outcome", "ok");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void anExposedToolIsCalledThroughTheGatewayOfTheDefaultProfile(String protocol) {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.protocol=" + protocol,
				"toolruntime.mcp.expose=tools", "toolruntime.profiles.standard.tools.exclude=echo:*");
				McpSyncClient client = connect(context)) {
			assertThat(client.listTools().tools()).extracting(McpSchema.Tool::name)
				.contains("temperature")
				.doesNotContain("echo");
			McpSchema.CallToolResult result = call(client, "temperature", Map.of("city", "Oslo"));
			assertThat(result.isError()).isNotEqualTo(true);
			assertThat(text(result)).isEqualTo("4");
			McpSchema.CallToolResult invalid = call(client, "temperature", Map.of());
			assertThat(invalid.isError()).isTrue();
			assertThat(text(invalid)).startsWith("{\"error\":{\"code\":\"validation_input\"").contains("city");
			McpSchema.CallToolResult failed = call(client, "refuse", Map.of());
			assertThat(failed.isError()).isTrue();
			assertThat(text(failed)).startsWith("{\"error\":{\"code\":\"execution_failed\"")
				.doesNotContain("jdbc:secret");
		}
	}

	@ParameterizedTest
	@CsvSource({ "async,meta", "ASYNC,tools" })
	void aServerThatWouldListNoneOfOurToolsStopsTheStart(String type, String expose) {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> start("spring.ai.mcp.server.type=" + type, "toolruntime.mcp.expose=" + expose))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("spring.ai.mcp.server.type");
				assertThat(ex.getValue()).isEqualTo(type);
				assertThat(ex.getOrigin()).isNotNull();
				assertThat(ex.getReason()).contains("SYNC");
				assertThat(ex.getRemedy()).contains("toolruntime.mcp.expose");
			});
	}

	@Test
	void aServerOfAnotherTypeMayListNothing() {
		try (ConfigurableApplicationContext context = start("spring.ai.mcp.server.type=ASYNC",
				"toolruntime.mcp.expose=none"); McpSyncClient client = connect(context)) {
			assertThat(client.listTools().tools()).isEmpty();
		}
	}

	@Test
	void isNotThereWithoutMcpOrWhereToolruntimeIsOff() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
							ToolRuntimeSpringAiAutoConfiguration.class, ToolRuntimeMcpServerAutoConfiguration.class))
			.withUserConfiguration(FakeBackends.class);
		runner.run((context) -> assertThat(context).hasBean("toolRuntimeMcpToolSpecifications"));
		runner.withClassLoader(new FilteredClassLoader(McpServerFeatures.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DefaultRuntime.class)
				.doesNotHaveBean("toolRuntimeMcpToolSpecifications"));
		runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("toolRuntimeMcpToolSpecifications"));
		runner.withPropertyValues("spring.ai.mcp.server.type=ASYNC", "spring.ai.mcp.server.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.ai.mcp.server.protocol=STREAMABLE",
					// A client's open stream is no request worth waiting for
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

	private static String text(McpSchema.CallToolResult result) {
		return result.content()
			.stream()
			.map((content) -> ((McpSchema.TextContent) content).text())
			.collect(Collectors.joining());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		WeatherTools weatherTools() {
			return new WeatherTools();
		}

		@Bean
		ToolCallback echo() {
			return FunctionToolCallback.builder("echo", (String text) -> text)
				.description("Echoes")
				.inputType(String.class)
				.build();
		}

	}

	static class WeatherTools {

		@Tool(description = "The temperature in a city now")
		int temperature(String city) {
			return city.length();
		}

		@Tool(description = "Fails")
		int refuse() {
			throw new IllegalStateException("jdbc:secret");
		}

		@McpTool(description = "Adds")
		int add(int a, int b) {
			return a + b;
		}

	}

}
