package io.toolruntime.tool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** A tool of the application. Called from several threads at once. */
public interface Tool {

	/**
	 * Describes the tool.
	 * @return the descriptor, the same at each call
	 */
	ToolDescriptor descriptor();

	/**
	 * Runs the tool. Arguments have been checked against its input schema.
	 * @param arguments the arguments: maps, lists, strings, numbers, booleans and nulls
	 * @param context who asked and until when
	 * @return the result, of the same kinds or anything that Jackson can turn into them;
	 * {@code null} if there is none
	 * @throws ToolException with a code and a message that the model may read
	 * @throws Exception for anything else; the model gets a correlation id instead of the
	 * message
	 */
	@Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception;

	/**
	 * Creates a tool from a description and a function.
	 * @param descriptor the description
	 * @param function the function
	 * @return the tool
	 */
	static Tool of(ToolDescriptor descriptor, ToolFunction function) {
		return new Tool() {

			@Override
			public ToolDescriptor descriptor() {
				return descriptor;
			}

			@Override
			public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception {
				return function.call(arguments, context);
			}

		};
	}

	/** What a tool does. */
	@FunctionalInterface
	interface ToolFunction {

		/**
		 * Runs the tool.
		 * @param arguments the arguments
		 * @param context who asked and until when
		 * @return the result
		 * @throws Exception as in {@link Tool#call}
		 */
		@Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception;

	}

}
