package io.toolruntime.springai;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolCallContext;

/** Where the value of a method's parameter comes from. */
@FunctionalInterface
interface ParameterSource {

	/**
	 * Returns the value for one call.
	 * @param arguments the call's arguments
	 * @param context who asks and until when
	 * @return the value, or {@code null}
	 */
	@Nullable Object value(Map<String, Object> arguments, ToolCallContext context);

}
