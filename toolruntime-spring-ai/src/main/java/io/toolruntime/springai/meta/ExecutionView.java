package io.toolruntime.springai.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteResult;
import io.toolruntime.JsonView;
import io.toolruntime.ToolCallRecord;

/** How {@code execute_code} shows a result. */
enum ExecutionView {

	/** Everything that is known: for programs. */
	COMPLETE,

	/**
	 * Limits without their evidence, which a model can do nothing with and would have to
	 * read with every result.
	 */
	WITHOUT_EVIDENCE;

	private static final List<String> FIELDS = List.of("value", "stdout", "stderr", "truncated", "outcome", "error",
			"toolCalls", "limitsEnforced", "durationMs");

	private static final Set<String> EVIDENCE = Set.of("evidence", "observer", "measuredAt", "measured", "peak");

	static Map<String, Object> schema() {
		Map<String, Object> call = Schemas.object()
			.required("sequence", Schemas.type("integer"))
			.required("toolId", Schemas.type("string"))
			.required("arguments", Schemas.type("object"))
			.required("outcome", Schemas.type("string"))
			.required("durationMs", Schemas.type("number"))
			.required("error", Schemas.nullable(Schemas.error()))
			.required("isolation", Schemas.string("Where the tool ran"))
			.optional("exitCode", Schemas.type("integer"))
			.optional("signal", Schemas.type("string"))
			.optional("outputTail", Schemas.type("string"))
			.optional("artifacts", Schemas.listOf(Schemas.ANY))
			.optional("sources", Schemas.listOf(Schemas.ANY))
			.optional("logs", Schemas.listOf(Schemas.type("object")))
			.optional("logsTruncated", Schemas.type("boolean"))
			.closed();
		return Schemas.object()
			.required("value", Schemas.any("What the code returned"))
			.required("stdout", Schemas.type("string"))
			.required("stderr", Schemas.type("string"))
			.required("truncated", Schemas.type("boolean"))
			.required("outcome", Schemas.string("ok, or how else it ended"))
			.required("error", Schemas.nullable(Schemas.error()))
			.required("toolCalls", Schemas.listOf(call))
			.required("limitsEnforced", Schemas.freeObject("By limit: what was asked for, and whether and how it held"))
			.required("durationMs", Schemas.type("number"))
			.orError();
	}

	/**
	 * Shows a result.
	 * @param result the result
	 * @param error why it is a failure, or {@code null}
	 * @return the fields of the schema
	 */
	Map<String, @Nullable Object> content(ExecuteResult result, @Nullable MetaToolError error) {
		Map<String, @Nullable Object> content = new LinkedHashMap<>(JsonView.of(result));
		content.keySet().retainAll(FIELDS);
		content.put("error", (error != null) ? error.asMap() : null);
		if (this == WITHOUT_EVIDENCE) {
			content.put("limitsEnforced", withoutEvidence(result));
		}
		return content;
	}

	private static Map<String, @Nullable Object> withoutEvidence(ExecuteResult result) {
		Map<String, @Nullable Object> limits = new LinkedHashMap<>();
		result.limitsEnforced().asMap().forEach((name, enforcement) -> {
			Map<String, @Nullable Object> limit = new LinkedHashMap<>(JsonView.of(enforcement));
			limit.keySet().removeAll(EVIDENCE);
			limits.put(name, limit);
		});
		return limits;
	}

	/**
	 * Shows what a model that ran the code wants to know, and leaves out what is empty.
	 * @param result the result
	 * @param error why it is a failure, or {@code null}
	 * @return outcome, value, error, output, and which tools were called how often
	 */
	Map<String, @Nullable Object> brief(ExecuteResult result, @Nullable MetaToolError error) {
		Map<String, @Nullable Object> brief = new LinkedHashMap<>();
		brief.put("outcome", result.outcome().value());
		brief.put("value", result.value());
		if (error != null) {
			Map<String, Object> withoutStack = error.asMap();
			withoutStack.remove("stack");
			brief.put("error", withoutStack);
		}
		putUnlessEmpty(brief, "stdout", result.stdout());
		putUnlessEmpty(brief, "stderr", result.stderr());
		if (result.truncated()) {
			brief.put("truncated", true);
		}
		if (!result.toolCalls().isEmpty()) {
			brief.put("toolCalls", counted(result.toolCalls()));
		}
		return brief;
	}

	private static void putUnlessEmpty(Map<String, @Nullable Object> map, String key, String text) {
		if (!text.isEmpty()) {
			map.put(key, text);
		}
	}

	/* One entry for all calls of a tool that ended alike: there may be hundreds. */
	private static List<Map<String, Object>> counted(List<ToolCallRecord> calls) {
		Map<List<String>, Integer> counts = new LinkedHashMap<>();
		calls.forEach((call) -> counts.merge(List.of(call.toolId(), call.outcome()), 1, Integer::sum));
		List<Map<String, Object>> counted = new ArrayList<>();
		counts.forEach((call, count) -> {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("toolId", call.get(0));
			entry.put("outcome", call.get(1));
			entry.put("count", count);
			counted.add(entry);
		});
		return counted;
	}

}
