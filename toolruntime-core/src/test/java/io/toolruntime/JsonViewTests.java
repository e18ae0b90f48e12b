package io.toolruntime;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

import static org.assertj.core.api.Assertions.assertThat;

class JsonViewTests {

	private static final BackendInfo BACKEND = new BackendInfo("docker", "standard", Isolation.NAMESPACE, true,
			Map.of("image", "node"));

	private static ExecuteResult result() {
		Enforcement memory = new Enforcement("256MB", Status.ENFORCED, "cgroup memory.max", Evidence.MEASURED,
				Observer.HOST, Instant.parse("2026-01-02T03:04:05Z"), "256MB", "31MB");
		return new ExecuteResult("run-1", ExecutionOutcome.CODE_ERROR, null,
				new ExecutionError("TypeError", "no", null, 3, null), "out", "err", true, null,
				new Timings(1.23456, 10.00049),
				List.of(new ToolCallRecord(1, "orders:find_order", Map.of("id", 7), "execution_failed", 1.2,
						new ToolCallRecord.Error(ToolErrorCode.EXECUTION_FAILED, "gone"))),
				BACKEND, LimitsEnforced.nothing(Limits.DEFAULTS).with(Limit.MEMORY, memory),
				List.of(new Source("s1", "Title", null, "text")), List.of(new Artifact("report.csv", 123, "text/csv",
						"abc", () -> new ByteArrayInputStream(new byte[0]))),
				Map.of("trace", "t-1"));
	}

	@Test
	void aResultHasTheKeysOfTheContractInTheirOrder() {
		assertThat(JsonView.of(result()).keySet()).containsExactly("id", "outcome", "value", "error", "stdout",
				"stderr", "truncated", "exitCode", "durationMs", "timings", "toolCalls", "backend", "limitsEnforced",
				"sources", "artifacts", "metadata");
	}

	@Test
	void aChainHasItsStepsAndTheFailureOfTheLast() {
		ChainResult chain = new ChainResult(5,
				List.of(new ChainResult.Step("stock:level", 5, null), new ChainResult.Step("no:tool", null,
						new ChainResult.Failure(ToolErrorCode.TOOL_NOT_FOUND, "There is no tool"))));

		assertThat(JsonMapper.shared().writeValueAsString(JsonView.of(chain))).isEqualTo("""
				{"value":5,"steps":[{"toolId":"stock:level","value":5,"error":null},\
				{"toolId":"no:tool","value":null,"error":{"code":"tool_not_found","message":"There is no tool"}}]}""");
	}

	@Test
	void enumsAreInLowerCaseAndWhatIsUnknownIsNull() {
		assertThat(JsonView.of(result())).containsEntry("outcome", "code_error")
			.containsEntry("exitCode", null)
			.containsEntry("value", null);
		assertThat(JsonView.of(result()).get("error")).extracting("name", "message", "stack", "line", "column")
			.containsExactly("TypeError", "no", null, 3, null);
	}

	@Test
	void theDurationIsTheSumOfItsPartsToTheMicrosecond() {
		Map<String, Object> json = JsonView.of(result());
		assertThat(json.get("timings")).isEqualTo(Map.of("acquireMs", 1.235, "runMs", 10.0));
		assertThat(json).containsEntry("durationMs", 11.235);
	}

	@Test
	void aToolCallNamesItsErrorByCode() {
		List<?> calls = (List<?>) JsonView.of(result()).get("toolCalls");
		assertThat(calls).singleElement()
			.isEqualTo(Map.of("sequence", 1, "toolId", "orders:find_order", "arguments", Map.of("id", 7), "outcome",
					"execution_failed", "isolation", "none", "durationMs", 1.2, "error",
					Map.of("code", "execution_failed", "message", "gone")));
	}

	@Test
	void theBackendNamesItsIsolation() {
		assertThat(JsonView.of(BACKEND)).isEqualTo(Map.of("kind", "docker", "profile", "standard", "isolation",
				"namespace", "pooled", true, "details", Map.of("image", "node")));
	}

	@Test
	void everyLimitHasItsEvidence() {
		Map<String, Object> limits = JsonView.of(result().limitsEnforced());
		assertThat(limits.keySet()).containsExactly("timeout", "memory", "cpus", "pids", "disk", "output", "tool-calls",
				"chain-steps", "network", "root-filesystem", "user", "capabilities", "system-calls", "kernel",
				"environment");
		assertThat(limits.get("memory")).isEqualTo(Map.of("requested", "256MB", "status", "enforced", "mechanism",
				"cgroup memory.max", "evidence", "measured", "observer", "host", "measuredAt", "2026-01-02T03:04:05Z",
				"measured", "256MB", "peak", "31MB"));
	}

	@Test
	void whatWasNotMeasuredIsLeftOut() {
		Map<String, Object> enforcement = JsonView.of(Enforcement.notEnforced("30s", "nothing"));
		assertThat(enforcement).containsEntry("observer", null)
			.containsEntry("measuredAt", null)
			.doesNotContainKeys("measured", "peak");
	}

	@Test
	void artifactsAreShownWithoutContent() {
		assertThat((List<?>) JsonView.of(result()).get("artifacts")).singleElement()
			.isEqualTo(Map.of("path", "report.csv", "size", 123L, "mediaType", "text/csv", "sha256", "abc"));
	}

	@Test
	void aProfileHasItsLimitsAsInYaml() {
		Map<String, Object> profile = JsonView
			.of(new ProfileInfo("standard", BACKEND, Set.of("python", "javascript"), Limits.DEFAULTS, true));
		assertThat(profile).containsEntry("name", "standard")
			.containsEntry("languages", List.of("javascript", "python"))
			.containsEntry("default", true);
		assertThat(profile.get("limits")).extracting("timeout", "memory", "tool-calls")
			.containsExactly("30s", "256MB", 64);
	}

	@Test
	void aPageHasToolsAndWhereToGoOn() {
		ToolSummary summary = new ToolSummary("a:b", "b", "a", "does", Set.of("y", "x"));
		assertThat(JsonView.of(new ToolPage(List.of(summary), "next"))).isEqualTo(Map.of("tools", List
			.of(Map.of("id", "a:b", "name", "b", "namespace", "a", "summary", "does", "tags", List.of("x", "y"))),
				"nextCursor", "next"));
	}

	@Test
	void documentationShowsSchemasAndTheHintsThatWereGiven() {
		ToolDescriptor tool = new ToolDescriptor(new ToolId("a", "b", "1.0"), "Title", "does", Map.of("type", "object"),
				null, new ToolAnnotations(true, null, null, false), Set.of("x"), "code", null, List.of());
		Map<String, Object> json = JsonView.of(new ToolDocumentation("does", tool, null,
				List.of(new ToolExample("One", null, Map.of("id", 1), "an order"))));
		assertThat(json).containsEntry("summary", "does").containsEntry("notes", null);
		assertThat(json.get("tool"))
			.extracting("id", "name", "namespace", "version", "inputSchema", "outputSchema", "annotations")
			.containsExactly("a:b:1.0", "b", "a", "1.0", Map.of("type", "object"), null,
					Map.of("readOnlyHint", true, "openWorldHint", false));
		assertThat((List<?>) json.get("examples")).singleElement().extracting("title").isEqualTo("One");
	}

	@Test
	void whatAMapperMakesOfItDependsOnNoSetting() {
		String json = JsonMapper.builder().build().writeValueAsString(JsonView.of(result()));
		assertThat(json).startsWith("{\"id\":\"run-1\",\"outcome\":\"code_error\",\"value\":null,")
			.contains("\"measuredAt\":\"2026-01-02T03:04:05Z\"");
	}

}
