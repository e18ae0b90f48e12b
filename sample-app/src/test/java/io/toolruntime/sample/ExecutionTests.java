package io.toolruntime.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Code of a stranger, over HTTP, against the shop's tools. */
@SampleTest
class ExecutionTests {

	@LocalServerPort
	int port;

	@Autowired
	JdbcClient database;

	SampleClient sample;

	@BeforeEach
	void connect() {
		this.sample = new SampleClient(this.port);
	}

	@Test
	void revenueByCountryIsWhatSqlSaysInOneExecutionThatListsEachToolCall() {
		JsonNode result = this.sample.execute(example("revenue.js"));

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("ok");
		Map<String, Long> revenue = new LinkedHashMap<>();
		result.path("value").properties().forEach((entry) -> revenue.put(entry.getKey(), entry.getValue().asLong()));
		assertThat(revenue).hasSize(13).isEqualTo(revenueByCountry());
		assertThat(texts(result.path("toolCalls"), "outcome")).hasSize(55).containsOnly("ok");
		assertThat(texts(result.path("toolCalls"), "toolId")).filteredOn("customers:search_customers"::equals)
			.hasSize(5);
		assertThat(texts(result.path("toolCalls"), "toolId")).filteredOn("orders:list_orders"::equals).hasSize(50);
		assertThat(texts(result.path("toolCalls"), "sequence")).startsWith("1", "2", "3").endsWith("55");
		assertThat(result.path("stdout").asString()).isEqualTo("5000 orders from 500 customers\n");
	}

	@Test
	void aResultSaysWhichLimitsHeldAndWhoSawIt() {
		JsonNode limits = this.sample.execute("return 1").path("limitsEnforced");

		for (String limit : List.of("timeout", "memory", "output", "tool-calls", "network", "root-filesystem")) {
			assertThat(limits.path(limit).path("status").asString()).as(limit).isEqualTo("enforced");
			assertThat(limits.path(limit).path("mechanism").asString()).as(limit).isNotBlank();
		}
		assertThat(limits.path("tool-calls").path("requested").asInt()).isEqualTo(500);
		assertThat(limits.path("memory").path("observer").asString()).isEqualTo("host");
	}

	@Test
	void anEndlessLoopEndsInTimeoutWithWhatCameBefore() {
		JsonNode result = this.sample.execute(Map.of("limits", Map.of("timeout", "500ms"), "code", """
				const order = await tools.orders.find_order({ id: 1 });
				console.log("found", order.id);
				for (;;) {}
				"""));

		assertThat(result.path("outcome").asString()).isEqualTo("timeout");
		assertThat(result.path("stdout").asString()).isEqualTo("found 1\n");
		assertThat(texts(result.path("toolCalls"), "toolId")).containsExactly("orders:find_order");
		assertThat(result.path("timings").path("runMs").asDouble()).isBetween(500.0, 5_000.0);
		assertNextExecutionIsClean();
	}

	@Test
	void memoryRunsOutInTheSandboxOnly() {
		JsonNode result = this.sample.execute(Map.of("limits", Map.of("memory", "64MB"), "code", """
				console.log("filling");
				const kept = [];
				for (;;) kept.push(new Uint8Array(1024 * 1024).fill(1));
				"""));

		assertThat(result.path("outcome").asString()).isEqualTo("memory_limit");
		assertThat(result.path("stdout").asString()).isEqualTo("filling\n");
		assertNextExecutionIsClean();
	}

	@Test
	void tenTimesTheOutputEndsTheExecution() {
		JsonNode result = this.sample
			.execute(Map.of("limits", Map.of("output", "1KB"), "code", "for (;;) console.log('x'.repeat(99))"));

		assertThat(result.path("outcome").asString()).isEqualTo("output_limit");
		assertThat(result.path("truncated").asBoolean()).isTrue();
		assertThat(result.path("stdout").asString()).startsWith("x".repeat(99)).hasSizeLessThanOrEqualTo(1024);
		assertNextExecutionIsClean();
	}

	@Test
	void aCallBeyondTheBudgetEndsTheExecution() {
		JsonNode result = this.sample.execute(Map.of("limits", Map.of("tool-calls", 3), "code",
				"for (let id = 1; ; id++) console.log((await tools.orders.find_order({ id })).id)"));

		assertThat(result.path("outcome").asString()).isEqualTo("tool_call_limit");
		assertThat(result.path("stdout").asString()).isEqualTo("1\n2\n3\n");
		assertThat(texts(result.path("toolCalls"), "outcome")).containsExactly("ok", "ok", "ok");
		assertNextExecutionIsClean();
	}

	@Test
	void aChainThatIsTooLongRunsNothing() {
		JsonNode result = this.sample.execute(Map.of("limits", Map.of("chain-steps", 2), "code", """
				const step = { toolId: "orders:find_order", args: { id: 1 } };
				return await gateway.runChain([step, step, step]);
				"""));

		assertThat(result.path("outcome").asString()).isEqualTo("chain_step_limit");
		assertThat(result.path("toolCalls").size()).isZero();
		assertNextExecutionIsClean();
	}

	@Test
	void anErrorNamesLineAndColumnOfTheCallersSource() {
		JsonNode result = this.sample.execute("console.log('before');\n\n  throw new RangeError('too far');");

		assertThat(result.path("outcome").asString()).isEqualTo("code_error");
		assertThat(result.path("error").path("name").asString()).isEqualTo("RangeError");
		assertThat(result.path("error").path("message").asString()).isEqualTo("too far");
		assertThat(result.path("error").path("line").asInt()).isEqualTo(3);
		assertThat(result.path("stdout").asString()).isEqualTo("before\n");
		assertNextExecutionIsClean();
	}

	@Test
	void aToolsRefusalReachesTheCodeWithAMessageToActOn() {
		JsonNode result = this.sample.execute("""
				try { await tools.orders.find_order({ id: 99999 }); }
				catch (error) { return [error.name, error.toolId, error.code, error.message]; }
				""");

		assertThat(result.path("value").valueStream().map(JsonNode::asString)).containsExactly("ToolError",
				"orders:find_order", "execution_failed", "There is no order 99999; ids go from 1 to 5000");
		assertThat(texts(result.path("toolCalls"), "outcome")).containsExactly("execution_failed");
	}

	@Test
	void eventsComeInTheOrderInWhichThingsHappened() {
		List<SampleClient.Event> events = this.sample.events(Map.of("code", """
				console.log("looking");
				const order = await tools.orders.find_order({ id: 5 });
				console.error("found");
				return order.id;
				"""), (event) -> {
		});

		assertThat(events).extracting(SampleClient.Event::name)
			.containsExactly("started", "stdout", "tool_call", "stderr", "result");
		assertThat(events.get(2).data().path("toolId").asString()).isEqualTo("orders:find_order");
		assertThat(events.get(4).data().path("value").asInt()).isEqualTo(5);
	}

	@Test
	void aCancelledExecutionKeepsWhatCameBefore() {
		String id = "cancelled-" + UUID.randomUUID();
		List<SampleClient.Event> events = this.sample
			.events(Map.of("id", id, "code", "console.log('running'); for (;;) {}"), (event) -> {
				if (event.name().equals("stdout")) {
					assertThat(this.sample.delete("/toolruntime/executions/" + id).status()).isBetween(200, 204);
				}
			});

		JsonNode result = events.get(events.size() - 1).data();
		assertThat(result.path("id").asString()).isEqualTo(id);
		assertThat(result.path("outcome").asString()).isEqualTo("cancelled");
		assertThat(result.path("stdout").asString()).isEqualTo("running\n");
		assertNextExecutionIsClean();
	}

	@ParameterizedTest
	@ValueSource(strings = { "dev", "standard", "hardened" })
	void everyProfileRunsOnWasmWithNothingButJava(String profile) {
		JsonNode result = this.sample
			.execute(Map.of("profile", profile, "code", "return input.a + 1", "input", Map.of("a", 41)));

		assertThat(result.path("value").asInt()).isEqualTo(42);
		assertThat(result.path("backend").path("kind").asString()).isEqualTo("wasm");
		assertThat(result.path("backend").path("profile").asString()).isEqualTo(profile);
	}

	@Test
	void profilesAreListedWithWhatIsBehindThem() {
		JsonNode profiles = this.sample.get("/toolruntime/profiles").json();

		assertThat(texts(profiles, "name")).containsExactly("dev", "hardened", "standard");
		assertThat(texts(profiles, "default")).containsExactly("false", "false", "true");
	}

	@Test
	void theCatalogHasTheShopsToolsAndNothingElse() {
		JsonNode tools = this.sample.get("/toolruntime/tools?limit=100").json();

		assertThat(texts(tools.path("tools"), "id")).containsExactlyInAnyOrder("orders:find_order",
				"orders:list_orders", "orders:refund_order", "inventory:stock_level", "inventory:reserve",
				"customers:find_customer", "customers:search_customers", "reports:sales_by_day");
	}

	@Test
	void aToolCanBeRunByItself() {
		JsonNode answer = this.sample
			.post("/toolruntime/tools/reports:sales_by_day",
					Map.of("arguments", Map.of("from", "2025-03-01", "to", "2025-03-01")))
			.json();

		assertThat(answer.path("value").path("days").path(0).path("date").asString()).isEqualTo("2025-03-01");
		assertThat(answer.path("call").path("outcome").asString()).isEqualTo("ok");
	}

	@Test
	void anUnknownProfileIsAProblemThatNamesThoseThereAre() {
		SampleClient.Answer answer = this.sample.post("/toolruntime/executions",
				Map.of("profile", "strict", "code", "return 1"));

		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		assertThat(answer.json().path("type").asString()).isEqualTo("urn:toolruntime:invalid-request");
		assertThat(answer.json().path("detail").asString()).contains("strict", "standard");
	}

	private void assertNextExecutionIsClean() {
		JsonNode next = this.sample.execute("globalThis.seen = (globalThis.seen ?? 0) + 1; return globalThis.seen");
		assertThat(next.path("outcome").asString()).isEqualTo("ok");
		assertThat(next.path("value").asInt()).isEqualTo(1);
		assertThat(next.path("stdout").asString()).isEmpty();
		assertThat(next.path("toolCalls").size()).isZero();
	}

	private Map<String, Long> revenueByCountry() {
		Map<String, Long> revenue = new LinkedHashMap<>();
		this.database.sql("""
				select country, sum(total) as revenue from orders
				join customers on customers.id = orders.customer_id
				group by country
				""").query((row) -> {
			revenue.put(row.getString("country"), row.getLong("revenue"));
		});
		return revenue;
	}

	private static List<String> texts(JsonNode array, String field) {
		List<String> texts = new ArrayList<>();
		array.forEach((each) -> texts.add(each.path(field).asString()));
		return texts;
	}

	static String example(String name) {
		try {
			return new ClassPathResource("static/examples/" + name).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
