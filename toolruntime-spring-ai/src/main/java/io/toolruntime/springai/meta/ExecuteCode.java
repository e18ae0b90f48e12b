package io.toolruntime.springai.meta;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.ToolRuntime;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;

/** Runs code for a model: {@code execute_code}. */
final class ExecuteCode implements MetaTool.Handler {

	static final String NAME = "execute_code";

	static final int MAX_TIMEOUT_MS = 60_000;

	static final int MAX_TOOL_CALLS = 1000;

	private static final String LANGUAGE = "language";

	private static final String CODE = "code";

	private static final String TIMEOUT_MS = "timeout_ms";

	private static final String TOOL_CALLS = "max_tool_calls";

	private static final String PROFILE = "profile";

	private static final String INPUT = "input";

	private final ToolRuntime runtime;

	ExecuteCode(ToolRuntime runtime) {
		this.runtime = runtime;
	}

	static Map<String, Object> inputSchema(String defaultLanguage) {
		return Schemas.object()
			.optional(LANGUAGE, Schemas.withDefault(Schemas.string("The code's language"), defaultLanguage))
			.required(CODE, Schemas.string("The code to run"))
			.optional(TIMEOUT_MS,
					Schemas.integer(1, MAX_TIMEOUT_MS, "Ends the code after so many milliseconds; lowers the limit"))
			.optional(TOOL_CALLS,
					Schemas.integer(1, MAX_TOOL_CALLS, "How often the code may call tools; lowers the limit"))
			.optional(PROFILE, Schemas.string("Security profile; leave it out for the default"))
			.optional(INPUT, Schemas.any("Any JSON value; the code sees it as `input`"))
			.closed();
	}

	static Map<String, Object> outputSchema() {
		Map<String, Object> call = Schemas.object()
			.required("sequence", Schemas.type("integer"))
			.required("toolId", Schemas.type("string"))
			.required("outcome", Schemas.type("string"))
			.required("durationMs", Schemas.type("number"))
			.optional("error", Schemas.type("object"))
			.closed();
		return Schemas.object()
			.required("value", Schemas.any("What the code returned"))
			.required("stdout", Schemas.type("string"))
			.required("stderr", Schemas.type("string"))
			.required("truncated", Schemas.type("boolean"))
			.required("outcome", Schemas.string("ok, or how else it ended"))
			.required("error", Schemas.nullable("object"))
			.required("toolCalls", Schemas.listOf(call))
			.required("limitsEnforced", Schemas.freeObject("By limit: what was asked for, and whether and how it held"))
			.required("durationMs", Schemas.type("number"))
			.closed();
	}

	@Override
	public MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call) {
		Integer timeoutMs = arguments.integerOrNull(TIMEOUT_MS, 1, MAX_TIMEOUT_MS);
		Integer maxToolCalls = arguments.integerOrNull(TOOL_CALLS, 1, MAX_TOOL_CALLS);
		Limits limits = new Limits((timeoutMs != null) ? Duration.ofMillis(timeoutMs) : null, null, null, null, null,
				null, maxToolCalls, null);
		ExecuteRequest request = ExecuteRequest.builder()
			.language(arguments.textOrNull(LANGUAGE))
			.code(arguments.text(CODE))
			.profile(arguments.textOrNull(PROFILE))
			.input(arguments.value(INPUT))
			.limits(limits)
			.caller(call.caller())
			.build();
		ExecuteResult result = this.runtime.execute(request);
		Map<String, Object> content = content(result);
		return (result.outcome() == ExecutionOutcome.OK) ? MetaToolResult.of(content)
				: MetaToolResult.failed(error(result), content);
	}

	private static Map<String, Object> content(ExecuteResult result) {
		Map<String, Object> content = new LinkedHashMap<>();
		put(content, "value", result.value());
		content.put("stdout", result.stdout());
		content.put("stderr", result.stderr());
		content.put("truncated", result.truncated());
		content.put("outcome", result.outcome().value());
		put(content, "error", null);
		content.put("toolCalls", toolCalls(result.toolCalls()));
		content.put("limitsEnforced", limits(result.limitsEnforced()));
		content.put("durationMs", MetaTools.milliseconds(result.durationMs()));
		return content;
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static void put(Map<String, Object> map, String key, @Nullable Object value) {
		map.put(key, value);
	}

	/*
	 * Without arguments: the model wrote them, and there may be hundreds of calls.
	 */
	private static List<Map<String, Object>> toolCalls(List<ToolCallRecord> records) {
		List<Map<String, Object>> calls = new ArrayList<>();
		for (ToolCallRecord record : records) {
			Map<String, Object> call = new LinkedHashMap<>();
			call.put("sequence", record.sequence());
			call.put("toolId", record.toolId());
			call.put("outcome", record.outcome());
			call.put("durationMs", MetaTools.milliseconds(record.durationMs()));
			if (record.error() != null) {
				call.put("error", Map.of("code", record.error().code().value(), "message", record.error().message()));
			}
			calls.add(call);
		}
		return calls;
	}

	/*
	 * What a model can use of the evidence. All of it is in the HTTP API and Actuator.
	 */
	private static Map<String, Object> limits(LimitsEnforced enforced) {
		Map<String, Object> limits = new LinkedHashMap<>();
		enforced.asMap().forEach((name, enforcement) -> {
			if (enforcement.status() != Enforcement.Status.NOT_REQUESTED) {
				Map<String, Object> limit = new LinkedHashMap<>();
				if (enforcement.requested() != null) {
					limit.put("requested", enforcement.requested());
				}
				limit.put("status", enforcement.status().value());
				limit.put("mechanism", enforcement.mechanism());
				limits.put(name, limit);
			}
		});
		return limits;
	}

	private static MetaToolError error(ExecuteResult result) {
		ExecutionError error = result.error();
		Map<String, Object> attributes = new LinkedHashMap<>();
		String message = "The execution ended in " + result.outcome().value();
		if (error != null) {
			message = error.name() + ": " + error.message();
			attributes.put("name", error.name());
			if (error.line() != null) {
				attributes.put("line", error.line());
			}
			if (error.column() != null) {
				attributes.put("column", error.column());
			}
		}
		String advice = advice(result.outcome());
		// Another try repeats the calls of the first, so it is only suggested without any
		boolean retryable = result.outcome() == ExecutionOutcome.CRASHED && result.toolCalls().isEmpty();
		return new MetaToolError(MetaToolError.codeOf(result.outcome()),
				advice.isEmpty() ? message : message + ". " + advice, retryable, attributes);
	}

	private static String advice(ExecutionOutcome outcome) {
		return switch (outcome) {
			case TIMEOUT -> "Do less in one execution, or call tools at once instead of one after the other";
			case MEMORY_LIMIT -> "Keep less in memory: filter and add up page by page";
			case OUTPUT_LIMIT -> "Print less: return the value instead";
			case TOOL_CALL_LIMIT -> "Call fewer tools: look for one that gives many at once";
			case CHAIN_STEP_LIMIT -> "Use a shorter chain, or single calls";
			case DISK_LIMIT -> "Write less to the workspace";
			case PROCESS_LIMIT -> "Start fewer processes";
			default -> "";
		};
	}

}
