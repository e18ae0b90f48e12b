package io.toolruntime.springai;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.mcp.annotation.McpMeta;
import org.springframework.ai.mcp.annotation.McpProgressToken;
import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.ai.mcp.annotation.context.McpRequestContextTypes;
import org.springframework.ai.mcp.annotation.method.tool.utils.McpJsonSchemaGenerator;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.StringUtils;

/**
 * Reads Spring AI's {@link McpTool}. Loaded only where its module is present.
 */
final class McpToolReader implements ToolMethodReader {

	private static final List<Class<?>> NEED_A_CLIENT = List.of(McpRequestContextTypes.class,
			McpSyncServerExchange.class, McpAsyncServerExchange.class);

	private final JsonMapper mapper;

	McpToolReader(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public Class<? extends Annotation> annotationType() {
		return McpTool.class;
	}

	@Override
	public Declaration read(Method method) {
		MergedAnnotation<McpTool> tool = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(McpTool.class);
		MergedAnnotation<McpTool.McpAnnotations> hints = tool.getAnnotation("annotations",
				McpTool.McpAnnotations.class);
		String name = orElse(tool.getString("name"), method.getName());
		String title = orElse(tool.getString("title"), hints.getString("title"));
		return new Declaration(name, StringUtils.hasText(title) ? title : null,
				orElse(tool.getString("description"), method.getName()),
				tool.hasDefaultValue("annotations") ? ToolAnnotations.NONE
						: new ToolAnnotations(hints.getBoolean("readOnlyHint"), hints.getBoolean("destructiveHint"),
								hints.getBoolean("idempotentHint"), hints.getBoolean("openWorldHint")));
	}

	private static String orElse(String text, String other) {
		return StringUtils.hasText(text) ? text : other;
	}

	@Override
	public String inputSchema(Method method) {
		String schema = McpJsonSchemaGenerator.generateForMethodInput(method);
		if (!McpJsonSchemaGenerator.hasCallToolRequestParameter(method)) {
			return schema;
		}
		// A method that takes the whole request reads arguments that no parameter names
		ObjectNode open = (ObjectNode) this.mapper.readTree(schema);
		return this.mapper.writeValueAsString(open.put("additionalProperties", true));
	}

	@Override
	public @Nullable ParameterSource injected(Parameter parameter) {
		Class<?> type = parameter.getType();
		for (Class<?> needsClient : NEED_A_CLIENT) {
			if (needsClient.isAssignableFrom(type)) {
				throw new UnsupportedToolMethodException("its parameter of type " + type.getSimpleName()
						+ " exists only while an MCP client waits; leave the parameter out, or give the tool to "
						+ "MCP clients only");
			}
		}
		if (parameter.isAnnotationPresent(McpProgressToken.class)) {
			return (arguments, context) -> null;
		}
		if (type == McpMeta.class) {
			return (arguments, context) -> new McpMeta(null);
		}
		if (type == McpTransportContext.class) {
			return (arguments, context) -> McpTransportContext.EMPTY;
		}
		if (type == CallToolRequest.class) {
			String name = parameter.getDeclaringExecutable().getName();
			return (arguments, context) -> CallToolRequest.builder(name).arguments(arguments).build();
		}
		return null;
	}

	@Override
	public boolean describesResult(Method method) {
		return method.getReturnType() != CallToolResult.class;
	}

	@Override
	public @Nullable Object result(Method method, @Nullable Object result) {
		if (!(result instanceof CallToolResult callToolResult)) {
			return result;
		}
		List<String> texts = texts(callToolResult);
		if (Boolean.TRUE.equals(callToolResult.isError())) {
			throw new ToolException(texts.isEmpty() ? "The tool failed without saying why"
					: String.join(System.lineSeparator(), texts));
		}
		if (callToolResult.structuredContent() != null) {
			return callToolResult.structuredContent();
		}
		if (texts.size() > 1) {
			return texts.stream().map((text) -> JsonText.parse(this.mapper, text)).collect(Collectors.toList());
		}
		return texts.isEmpty() ? null : JsonText.parse(this.mapper, texts.get(0));
	}

	private static List<String> texts(CallToolResult result) {
		List<String> texts = new ArrayList<>();
		result.content().forEach((content) -> {
			if (content instanceof TextContent text) {
				texts.add(text.text());
			}
		});
		return texts;
	}

}
