package io.toolruntime.springai.meta;

import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ToolRuntimeException;
import io.toolruntime.tool.HiddenFailures;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * One of the few tools that a model is given, independent of how it is offered.
 *
 * @param name the tool's name, such as {@code execute_code}
 * @param title a title for people
 * @param descriptionSource says what it does, when somebody asks
 * @param inputSchema JSON Schema of its arguments; closed
 * @param outputSchema JSON Schema of its result
 * @param annotations hints
 * @param handler what it does
 */
public record MetaTool(String name, String title, Supplier<String> descriptionSource, Map<String, Object> inputSchema,
		Map<String, Object> outputSchema, ToolAnnotations annotations, Handler handler) {

	private static final Logger logger = LoggerFactory.getLogger(MetaTool.class);

	/**
	 * Says what the tool does.
	 * @return the description, which may have changed since it was last asked for
	 */
	public String description() {
		return this.descriptionSource.get();
	}

	/**
	 * Calls the tool. Does not throw: a failure is a result with an error, whose message
	 * is meant for the model; what is not meant for it stays in the log, under an id that
	 * the message has.
	 * @param arguments the arguments: maps, lists, strings, numbers, booleans and nulls
	 * @param call who asks
	 * @return the result
	 */
	public MetaToolResult call(Map<String, Object> arguments, MetaToolCall call) {
		try {
			return this.handler.handle(new MetaToolArguments(this.inputSchema, arguments), call);
		}
		catch (ToolException ex) {
			return MetaToolResult.failed(MetaToolError.of(ex));
		}
		catch (ToolRuntimeException ex) {
			logger.debug("{} was not run", this.name, ex);
			return MetaToolResult.failed(MetaToolError.of(ex));
		}
		catch (RuntimeException ex) {
			ToolException hidden = new HiddenFailures().hide(this.name, ToolErrorCode.INTERNAL, ex);
			return MetaToolResult.failed(MetaToolError.of(hidden));
		}
	}

	/** What a tool does. */
	@FunctionalInterface
	public interface Handler {

		/**
		 * Does it.
		 * @param arguments the arguments; those that the schema does not have were
		 * refused
		 * @param call who asks
		 * @return the result
		 * @throws ToolException if it fails with a message for the model
		 * @throws ToolRuntimeException if no code could be run
		 */
		MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call);

	}

}
