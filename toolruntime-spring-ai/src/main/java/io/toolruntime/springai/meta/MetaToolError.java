package io.toolruntime.springai.meta;

import java.util.LinkedHashMap;
import java.util.Map;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Why a tool that a model is given failed, in words that it can act on. Never has a stack
 * trace of the host.
 *
 * @param code the nearest code
 * @param message what happened and what to do next
 * @param retryable whether the same call may succeed later
 * @param attributes more, by name: {@code tool_id}, {@code step_index}, the place in the
 * code
 */
public record MetaToolError(ToolErrorCode code, String message, boolean retryable, Map<String, Object> attributes) {

	public MetaToolError {
		attributes = Map.copyOf(attributes);
	}

	/**
	 * Describes the failure of a tool.
	 * @param exception the failure
	 * @return the error
	 */
	public static MetaToolError of(ToolException exception) {
		String toolId = exception.getToolId();
		return new MetaToolError(exception.getCode(), exception.getMessage(), isRetryable(exception.getCode()),
				(toolId != null) ? Map.of("tool_id", toolId) : Map.of());
	}

	/**
	 * Describes what kept code from running.
	 * @param exception the reason
	 * @return the error
	 */
	public static MetaToolError of(ToolRuntimeException exception) {
		return new MetaToolError(codeOf(exception), exception.getMessage(), exception.isRetryable(), Map.of());
	}

	private static ToolErrorCode codeOf(ToolRuntimeException exception) {
		if (exception instanceof InvalidRequestException) {
			return ToolErrorCode.VALIDATION_INPUT;
		}
		if (exception instanceof BackendDeniedException) {
			return ToolErrorCode.DENIED;
		}
		if (exception instanceof RuntimeUnavailableException) {
			return ToolErrorCode.UNAVAILABLE;
		}
		if (exception instanceof SandboxFailedException) {
			return (exception.getResult() != null) ? ToolErrorCode.CRASHED : ToolErrorCode.START_FAILED;
		}
		return ToolErrorCode.INTERNAL;
	}

	/**
	 * Tells whether another try can help, going by the code alone.
	 * @param code the code
	 * @return whether it can
	 */
	static boolean isRetryable(ToolErrorCode code) {
		return switch (code) {
			case EXECUTION_FAILED, UNAVAILABLE, RATE_LIMITED, TIMEOUT, CRASHED, START_FAILED, INTERNAL -> true;
			default -> false;
		};
	}

	/**
	 * Finds the code that says most nearly how an execution ended.
	 * @param outcome an outcome other than {@link ExecutionOutcome#OK}
	 * @return the code
	 */
	static ToolErrorCode codeOf(ExecutionOutcome outcome) {
		return switch (outcome) {
			case OK -> throw new IllegalArgumentException("An execution that ended by itself is no error");
			case CODE_ERROR, DISK_LIMIT -> ToolErrorCode.EXECUTION_FAILED;
			case TIMEOUT -> ToolErrorCode.TIMEOUT;
			case MEMORY_LIMIT -> ToolErrorCode.MEMORY_LIMIT;
			case OUTPUT_LIMIT -> ToolErrorCode.OUTPUT_LIMIT;
			case TOOL_CALL_LIMIT -> ToolErrorCode.TOOL_CALL_LIMIT;
			case CHAIN_STEP_LIMIT -> ToolErrorCode.CHAIN_STEP_LIMIT;
			case PROCESS_LIMIT, CRASHED -> ToolErrorCode.CRASHED;
			case CANCELLED -> ToolErrorCode.CANCELLED;
		};
	}

	/**
	 * Returns the error as JSON has it.
	 * @return code, message, retryable, and the attributes beside them
	 */
	public Map<String, Object> asMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("code", this.code.value());
		map.put("message", this.message);
		map.put("retryable", this.retryable);
		this.attributes.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.forEach((attribute) -> map.put(attribute.getKey(), attribute.getValue()));
		return map;
	}

}
