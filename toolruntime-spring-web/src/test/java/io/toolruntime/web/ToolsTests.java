package io.toolruntime.web;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /tools} and {@code /profiles}. */
class ToolsTests {

	private final Api api = Api.returning(null);

	@Test
	void searchingGivesToolsWithoutTheirSchemas() {
		Api.Answer answer = this.api.get("/tools?query=find_order&limit=1");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json()).containsKey("nextCursor");
		assertThat(answer.json().get("tools")).isEqualTo(List.of(Map.of("id", Shop.FIND, "name", "find_order",
				"namespace", "orders", "summary", "A tool of the shop", "tags", List.of())));
	}

	@Test
	void withoutQueryAllToolsAreListed() {
		assertThat((List<?>) this.api.get("/tools").json().get("tools")).hasSize(4);
	}

	@Test
	void pagesAreFollowedByTheirCursor() {
		Map<String, Object> first = this.api.get("/tools?limit=2").json();
		assertThat((List<?>) first.get("tools")).hasSize(2);
		Map<String, Object> second = this.api.get("/tools?limit=2&cursor=" + first.get("nextCursor")).json();
		assertThat((List<?>) second.get("tools")).hasSize(2).doesNotContainAnyElementsOf((List) first.get("tools"));
		assertThat(second).containsEntry("nextCursor", null);
	}

	@Test
	void aLimitThatIsNoneIsRefused() {
		for (String limit : List.of("many", "0", "101", "99999999999")) {
			Api.Answer answer = this.api.get("/tools?limit=" + limit);
			assertThat(answer.status()).as(limit).isEqualTo(400);
			assertThat(answer.type()).isEqualTo("urn:toolruntime:invalid-request");
			assertThat(answer.detail()).contains("limit");
		}
	}

	@Test
	void aProfileShowsOnlyItsTools() {
		assertThat(this.api.get("/tools?profile=readonly").body()).contains(Shop.FIND)
			.doesNotContain(Shop.REFUND, Shop.DOTTED);
		assertThat(this.api.get("/tools?profile=none-such").status()).isEqualTo(400);
	}

	@Test
	void documentationGoesAsFarAsItsDetail() {
		assertThat(this.api.get("/tools/" + Shop.FIND).json()).containsEntry("summary", "A tool of the shop")
			.containsEntry("tool", null)
			.containsEntry("examples", null);
		assertThat(this.api.get("/tools/" + Shop.FIND + "?detail=schema").json().get("tool"))
			.extracting("id", "inputSchema")
			.containsExactly(Shop.FIND,
					Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer"))));
		assertThat(this.api.get("/tools/" + Shop.FIND + "?detail=full").json()).containsEntry("notes", null)
			.extractingByKey("examples")
			.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
			.hasSize(1);
	}

	@Test
	void aDetailThatIsNoneIsRefused() {
		Api.Answer answer = this.api.get("/tools/" + Shop.FIND + "?detail=most");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.detail()).contains("detail").contains("schema");
	}

	@Test
	void idsMayHaveDotsAndAVersion() {
		assertThat(this.api.get("/tools/" + Shop.DOTTED + "?detail=schema").json().get("tool"))
			.extracting("id", "version")
			.containsExactly(Shop.DOTTED, "1.0");
		assertThat(this.api.post("/tools/" + Shop.DOTTED, "{}").status()).isEqualTo(200);
	}

	@Test
	void anUnknownToolIsNotFound() {
		assertThat(this.api.get("/tools/orders:none").status()).isEqualTo(404);
		assertThat(this.api.get("/tools/orders:none").type()).isEqualTo("urn:toolruntime:not-found");
		Api.Answer run = this.api.post("/tools/orders:none", "{\"arguments\": {}}");
		assertThat(run.status()).isEqualTo(404);
		assertThat(run.json()).containsEntry("code", "tool_not_found");
	}

	@Test
	void runningAToolGivesItsValueAndItsRecord() {
		Api.Answer answer = this.api.post("/tools/" + Shop.FIND, "{\"arguments\": {\"id\": 7}}", Api.as("ada"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("value")).isEqualTo(Map.of("arguments", Map.of("id", 7), "caller", "ada"));
		assertThat(answer.json().get("call")).extracting("sequence", "toolId", "arguments", "outcome", "error")
			.containsExactly(1, Shop.FIND, Map.of("id", 7), "ok", null);
	}

	@Test
	void aToolThatFailsIsAProblemWithItsRecord() {
		Api.Answer answer = this.api.post("/tools/" + Shop.REFUND, "{\"arguments\": {}}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.type()).isEqualTo("urn:toolruntime:tool-failed");
		assertThat(answer.json()).containsEntry("code", "execution_failed")
			.containsEntry("message", "The order is already refunded");
		assertThat(answer.json().get("call")).extracting("outcome").isEqualTo("execution_failed");
	}

	@Test
	void aToolOutsideTheProfileDoesNotExist() {
		assertThat(this.api.post("/tools/" + Shop.REFUND, "{\"profile\": \"readonly\"}").status()).isEqualTo(404);
	}

	@Test
	void aFaultInAToolTellsNoSecrets() {
		Api.Answer answer = this.api.post("/tools/" + Shop.FIND, "{\"arguments\": {\"fault\": true}}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.body()).doesNotContain("jdbc");
	}

	@Test
	void argumentsThatDoNotFitTheSchemaAreAToolProblem() {
		Api.Answer answer = this.api.post("/tools/" + Shop.FIND, "{\"arguments\": {\"id\": \"seven\"}}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json()).containsEntry("code", "validation_input");
		assertThat(answer.detail()).contains("id");
	}

	@Test
	void aCallMayLowerItsTimeAndTheToolIsToldToStop() {
		Api.Answer answer = this.api.post("/tools/" + Shop.WAIT, "{\"limits\": {\"timeout\": \"100ms\"}}");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.json()).containsEntry("code", "timeout");
		assertThat(answer.json().get("call")).extracting("outcome").isEqualTo("timeout");
	}

	@Test
	void whatIsWrongInTheBodyIsNamed() {
		String path = "/tools/" + Shop.FIND;
		assertThat(this.api.post(path, "{\"args\": {}}").detail())
			.isEqualTo("args: is not a field; there are arguments, limits, profile");
		assertThat(this.api.post(path, "{\"arguments\": []}").detail()).startsWith("arguments: must be an object");
		assertThat(this.api.post(path, "{\"profile\": 1}").detail()).startsWith("profile: must be a string");
		assertThat(this.api.post(path, "{\"limits\": {\"timeout\": \"x\"}}").detail()).startsWith("limits.timeout");
		assertThat(this.api.post(path, "{\"profile\": \"none-such\"}").status()).isEqualTo(400);
	}

	@Test
	void profilesAreListedWithWhatIsBehindThem() {
		Api.Answer answer = this.api.get("/profiles");
		assertThat(answer.status()).isEqualTo(200);
		List<?> profiles = Api.JSON.readValue(answer.body(), List.class);
		assertThat(profiles).extracting("name").containsExactly("readonly", "standard");
		assertThat(profiles).extracting("default").containsExactly(false, true);
		assertThat(profiles).first().satisfies((first) -> {
			Map<?, ?> profile = (Map<?, ?>) first;
			assertThat(profile.get("languages")).isEqualTo(List.of("javascript", "python"));
			assertThat(profile.get("backend")).extracting("kind", "isolation", "pooled")
				.containsExactly("wasm", "wasm", false);
			assertThat(profile.get("limits")).extracting("timeout", "memory", "tool-calls")
				.containsExactly("30s", "256MB", 64);
		});
	}

}
