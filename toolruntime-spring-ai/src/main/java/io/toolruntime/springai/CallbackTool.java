package io.toolruntime.springai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolId;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** One of Spring AI's callbacks as a tool. */
final class CallbackTool implements Tool {

	private final ToolCallback callback;

	private final ToolDescriptor descriptor;

	private final JsonMapper mapper;

	CallbackTool(ToolCallback callback, String namespace, String source, JsonMapper mapper) {
		this.callback = callback;
		this.mapper = mapper;
		ToolDefinition definition = callback.getToolDefinition();
		this.descriptor = new ToolDescriptor(ToolId.of(namespace, Namespaces.idPart(definition.name())), null,
				definition.description(), inputSchema(definition, mapper), null, ToolAnnotations.NONE, Set.of(), source,
				null, List.of());
	}

	private static Map<String, Object> inputSchema(ToolDefinition definition, JsonMapper mapper) {
		String text = definition.inputSchema();
		if (text == null || text.isBlank()) {
			return ToolDescriptor.ANY_OBJECT;
		}
		try {
			Map<String, Object> schema = mapper.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {
			});
			schema.remove("$schema");
			schema.putIfAbsent("type", "object");
			return schema;
		}
		catch (JacksonException ex) {
			throw new IllegalStateException(
					"the input schema of '" + definition.name() + "' is no JSON object: " + ex.getOriginalMessage(),
					ex);
		}
	}

	@Override
	public ToolDescriptor descriptor() {
		return this.descriptor;
	}

	@Override
	public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception {
		String input = this.mapper.writeValueAsString(arguments);
		try {
			return CallerSecurity.callAs(context.caller(),
					() -> JsonText.parse(this.mapper, this.callback.call(input, CallToolContext.of(context))));
		}
		catch (RuntimeException ex) {
			throw ToolFailure.of(ex);
		}
	}

	@Override
	public String toString() {
		return "callback " + this.callback;
	}

}
