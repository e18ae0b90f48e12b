package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;

/**
 * How a call of the gateway ended.
 *
 * @param id identifies the call within its execution
 * @param size bytes of its arguments
 * @param json the result as JSON, or {@code null} if it failed
 * @param failure why it failed, or {@code null} if it did not
 */
record GatewayAnswer(int id, int size, byte @Nullable [] json, @Nullable Failure failure) {

	/**
	 * Why a call failed, as the code is told.
	 *
	 * @param toolId the tool, or {@code null} if there is none
	 * @param code why
	 * @param message in words
	 */
	record Failure(@Nullable String toolId, ToolErrorCode code, String message) {
	}

}
