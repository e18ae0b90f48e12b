package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/**
 * Reads the answers of a {@link ToolGatewayServer}, which may be anybody: what does not
 * have the shape that it must have is refused.
 */
final class GatewayAnswers {

	private GatewayAnswers() {
	}

	static ToolPage page(@Nullable Object answer) {
		Map<?, ?> page = object(answer);
		return new ToolPage(list(page.get("tools"), GatewayAnswers::summary), textOrNull(page.get("nextCursor")));
	}

	static List<String> texts(@Nullable Object answer) {
		return list(answer, GatewayAnswers::text);
	}

	static List<ToolExample> examples(@Nullable Object answer) {
		return list(answer, GatewayAnswers::example);
	}

	static ToolDocumentation documentation(@Nullable Object answer) {
		Map<?, ?> documentation = object(answer);
		Object tool = documentation.get("tool");
		Object examples = documentation.get("examples");
		return new ToolDocumentation(text(documentation.get("summary")), (tool != null) ? descriptor(tool) : null,
				textOrNull(documentation.get("notes")), (examples != null) ? examples(examples) : null);
	}

	static ChainResult chain(@Nullable Object answer) {
		Map<?, ?> chain = object(answer);
		return new ChainResult(chain.get("value"), list(chain.get("steps"), GatewayAnswers::step));
	}

	private static ChainResult.Step step(@Nullable Object value) {
		Map<?, ?> step = object(value);
		Object error = step.get("error");
		ChainResult.Failure failure = (error == null) ? null : new ChainResult.Failure(
				ToolErrorCode.of(text(object(error).get("code"))), text(object(error).get("message")));
		return new ChainResult.Step(text(step.get("toolId")), step.get("value"), failure);
	}

	private static ToolSummary summary(@Nullable Object value) {
		Map<?, ?> tool = object(value);
		return new ToolSummary(ToolId.parse(text(tool.get("id"))).toString(), text(tool.get("name")),
				text(tool.get("namespace")), text(tool.get("summary")), tags(tool));
	}

	private static ToolDescriptor descriptor(Object value) {
		Map<?, ?> tool = object(value);
		Map<?, ?> hints = object(tool.get("annotations"));
		Object outputSchema = tool.get("outputSchema");
		return new ToolDescriptor(ToolId.parse(text(tool.get("id"))), textOrNull(tool.get("title")),
				text(tool.get("description")), properties(tool.get("inputSchema")),
				(outputSchema != null) ? properties(outputSchema) : null,
				new ToolAnnotations(hint(hints, "readOnlyHint"), hint(hints, "destructiveHint"),
						hint(hints, "idempotentHint"), hint(hints, "openWorldHint")),
				tags(tool), text(tool.get("source")), null, List.of());
	}

	private static ToolExample example(@Nullable Object value) {
		Map<?, ?> example = object(value);
		return new ToolExample(text(example.get("title")), textOrNull(example.get("description")),
				properties(example.get("args")), textOrNull(example.get("resultHint")));
	}

	private static Set<String> tags(Map<?, ?> tool) {
		return new LinkedHashSet<>(texts(tool.get("tags")));
	}

	private static @Nullable Boolean hint(Map<?, ?> hints, String name) {
		Object hint = hints.get(name);
		if (hint == null || hint instanceof Boolean) {
			return (Boolean) hint;
		}
		throw new IllegalArgumentException("a hint is no boolean");
	}

	private static <T> List<T> list(@Nullable Object value, Function<@Nullable Object, T> item) {
		if (!(value instanceof List<?> items)) {
			throw new IllegalArgumentException("an array is missing");
		}
		List<T> list = new ArrayList<>(items.size());
		items.forEach((element) -> list.add(item.apply(element)));
		return List.copyOf(list);
	}

	private static Map<String, Object> properties(@Nullable Object value) {
		Map<String, Object> properties = new LinkedHashMap<>();
		object(value).forEach((name, property) -> properties.put(String.valueOf(name), property));
		return properties;
	}

	private static Map<?, ?> object(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map;
		}
		throw new IllegalArgumentException("an object is missing");
	}

	private static String text(@Nullable Object value) {
		if (value instanceof String text) {
			return text;
		}
		throw new IllegalArgumentException("a string is missing");
	}

	private static @Nullable String textOrNull(@Nullable Object value) {
		return (value != null) ? text(value) : null;
	}

}
