package io.toolruntime.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** What an MCP client sees at {@code /mcp}. */
@SampleTest
class McpTests {

	/* The default of 20 s is too short for a machine that is busy */
	private static final Duration PATIENCE = Duration.ofSeconds(150);

	@LocalServerPort
	int port;

	McpSyncClient client;

	@BeforeEach
	void connect() {
		this.client = McpClient
			.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + this.port).endpoint("/mcp").build())
			.requestTimeout(PATIENCE)
			.initializationTimeout(PATIENCE)
			.build();
		this.client.initialize();
	}

	@AfterEach
	void disconnect() {
		this.client.closeGracefully();
	}

	@Test
	void aModelNeedsOneToolInsteadOfEveryToolOfTheShop() {
		List<McpSchema.Tool> tools = this.client.listTools().tools();

		assertThat(tools).extracting(McpSchema.Tool::name)
			.contains("execute_code")
			.doesNotContain("find_order", "list_orders", "sales_by_day");
		McpSchema.Tool executeCode = tools.stream()
			.filter((tool) -> tool.name().equals("execute_code"))
			.findFirst()
			.orElseThrow();
		assertThat(executeCode.description()).hasSizeLessThan(1_500).contains("tools.", "searchTools");
	}

	@Test
	void codeOverMcpCallsTheShopsTools() {
		McpSchema.CallToolResult result = execute("""
				const { orders } = await tools.orders.list_orders({ size: 3 });
				return orders.map((order) => order.id);
				""");

		assertThat(result.isError()).isNotEqualTo(true);
		JsonNode content = structured(result);
		assertThat(content.path("outcome").asString()).isEqualTo("ok");
		assertThat(content.path("value").toString()).isEqualTo("[1,2,3]");
		assertThat(content.path("toolCalls").path(0).path("toolId").asString()).isEqualTo("orders:list_orders");
	}

	@Test
	void codeThatFailsIsAnErrorWithItsOutcome() {
		McpSchema.CallToolResult result = execute("throw new Error('no')");

		assertThat(result.isError()).isTrue();
		assertThat(structured(result).path("outcome").asString()).isEqualTo("code_error");
	}

	@Test
	void theRevenueOfAllOrdersIsOneCallWhoseTextIsShortAndWhoseRecordIsComplete() {
		McpSchema.CallToolResult result = execute(ExecutionTests.example("revenue.js"));

		assertThat(result.isError()).isNotEqualTo(true);
		JsonNode calls = structured(result).path("toolCalls");
		assertThat(calls.size()).isEqualTo(55);
		assertThat(calls.path(0).path("arguments").propertyNames()).contains("size");
		assertThat(structured(result).at("/limitsEnforced/memory/observer").asString()).isEqualTo("host");
		String text = ((McpSchema.TextContent) result.content().get(0)).text();
		assertThat(text).hasSizeLessThan(1_000).contains("\"count\":50");
		assertThat(JsonMapper.shared().readTree(text).path("value")).isEqualTo(structured(result).path("value"));
	}

	private McpSchema.CallToolResult execute(String code) {
		return this.client
			.callTool(McpSchema.CallToolRequest.builder("execute_code").arguments(Map.of("code", code)).build());
	}

	private static JsonNode structured(McpSchema.CallToolResult result) {
		return JsonMapper.builder().build().valueToTree(result.structuredContent());
	}

}
