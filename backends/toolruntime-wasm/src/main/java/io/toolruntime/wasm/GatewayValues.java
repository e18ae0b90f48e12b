package io.toolruntime.wasm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/** Answers of the gateway as code in a sandbox sees them. */
final class GatewayValues {

	private GatewayValues() {
	}

	static Map<String, @Nullable Object> page(ToolPage page) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("tools", page.tools().stream().map(GatewayValues::summary).toList());
		answer.put("nextCursor", page.nextCursor());
		return answer;
	}

	private static Map<String, Object> summary(ToolSummary tool) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("id", tool.id());
		answer.put("name", tool.name());
		answer.put("namespace", tool.namespace());
		answer.put("summary", tool.summary());
		answer.put("tags", List.copyOf(tool.tags()));
		return answer;
	}

	static Map<String, @Nullable Object> documentation(ToolDocumentation documentation) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("summary", documentation.summary());
		answer.put("tool", (documentation.tool() != null) ? descriptor(documentation.tool()) : null);
		answer.put("notes", documentation.notes());
		answer.put("examples", (documentation.examples() != null)
				? documentation.examples().stream().map(GatewayValues::example).toList() : null);
		return answer;
	}

	private static Map<String, @Nullable Object> descriptor(ToolDescriptor tool) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("id", tool.id().toString());
		answer.put("name", tool.id().name());
		answer.put("namespace", tool.id().namespace());
		answer.put("version", tool.id().version());
		answer.put("title", tool.title());
		answer.put("description", tool.description());
		answer.put("inputSchema", tool.inputSchema());
		answer.put("outputSchema", tool.outputSchema());
		answer.put("tags", List.copyOf(tool.tags()));
		return answer;
	}

	static Map<String, @Nullable Object> example(ToolExample example) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("title", example.title());
		answer.put("description", example.description());
		answer.put("args", example.args());
		answer.put("resultHint", example.resultHint());
		return answer;
	}

	static Map<String, @Nullable Object> chain(ChainResult chain) {
		List<Map<String, @Nullable Object>> steps = new ArrayList<>();
		for (ChainResult.Step step : chain.steps()) {
			Map<String, @Nullable Object> answer = new LinkedHashMap<>();
			answer.put("toolId", step.toolId());
			answer.put("value", step.value());
			ChainResult.Failure failure = step.error();
			answer.put("error",
					(failure != null) ? Map.of("code", failure.code().value(), "message", failure.message()) : null);
			steps.add(answer);
		}
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("value", chain.value());
		answer.put("steps", steps);
		return answer;
	}

}
