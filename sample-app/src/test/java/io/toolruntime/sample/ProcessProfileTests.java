package io.toolruntime.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The shop with real Python and Node, in bubblewrap. */
@SampleTest
@ActiveProfiles("process")
class ProcessProfileTests {

	@LocalServerPort
	int port;

	@Autowired
	JdbcClient database;

	SampleClient sample;

	@BeforeAll
	static void lookForBubblewrap() {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
	}

	@BeforeEach
	void connect() {
		this.sample = new SampleClient(this.port);
	}

	@Test
	void revenueByCountryInPythonIsWhatSqlSays() {
		JsonNode result = this.sample.execute(Map.of("language", "python", "code", """
				def every_page(tool):
				    page = tool(page=0, size=100)
				    yield page
				    for number in range(1, page["pages"]):
				        yield tool(page=number, size=100)

				countries = {customer["id"]: customer["country"]
				    for page in every_page(tools.customers.search_customers) for customer in page["customers"]}
				cents = {}
				for page in every_page(tools.orders.list_orders):
				    for order in page["orders"]:
				        country = countries[order["customerId"]]
				        cents[country] = cents.get(country, 0) + order["total"]
				cents
				"""));

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("ok");
		assertThat(result.path("backend").path("kind").asString()).isEqualTo("process");
		assertThat(cents(result)).hasSize(13).isEqualTo(revenueByCountry());
		assertThat(result.path("toolCalls").size()).isEqualTo(55);
	}

	@Test
	void revenueByCountryInNodeIsWhatSqlSays() {
		JsonNode result = this.sample.execute(ExecutionTests.example("revenue.js"));

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("ok");
		assertThat(cents(result)).isEqualTo(revenueByCountry());
	}

	@Test
	void theHostHasSeenWhatHolds() {
		JsonNode limits = this.sample.execute(Map.of("language", "python", "code", "1")).path("limitsEnforced");

		for (String limit : new String[] { "memory", "network", "root-filesystem", "capabilities", "system-calls" }) {
			assertThat(limits.path(limit).path("status").asString()).as(limit).isEqualTo("enforced");
			assertThat(limits.path(limit).path("evidence").asString()).as(limit).isEqualTo("measured");
			assertThat(limits.path(limit).path("observer").asString()).as(limit).isEqualTo("host");
		}
		assertThat(limits.path("kernel").path("status").asString()).isEqualTo("not_enforced");
	}

	private static Map<String, Long> cents(JsonNode result) {
		Map<String, Long> cents = new LinkedHashMap<>();
		result.path("value").properties().forEach((entry) -> cents.put(entry.getKey(), entry.getValue().asLong()));
		return cents;
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

}
