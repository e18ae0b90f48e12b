package io.toolruntime.springai;

import java.util.LinkedHashMap;
import java.util.Map;

import io.toolruntime.tool.ToolCallContext;

import org.springframework.ai.chat.model.ToolContext;

/** Says of a call to a tool what Spring AI's tools can read. */
final class CallToolContext {

	private CallToolContext() {
	}

	static ToolContext of(ToolCallContext call) {
		Map<String, Object> context = new LinkedHashMap<>();
		context.put(ToolContextKeys.CALLER, call.caller());
		if (call.executionId() != null) {
			context.put(ToolContextKeys.EXECUTION_ID, call.executionId());
		}
		if (call.profile() != null) {
			context.put(ToolContextKeys.PROFILE, call.profile());
		}
		return new ToolContext(context);
	}

}
