package io.toolruntime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolRun;
import io.toolruntime.tool.ToolSummary;

/**
 * How results, records, profiles and tools look as JSON, the same in sandboxes and over
 * HTTP, MCP and Actuator. Everything is maps, lists, strings, numbers, booleans and
 * {@code null}, so that no mapper's configuration changes it: enums in lower case, times
 * in ISO 8601, limits by {@link io.toolruntime.limit.Limit#key()}, keys in a fixed order.
 */
public final class JsonView {

	private JsonView() {
	}

	/**
	 * Shows a result. Artifacts are shown without their content.
	 * @param result the result
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ExecuteResult result) {
		double acquireMs = millis(result.timings().acquireMs());
		double runMs = millis(result.timings().runMs());
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("id", result.id());
		json.put("outcome", result.outcome().value());
		json.put("value", result.value());
		json.put("error", (result.error() != null) ? of(result.error()) : null);
		json.put("stdout", result.stdout());
		json.put("stderr", result.stderr());
		json.put("truncated", result.truncated());
		json.put("exitCode", result.exitCode());
		json.put("durationMs", millis(acquireMs + runMs));
		json.put("timings", object("acquireMs", acquireMs, "runMs", runMs));
		json.put("toolCalls", result.toolCalls().stream().map(JsonView::of).toList());
		json.put("backend", of(result.backend()));
		json.put("limitsEnforced", of(result.limitsEnforced()));
		json.put("sources", result.sources().stream().map(JsonView::of).toList());
		json.put("artifacts", result.artifacts().stream().map(JsonView::of).toList());
		json.put("metadata", result.metadata());
		return json;
	}

	/**
	 * Shows what went wrong in an execution.
	 * @param error the error
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ExecutionError error) {
		return object("name", error.name(), "message", error.message(), "stack", error.stack(), "line", error.line(),
				"column", error.column());
	}

	/**
	 * Shows one run of a tool.
	 * @param call its record
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolCallRecord call) {
		ToolCallRecord.Error error = call.error();
		Map<String, @Nullable Object> json = object("sequence", call.sequence(), "toolId", call.toolId(), "arguments",
				call.arguments(), "outcome", call.outcome(), "durationMs", millis(call.durationMs()), "error",
				(error != null) ? object("code", error.code().value(), "message", error.message()) : null, "isolation",
				call.run().mode().value());
		add(json, call.run());
		add(json, call.output());
		return json;
	}

	/* Most calls have none of these. */
	private static void add(Map<String, @Nullable Object> json, ToolRun run) {
		if (run.exitCode() != null) {
			json.put("exitCode", run.exitCode());
		}
		if (run.signal() != null) {
			json.put("signal", run.signal());
		}
		if (run.outputTail() != null) {
			json.put("outputTail", run.outputTail());
		}
	}

	private static void add(Map<String, @Nullable Object> json, ToolCallRecord.Output output) {
		if (!output.artifacts().isEmpty()) {
			json.put("artifacts", output.artifacts());
		}
		if (!output.sources().isEmpty()) {
			json.put("sources", output.sources());
		}
		if (!output.logs().isEmpty()) {
			json.put("logs", output.logs().stream().map(JsonView::of).toList());
			json.put("logsTruncated", output.logsTruncated());
		}
	}

	/**
	 * Shows a line of a tool's log.
	 * @param log the line
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolCallRecord.Log log) {
		return object("level", log.level(), "text", log.text());
	}

	/**
	 * Shows what a tool said while it ran.
	 * @param event what it said
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolCallEvent event) {
		Map<String, @Nullable Object> json = object("sequence", event.sequence(), "toolId", event.toolId(), "number",
				event.number());
		if (event.log() != null) {
			json.put("log", of(event.log()));
		}
		ToolCallEvent.Progress progress = event.progress();
		if (progress != null) {
			json.put("progress",
					object("value", progress.value(), "total", progress.total(), "message", progress.message()));
		}
		return json;
	}

	/**
	 * Shows what ran an execution.
	 * @param backend the backend
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(BackendInfo backend) {
		return object("kind", backend.kind(), "profile", backend.profile(), "isolation", backend.isolation().value(),
				"pooled", backend.pooled(), "details", backend.details());
	}

	/**
	 * Shows which limits held.
	 * @param limits the evidence
	 * @return a new map, by names of limits
	 */
	public static Map<String, @Nullable Object> of(LimitsEnforced limits) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		limits.asMap().forEach((limit, enforcement) -> json.put(limit, of(enforcement)));
		return json;
	}

	/**
	 * Shows how one limit was held. What was measured is there only where it is known.
	 * @param enforcement the evidence
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(Enforcement enforcement) {
		Map<String, @Nullable Object> json = object("requested", enforcement.requested(), "status",
				enforcement.status().value(), "mechanism", enforcement.mechanism(), "evidence",
				enforcement.evidence().value(), "observer",
				(enforcement.observer() != null) ? enforcement.observer().value() : null, "measuredAt",
				(enforcement.measuredAt() != null) ? enforcement.measuredAt().toString() : null);
		if (enforcement.measured() != null) {
			json.put("measured", enforcement.measured());
		}
		if (enforcement.peak() != null) {
			json.put("peak", enforcement.peak());
		}
		return json;
	}

	/**
	 * Shows a file that an execution left, without its content.
	 * @param artifact the file
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(Artifact artifact) {
		return object("path", artifact.path(), "size", artifact.size(), "mediaType", artifact.mediaType(), "sha256",
				artifact.sha256());
	}

	/**
	 * Shows what a tool drew on.
	 * @param source the source
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(Source source) {
		return object("id", source.id(), "title", source.title(), "url", source.url(), "text", source.text());
	}

	/**
	 * Shows a registered profile.
	 * @param profile the profile
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ProfileInfo profile) {
		return object("name", profile.name(), "backend", of(profile.backend()), "languages",
				List.copyOf(new TreeSet<>(profile.languages())), "limits", profile.limits().asMap(), "default",
				profile.isDefault());
	}

	/**
	 * Shows a page of tools.
	 * @param page the page
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolPage page) {
		return object("tools", page.tools().stream().map(JsonView::of).toList(), "nextCursor", page.nextCursor());
	}

	/**
	 * Shows a tool as a search result.
	 * @param tool the tool
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolSummary tool) {
		return object("id", tool.id(), "name", tool.name(), "namespace", tool.namespace(), "summary", tool.summary(),
				"tags", sorted(tool.tags()));
	}

	/**
	 * Shows a tool's documentation. What lies beyond the level of detail is {@code null}.
	 * @param documentation the documentation
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolDocumentation documentation) {
		ToolDescriptor tool = documentation.tool();
		List<ToolExample> examples = documentation.examples();
		return object("summary", documentation.summary(), "tool", (tool != null) ? of(tool) : null, "notes",
				documentation.notes(), "examples",
				(examples != null) ? examples.stream().map(JsonView::of).toList() : null);
	}

	/**
	 * Shows a tool with its schemas. Hints that its author did not give are left out, as
	 * in MCP.
	 * @param tool the tool
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolDescriptor tool) {
		ToolAnnotations hints = tool.annotations();
		Map<String, @Nullable Object> annotations = object("readOnlyHint", hints.readOnlyHint(), "destructiveHint",
				hints.destructiveHint(), "idempotentHint", hints.idempotentHint(), "openWorldHint",
				hints.openWorldHint());
		annotations.values().removeIf((hint) -> hint == null);
		return object("id", tool.id().toString(), "name", tool.id().name(), "namespace", tool.id().namespace(),
				"version", tool.id().version(), "title", tool.title(), "description", tool.description(), "inputSchema",
				tool.inputSchema(), "outputSchema", tool.outputSchema(), "annotations", annotations, "tags",
				sorted(tool.tags()), "source", tool.source());
	}

	/**
	 * Shows an example of a tool's use.
	 * @param example the example
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ToolExample example) {
		return object("title", example.title(), "description", example.description(), "args", example.args(),
				"resultHint", example.resultHint());
	}

	/**
	 * Shows what a chain gave.
	 * @param chain the chain's result
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ChainResult chain) {
		return object("value", chain.value(), "steps", chain.steps().stream().map(JsonView::of).toList());
	}

	/**
	 * Shows a step of a chain.
	 * @param step the step
	 * @return a new map
	 */
	public static Map<String, @Nullable Object> of(ChainResult.Step step) {
		ChainResult.Failure failure = step.error();
		return object("toolId", step.toolId(), "value", step.value(), "error",
				(failure != null) ? object("code", failure.code().value(), "message", failure.message()) : null);
	}

	private static List<String> sorted(Iterable<String> words) {
		TreeSet<String> sorted = new TreeSet<>();
		words.forEach(sorted::add);
		return List.copyOf(sorted);
	}

	/*
	 * Microseconds are as much as a clock of a busy machine can say; more digits only
	 * look precise.
	 */
	private static double millis(double value) {
		return Math.round(value * 1000) / 1000.0;
	}

	private static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
		}
		return object;
	}

}
