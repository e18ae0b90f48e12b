package io.toolruntime.springai.mcp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.springai.AnnotatedBeanToolSource;
import io.toolruntime.springai.ToolCallbackToolSource;
import io.toolruntime.springai.ToolRuntimeToolCallbackProvider;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.springai.meta.ScriptedRuntime;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.mcp.annotation.McpResource;
import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.ai.mcp.customizer.McpSyncServerCustomizer;
import org.springframework.ai.mcp.server.common.autoconfigure.annotations.McpServerAnnotationScannerAutoConfiguration.ServerMcpAnnotatedBeans;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.method.MethodToolCallbackProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link McpMetaTools}, with a real server and a real client over HTTP, and for
 * what keeps Spring AI's server from listing every tool beside ours.
 */
class McpMetaToolsTests {

	/* The default of 20 s is too short for a machine that is busy */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	private static final McpSchema.Tool OTHER = McpSchema.Tool
		.builder("other", Map.of("type", "object", "additionalProperties", false))
		.build();

	private static final McpSchema.CallToolResult DONE = McpSchema.CallToolResult.builder()
		.addTextContent("done")
		.build();

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void anMcpClientSeesExecuteCodeAndNoneOfTheToolsBehindIt(String protocol) {
		try (Server server = Server.start(protocol)) {
			assertThat(server.client.listTools().tools()).filteredOn((tool) -> !tool.name().equals("other"))
				.singleElement()
				.satisfies((tool) -> {
					assertThat(tool.name()).isEqualTo("execute_code");
					assertThat(tool.title()).isEqualTo("Execute code");
					assertThat(tool.description()).contains("gateway.searchTools").hasSizeLessThan(1500);
					assertThat(tool.inputSchema()).extracting("required").isEqualTo(List.of("code"));
					assertThat(tool.outputSchema()).extracting("properties.limitsEnforced").isNotNull();
					assertThat(tool.annotations().readOnlyHint()).isFalse();
					assertThat(tool.annotations().destructiveHint()).isTrue();
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void codeCallsABeanAndTheResultIsStructured(String protocol) {
		try (Server server = Server.start(protocol)) {
			McpSchema.CallToolResult result = server.execute(Map.of("code", "shop:add {\"a\": 1, \"b\": 2}"));
			assertThat(result.isError()).isFalse();
			assertThat(result.structuredContent()).extracting("value").isEqualTo(3);
			assertThat(result.structuredContent()).extracting("outcome").isEqualTo("ok");
			assertThat(result.structuredContent()).asInstanceOf(InstanceOfAssertFactories.MAP)
				.containsEntry("error", null);
		}
	}

	@Test
	void whatDoesNotEndWellIsAnErrorWithACode() {
		try (Server server = Server.start("STREAMABLE")) {
			McpSchema.CallToolResult failed = server.execute(Map.of("code", "shop:fail {}"));
			assertThat(failed.isError()).isTrue();
			assertThat(failed.structuredContent()).extracting("outcome").isEqualTo("code_error");
			assertThat(failed.structuredContent()).extracting("error.code").isEqualTo("execution_failed");
			assertThat(failed.structuredContent()).extracting("error.message").isEqualTo("The till is empty");
			assertThat(failed.structuredContent()).extracting("error.retryable").isEqualTo(false);
		}
	}

	@Test
	void whatKeepsCodeFromRunningIsAnErrorWithACode() {
		try (Server server = Server.start("STREAMABLE")) {
			McpSchema.CallToolResult refused = server.execute(Map.of("code", "x", "profile", "nope"));
			assertThat(refused.isError()).isTrue();
			assertThat(refused.structuredContent()).extracting("error.code").isEqualTo("validation_input");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void argumentsThatDoNotFitAreRefusedWithAnErrorObject(String protocol) {
		try (Server server = Server.start(protocol)) {
			McpSchema.CallToolResult low = server.execute(Map.of("code", "x", "timeout_ms", 0));
			assertThat(low.isError()).isTrue();
			assertThat(low.structuredContent()).extracting("error")
				.isEqualTo(Map.of("code", "validation_input", "message",
						"Argument 'timeout_ms' must be a whole number from 1 to 60000", "retryable", false));
			assertThat(text(low)).contains("\"code\":\"validation_input\"");
			for (Map<String, Object> wrong : List.<Map<String, Object>>of(Map.of(), Map.of("code", 1),
					Map.of("code", "x", "more", 0))) {
				McpSchema.CallToolResult result = server.execute(wrong);
				assertThat(result.isError()).isTrue();
				assertThat(result.structuredContent()).extracting("error.code").isEqualTo("validation_input");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void anArgumentOfNullWasLeftOut(String protocol) {
		try (Server server = Server.start(protocol)) {
			Map<String, Object> arguments = new LinkedHashMap<>(Map.of("code", "shop:add {\"a\": 1, \"b\": 2}"));
			List.of("language", "timeout_ms", "profile", "input").forEach((name) -> arguments.put(name, null));
			assertThat(server.execute(arguments).structuredContent()).extracting("value").isEqualTo(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAMABLE", "STATELESS" })
	void theArgumentsOfOtherToolsAreCheckedByTheServerAsEver(String protocol) {
		try (Server server = Server.start(protocol)) {
			McpSchema.CallToolResult result = server.call("other", Map.of("wrong", 1));
			assertThat(result.isError()).isTrue();
			assertThat(text(result)).contains("input validation failed");
		}
	}

	@Test
	void everyAnswerFitsTheSchemaThatIsListed() {
		try (Server server = Server.start("STREAMABLE")) {
			Map<String, Object> schema = server.client.listTools()
				.tools()
				.stream()
				.filter((tool) -> tool.name().equals("execute_code"))
				.findFirst()
				.orElseThrow()
				.outputSchema();
			for (Map<String, Object> arguments : List.<Map<String, Object>>of(
					Map.of("code", "shop:add {\"a\": 1, \"b\": 2}"), Map.of("code", "shop:fail {}"), Map.of("code", ""),
					Map.of("code", "x", "profile", "nope"))) {
				Object content = server.execute(arguments).structuredContent();
				assertThat(McpJsonDefaults.getSchemaValidator().validate(schema, content).errorMessage())
					.as(String.valueOf(content))
					.isNull();
			}
		}
	}

	@Test
	void theTextIsShortAndTheStructuredContentComplete() {
		try (Server server = Server.start("STREAMABLE")) {
			McpSchema.CallToolResult result = server.execute(Map.of("code", "shop:add {\"a\": 1, \"b\": 2}"));
			assertThat(text(result)).isEqualTo("{\"outcome\":\"ok\",\"value\":3,"
					+ "\"toolCalls\":[{\"toolId\":\"shop:add\",\"outcome\":\"ok\",\"count\":1}]}");
			assertThat(result.structuredContent()).extracting("toolCalls")
				.asInstanceOf(InstanceOfAssertFactories.list(Map.class))
				.singleElement()
				.satisfies((call) -> assertThat((Object) call.get("arguments")).isEqualTo(Map.of("a", 1, "b", 2)));
			assertThat(result.structuredContent()).extracting("limitsEnforced.memory.evidence").isEqualTo("configured");
		}
	}

	@Test
	void springAiStillServesResourcesOfAnnotatedBeans() {
		try (Server server = Server.start("STREAMABLE")) {
			assertThat(server.client.listResources().resources()).extracting(McpSchema.Resource::uri)
				.containsExactly("shop://hours");
		}
	}

	@Test
	void leftToItselfSpringAiListsEveryTool() {
		// Why all this is needed: fails when Spring AI changes how it finds tools
		try (Server server = Server.start("STREAMABLE", SpringAiAlone.class)) {
			assertThat(server.client.listTools().tools()).extracting(McpSchema.Tool::name)
				.containsExactlyInAnyOrder("add", "fail", "raw");
		}
	}

	private static String text(McpSchema.CallToolResult result) {
		return ((McpSchema.TextContent) result.content().get(0)).text();
	}

	private record Server(ConfigurableApplicationContext context, McpSyncClient client) implements AutoCloseable {

		static Server start(String protocol) {
			return start(protocol, MetaOnly.class, "--spring.ai.mcp.server.tool-callback-converter=false");
		}

		static Server start(String protocol, Class<?> application, String... arguments) {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
				.properties("server.address=127.0.0.1", "server.port=0", "server.shutdown=immediate",
						"spring.ai.mcp.server.protocol=" + protocol, "spring.main.banner-mode=off",
						"spring.jmx.enabled=false")
				.run(arguments);
			int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
			McpSyncClient client = McpClient
				.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port).endpoint("/mcp").build())
				.requestTimeout(PATIENCE)
				.initializationTimeout(PATIENCE)
				.build();
			client.initialize();
			return new Server(context, client);
		}

		McpSchema.CallToolResult execute(Map<String, Object> arguments) {
			return call("execute_code", arguments);
		}

		McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
			return this.client.callTool(McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
		}

		@Override
		public void close() {
			this.client.close();
			this.context.close();
		}

	}

	public static class ShopTools {

		@Tool
		public int add(int a, int b) {
			return a + b;
		}

		@Tool
		public String fail() {
			throw new ToolException("The till is empty");
		}

	}

	public static class RawTools {

		@McpTool
		public String raw() {
			return "raw";
		}

		@McpResource(uri = "shop://hours", name = "hours")
		public String hours() {
			return "9 to 5";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SpringAiAlone {

		@Bean
		ShopTools shopTools() {
			return new ShopTools();
		}

		@Bean
		RawTools rawTools() {
			return new RawTools();
		}

		@Bean
		ToolCallbackProvider exported(ShopTools shopTools) {
			return MethodToolCallbackProvider.builder().toolObjects(shopTools).build();
		}

	}

	/** What auto-configuration does for {@code toolruntime.mcp.expose: meta}. */
	@Configuration(proxyBeanMethods = false)
	@Import(SpringAiAlone.class)
	static class MetaOnly {

		@Bean
		AnnotatedBeanToolSource annotatedBeanToolSource(ConfigurableListableBeanFactory beanFactory) {
			return new AnnotatedBeanToolSource(beanFactory);
		}

		@Bean
		ToolCallbackToolSource toolCallbackToolSource(ConfigurableListableBeanFactory beanFactory,
				AnnotatedBeanToolSource annotatedBeans) {
			return new ToolCallbackToolSource(beanFactory, annotatedBeans);
		}

		@Bean
		DefaultRuntime toolRuntime(AnnotatedBeanToolSource annotatedBeans, ToolCallbackToolSource callbacks) {
			return ScriptedRuntime.running(CatalogToolGateway.of(annotatedBeans, callbacks), ScriptedRuntime::callTool);
		}

		@Bean
		MetaTools metaTools(DefaultRuntime runtime) {
			return new MetaTools(runtime, runtime.gateways(), "javascript");
		}

		@Bean
		ToolRuntimeToolCallbackProvider toolRuntimeToolCallbackProvider(MetaTools metaTools) {
			return new ToolRuntimeToolCallbackProvider(metaTools, () -> Caller.ANONYMOUS);
		}

		@Bean
		ServedTool executeCode(MetaTools metaTools) {
			return new McpMetaTools(() -> Caller.named("mcp")).serve(List.of(metaTools.executeCode())).get(0);
		}

		@Bean
		List<McpServerFeatures.SyncToolSpecification> toolruntimeMcpTools(ServedTool executeCode) {
			return List.of(executeCode.specification(),
					new McpServerFeatures.SyncToolSpecification(OTHER, (exchange, request) -> DONE));
		}

		@Bean
		List<McpStatelessServerFeatures.SyncToolSpecification> toolruntimeStatelessMcpTools(ServedTool executeCode) {
			return List.of(executeCode.statelessSpecification(),
					new McpStatelessServerFeatures.SyncToolSpecification(OTHER, (context, request) -> DONE));
		}

		@Bean
		@Primary
		McpSyncServerCustomizer selfCheckedArguments() {
			return (server) -> server.immediateExecution(true)
				.jsonSchemaValidator(new SelfCheckedArguments(McpJsonDefaults.getSchemaValidator()));
		}

		@Bean
		@Primary
		@ConditionalOnProperty(name = "spring.ai.mcp.server.protocol", havingValue = "STATELESS")
		McpStatelessServerTransport selfCheckingTransport(McpStatelessServerTransport transport,
				ServedTool executeCode) {
			return new SelfCheckingStatelessTransport(transport,
					(name) -> Optional.of(executeCode).filter((tool) -> tool.tool().name().equals(name)));
		}

		/*
		 * Spring AI's own bean backs off for one of this type. Turning its scanner off
		 * instead would take resources, prompts and completions away too.
		 */
		@Bean
		static ServerMcpAnnotatedBeans serverAnnotatedBeanRegistry() {
			return new WithoutTools();
		}

	}

	static class WithoutTools extends ServerMcpAnnotatedBeans {

		@Override
		public List<Object> getBeansByAnnotation(Class<? extends java.lang.annotation.Annotation> annotationType) {
			return (annotationType == McpTool.class) ? List.of() : super.getBeansByAnnotation(annotationType);
		}

	}

}
