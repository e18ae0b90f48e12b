package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;

/**
 * How a guest says that its code ended.
 *
 * @param value the value, or {@code null}
 * @param error what the code threw, or {@code null} if it did not
 * @param toolErrorCode the code of the {@code ToolError} that it threw, or {@code null}
 * @param outOfMemory whether it threw because there was no memory left
 */
record GuestResult(@Nullable Object value, @Nullable ExecutionError error, @Nullable String toolErrorCode,
		boolean outOfMemory) {

	static GuestResult ok(@Nullable Object value) {
		return new GuestResult(value, null, null, false);
	}

	static GuestResult failed(ExecutionError error) {
		return new GuestResult(null, error, null, false);
	}

}
