package io.toolruntime.tool;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.toolruntime.tool.SchemaValidator.UnusableSchemaException;

/**
 * Runs tools: checks arguments and results against their schemas, turns results into
 * plain JSON values, and every failure into a {@link ToolException} whose message the
 * model may read. Safe for use by several threads.
 */
public final class ToolRunner {

	private static final int MAX_MESSAGE = 4000;

	private final int maxBytes;

	private final PlainJson json;

	private final SchemaValidator schemas;

	private final HiddenFailures failures = new HiddenFailures();

	/**
	 * Creates a runner whose tools may take and give 16 MB of JSON.
	 */
	public ToolRunner() {
		this(PlainJson.DEFAULT_MAX_BYTES);
	}

	/**
	 * Creates a runner.
	 * @param maxBytes bytes of JSON that a tool's arguments, and its result, may have
	 */
	public ToolRunner(int maxBytes) {
		this.maxBytes = maxBytes;
		this.json = new PlainJson(maxBytes);
		this.schemas = new SchemaValidator(this.json);
	}

	/**
	 * Runs a tool.
	 * @param tool the tool
	 * @param arguments its arguments; the tool gets a copy that nobody can change
	 * @param context who asks, for which execution, until when
	 * @return the result as unmodifiable maps and lists, strings without control
	 * characters, numbers, booleans, or {@code null}
	 * @throws ToolException if the arguments do not fit, the tool fails, or its result
	 * does not fit
	 */
	public @Nullable Object run(Tool tool, Map<String, Object> arguments, ToolCallContext context) {
		ToolDescriptor descriptor = tool.descriptor();
		String id = descriptor.id().toString();
		requireWanted(id, context);
		Map<String, Object> checked = checkedArguments(id, descriptor, arguments);
		return checkedResult(id, descriptor, call(tool, id, checked, context));
	}

	private static void requireWanted(String id, ToolCallContext context) {
		if (context.cancellation().isCancelled()) {
			throw new ToolException(id, ToolErrorCode.CANCELLED, "The call was cancelled before the tool ran");
		}
		if (Duration.ZERO.equals(context.remaining())) {
			throw new ToolException(id, ToolErrorCode.TIMEOUT, "There was no time left to run the tool");
		}
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> checkedArguments(String id, ToolDescriptor descriptor, Map<String, Object> arguments) {
		JsonNode tree;
		try {
			tree = this.json.tree(arguments);
		}
		catch (PlainJson.TooLargeException ex) {
			throw new ToolException(id, ToolErrorCode.VALIDATION_INPUT,
					"The arguments are larger than " + this.maxBytes + " bytes", ex);
		}
		catch (JacksonException ex) {
			throw new ToolException(id, ToolErrorCode.VALIDATION_INPUT, "The arguments cannot be taken" + unbounded(ex),
					ex);
		}
		check(id, ToolErrorCode.VALIDATION_INPUT, descriptor.inputSchema(), withoutAddedByChain(descriptor, tree));
		return (Map<String, Object>) Objects.requireNonNull(PlainJson.plain(tree, false));
	}

	/*
	 * A chain hands every step the previous result, and most schemas take no property
	 * that they do not describe. The tool gets it all the same, and may ignore it.
	 */
	private static JsonNode withoutAddedByChain(ToolDescriptor descriptor, JsonNode arguments) {
		boolean described = descriptor.inputSchema().get("properties") instanceof Map<?, ?> properties
				&& properties.containsKey(ChainStep.PREVIOUS);
		if (described || !(arguments instanceof ObjectNode object) || !object.has(ChainStep.PREVIOUS)) {
			return arguments;
		}
		ObjectNode copy = object.objectNode();
		object.properties().forEach((property) -> {
			if (!property.getKey().equals(ChainStep.PREVIOUS)) {
				copy.set(property.getKey(), property.getValue());
			}
		});
		return copy;
	}

	private @Nullable Object call(Tool tool, String id, Map<String, Object> arguments, ToolCallContext context) {
		try {
			return tool.call(arguments, context);
		}
		catch (VirtualMachineError ex) {
			if (ex instanceof StackOverflowError) {
				throw this.failures.hide(id, ToolErrorCode.EXECUTION_FAILED, ex);
			}
			throw ex;
		}
		catch (Throwable ex) {
			throw failure(id, unwrap(ex));
		}
	}

	/*
	 * What a proxy, a reflective call or a future put around a failure says nothing about
	 * it.
	 */
	private static Throwable unwrap(Throwable failure) {
		Throwable current = failure;
		while (current.getCause() != null && (current instanceof ExecutionException
				|| current instanceof CompletionException || current instanceof InvocationTargetException
				|| current instanceof UndeclaredThrowableException)) {
			current = current.getCause();
		}
		return current;
	}

	private ToolException failure(String id, Throwable failure) {
		if (failure instanceof ToolException ex) {
			return readable(id, ex);
		}
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
			return new ToolException(id, ToolErrorCode.CANCELLED, "The tool was interrupted", failure);
		}
		if (failure instanceof CancellationException) {
			return new ToolException(id, ToolErrorCode.CANCELLED, "The tool was cancelled", failure);
		}
		if (failure instanceof TimeoutException) {
			return new ToolException(id, ToolErrorCode.TIMEOUT, "The tool did not answer in time", failure);
		}
		return this.failures.hide(id, ToolErrorCode.EXECUTION_FAILED, failure);
	}

	private static ToolException readable(String id, ToolException failure) {
		String message = PlainText.abbreviate(PlainText.clean(failure.getMessage()), MAX_MESSAGE);
		if (failure.getToolId() != null && message.equals(failure.getMessage())) {
			return failure;
		}
		String toolId = (failure.getToolId() != null) ? failure.getToolId() : id;
		return new ToolException(toolId, failure.getCode(), message, failure);
	}

	private @Nullable Object checkedResult(String id, ToolDescriptor descriptor, @Nullable Object result) {
		if (result == null && descriptor.outputSchema() == null) {
			return null;
		}
		JsonNode tree;
		try {
			tree = this.json.tree(result);
		}
		catch (PlainJson.TooLargeException ex) {
			throw new ToolException(id, ToolErrorCode.OUTPUT_LIMIT, "The tool ran, but its result is larger than "
					+ this.maxBytes + " bytes; ask it for less, page by page if it can", ex);
		}
		catch (StreamConstraintsException ex) {
			throw new ToolException(id, ToolErrorCode.OUTPUT_LIMIT,
					"The tool ran, but its result cannot be taken" + unbounded(ex), ex);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw this.failures.hide(id, ToolErrorCode.EXECUTION_FAILED, ex);
		}
		if (descriptor.outputSchema() != null) {
			check(id, ToolErrorCode.VALIDATION_OUTPUT, descriptor.outputSchema(), tree);
		}
		return PlainJson.plain(tree, true);
	}

	private void check(String id, ToolErrorCode code, Map<String, Object> schema, JsonNode value) {
		boolean input = (code == ToolErrorCode.VALIDATION_INPUT);
		List<String> problems;
		try {
			problems = this.schemas.check(schema, value, input ? "arguments" : "result");
		}
		catch (UnusableSchemaException ex) {
			throw new ToolException(id, code, "The " + (input ? "input" : "output")
					+ " schema of the tool cannot be used: " + ex.getMessage() + ". Its author must mend it", ex);
		}
		if (!problems.isEmpty()) {
			throw new ToolException(id, code, (input ? "" : "The tool ran, but its result does not fit its schema: ")
					+ String.join("; ", problems));
		}
	}

	private static String unbounded(JacksonException ex) {
		return (ex instanceof StreamConstraintsException)
				? ": it is nested more than " + PlainJson.MAX_DEPTH + " levels deep, or a number in it is too long"
				: ": it is not JSON";
	}

}
