package io.toolruntime.springai.meta;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolRuntime;
import io.toolruntime.limit.Limits;

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

	private final ExecutionView view;

	ExecuteCode(ToolRuntime runtime, ExecutionView view) {
		this.runtime = runtime;
		this.view = view;
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
		MetaToolError error = (result.outcome() != ExecutionOutcome.OK) ? error(result) : null;
		return new MetaToolResult(this.view.content(result, error), this.view.brief(result, error), error);
	}

	private static MetaToolError error(ExecuteResult result) {
		ExecutionOutcome outcome = result.outcome();
		ExecutionError error = (result.error() != null) ? result.error()
				: ExecutionError.of("Ended", "The execution ended in " + outcome.value());
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("name", error.name());
		putIfPresent(attributes, "stack", error.stack());
		putIfPresent(attributes, "line", error.line());
		putIfPresent(attributes, "column", error.column());
		putIfPresent(attributes, "hint", hint(outcome));
		// Another try repeats the calls of the first, so it is only suggested without any
		boolean retryable = outcome == ExecutionOutcome.CRASHED && result.toolCalls().isEmpty();
		return new MetaToolError(MetaToolError.codeOf(outcome), error.message(), retryable, attributes);
	}

	private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
		if (value != null) {
			map.put(key, value);
		}
	}

	/* Where the message itself does not say what to do; that of a timeout does. */
	private static @Nullable String hint(ExecutionOutcome outcome) {
		return switch (outcome) {
			case MEMORY_LIMIT -> "Keep less in memory: filter and add up page by page";
			case TOOL_CALL_LIMIT -> "Call fewer tools: look for one that gives many at once";
			case CHAIN_STEP_LIMIT -> "Use a shorter chain, or single calls";
			case DISK_LIMIT -> "Write less to the workspace";
			case PROCESS_LIMIT -> "Start fewer processes";
			default -> null;
		};
	}

}
