package io.toolruntime.springai;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.springai.meta.MetaTool;
import io.toolruntime.springai.meta.MetaToolArguments;
import io.toolruntime.springai.meta.MetaToolCall;
import io.toolruntime.springai.meta.MetaToolError;
import io.toolruntime.springai.meta.MetaToolResult;

import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.definition.ToolDefinition;

/** One of the tools that a model is given, as a callback of Spring AI. */
final class MetaToolCallback implements OutwardToolCallback {

	private static final TypeReference<LinkedHashMap<String, Object>> ARGUMENTS = new TypeReference<>() {
	};

	private final MetaTool tool;

	private final CallerResolver callers;

	private final JsonMapper mapper = JsonMapper.shared();

	private final ToolDefinition definition;

	MetaToolCallback(MetaTool tool, CallerResolver callers) {
		this.tool = tool;
		this.callers = callers;
		this.definition = new Definition(tool, this.mapper);
	}

	@Override
	public ToolDefinition getToolDefinition() {
		return this.definition;
	}

	@Override
	public String call(String toolInput) {
		return call(toolInput, null);
	}

	@Override
	public String call(String toolInput, @Nullable ToolContext toolContext) {
		Map<String, Object> arguments;
		try {
			arguments = toolInput.isBlank() ? Map.of() : this.mapper.readValue(toolInput, ARGUMENTS);
		}
		catch (JacksonException ex) {
			// Without its place: Jackson's words for that say nothing to a model
			String problem = ex.getOriginalMessage().replaceFirst(" ?\\(start marker.*", "");
			return json(MetaToolResult.failed(MetaToolError.of(MetaToolArguments
				.invalid("The arguments of " + this.tool.name() + " must be a JSON object: " + problem))));
		}
		return json(this.tool.call((arguments != null) ? arguments : Map.of(), new MetaToolCall(caller(toolContext))));
	}

	private String json(MetaToolResult result) {
		return this.mapper.writeValueAsString(result.content());
	}

	/*
	 * The context comes from the application, not from the model. One that names no
	 * caller leaves it to the thread; one that names something else is a mistake that
	 * must not end in more rights than intended.
	 */
	private Caller caller(@Nullable ToolContext toolContext) {
		Object caller = (toolContext != null) ? toolContext.getContext().get(ToolContextKeys.CALLER) : null;
		if (caller == null) {
			return this.callers.currentCaller();
		}
		if (caller instanceof Caller known) {
			return known;
		}
		throw new IllegalArgumentException("The tool context's '" + ToolContextKeys.CALLER + "' is a "
				+ caller.getClass().getName() + "; it must be an " + Caller.class.getName());
	}

	@Override
	public String toString() {
		return "toolruntime's " + this.tool.name();
	}

	/**
	 * Describes the tool anew whenever a model is asked, and not before: an application's
	 * start need not wait for a mapper to learn to write.
	 */
	private record Definition(MetaTool tool, JsonMapper mapper) implements ToolDefinition {

		@Override
		public String name() {
			return this.tool.name();
		}

		@Override
		public String description() {
			return this.tool.description();
		}

		@Override
		public String inputSchema() {
			return this.mapper.writeValueAsString(this.tool.inputSchema());
		}

	}

}
