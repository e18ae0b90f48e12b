package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolCallOutput;

/**
 * Records what a tool says while it runs, as that of any other tool.
 *
 * @param output where the call's output goes
 */
record CallListener(ToolCallOutput output) implements JavaScriptListener {

	@Override
	public void log(String level, String message) {
		this.output.log(level, message);
	}

	@Override
	public void progress(double value, @Nullable Double total, @Nullable String message) {
		this.output.progress(value, total, message);
	}

}
