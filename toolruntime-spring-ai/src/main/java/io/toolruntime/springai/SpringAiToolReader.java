package io.toolruntime.springai;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.ToolAnnotations;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.execution.DefaultToolCallResultConverter;
import org.springframework.ai.tool.support.ToolUtils;
import org.springframework.ai.util.json.schema.JsonSchemaGenerator;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Reads Spring AI's {@link Tool}. */
final class SpringAiToolReader implements ToolMethodReader {

	private final JsonMapper mapper;

	SpringAiToolReader(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public Class<? extends Annotation> annotationType() {
		return Tool.class;
	}

	@Override
	public Declaration read(Method method) {
		return new Declaration(ToolUtils.getToolName(method), null, ToolUtils.getToolDescription(method),
				ToolAnnotations.NONE);
	}

	@Override
	public String inputSchema(Method method) {
		return JsonSchemaGenerator.generateForMethodInput(method);
	}

	@Override
	public @Nullable ParameterSource injected(Parameter parameter) {
		return null;
	}

	@Override
	public boolean describesResult(Method method) {
		return !hasOwnConverter(method);
	}

	/*
	 * A converter of the application's own may leave out what is not meant for a model,
	 * so it is asked; Spring AI's default would only make a string of an object.
	 */
	@Override
	public @Nullable Object result(Method method, @Nullable Object result) {
		if (!hasOwnConverter(method)) {
			return result;
		}
		String text = ToolUtils.getToolCallResultConverter(method).convert(result, method.getGenericReturnType());
		return JsonText.parse(this.mapper, text);
	}

	private static boolean hasOwnConverter(Method method) {
		Tool tool = AnnotatedElementUtils.findMergedAnnotation(method, Tool.class);
		return tool != null && tool.resultConverter() != DefaultToolCallResultConverter.class;
	}

}
