package io.toolruntime.springai.meta;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.ToolException;

/** Runs one tool for a model: {@code run_tool}. */
final class RunTool implements MetaTool.Handler {

	private final CallerGateways gateways;

	RunTool(CallerGateways gateways) {
		this.gateways = gateways;
	}

	MetaTool tool() {
		Map<String, Object> input = Schemas.object()
			.required(MetaTools.TOOL_ID, Schemas.string("Such as orders:find_order"))
			.optional(MetaTools.ARGS, Schemas.freeObject("The tool's arguments"))
			.closed();
		Map<String, Object> output = Schemas.object()
			.required("structured", Schemas.any("The tool's result"))
			.required("durationMs", Schemas.type("number"))
			.orError();
		return new MetaTool("run_tool", "Run a tool",
				() -> "Runs one tool with the arguments that describe_tool documents. For several calls use "
						+ "execute_code or run_chain.",
				input, output, MetaTools.ACTS, this);
	}

	@Override
	public MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call) {
		String id = arguments.text(MetaTools.TOOL_ID);
		Map<String, Object> args = arguments.object(MetaTools.ARGS);
		long start = System.nanoTime();
		try (MeteredToolGateway gateway = this.gateways.open(call.caller())) {
			Map<String, @Nullable Object> content = new LinkedHashMap<>();
			content.put("structured", gateway.runTool(id, args));
			content.put("durationMs", Math.round((System.nanoTime() - start) / 1e5) / 10.0);
			return MetaToolResult.of(content);
		}
		catch (ToolException ex) {
			throw (ex.getToolId() != null) ? ex : new ToolException(id, ex.getCode(), ex.getMessage(), ex);
		}
	}

}
