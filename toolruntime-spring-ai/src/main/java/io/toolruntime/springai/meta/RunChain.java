package io.toolruntime.springai.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.ToolErrorCode;

/** Runs tools one after the other for a model: {@code run_chain}. */
final class RunChain implements MetaTool.Handler {

	private static final String USE_PREVIOUS = "use_previous";

	private final CallerGateways gateways;

	RunChain(CallerGateways gateways) {
		this.gateways = gateways;
	}

	MetaTool tool() {
		return new MetaTool("run_chain", "Run a chain of tools",
				() -> "Runs tools one after the other and stops at the first that fails. Gives each step's result, "
						+ "and the last as final.",
				inputSchema(), outputSchema(), MetaTools.ACTS, this);
	}

	private static Map<String, Object> inputSchema() {
		Map<String, Object> step = Schemas.object()
			.required(MetaTools.TOOL_ID, Schemas.string("Such as orders:find_order"))
			.optional(MetaTools.ARGS, Schemas.freeObject("The tool's arguments"))
			.optional(USE_PREVIOUS,
					Schemas.withDefault(Schemas.bool("Puts the result of the step before into the argument `previous`"),
							false))
			.closed();
		Map<String, Object> steps = new LinkedHashMap<>(Schemas.listOf(step));
		steps.put("minItems", 1);
		return Schemas.object().required("steps", steps).closed();
	}

	private static Map<String, Object> outputSchema() {
		Map<String, Object> result = Schemas.object()
			.required(MetaTools.TOOL_ID, Schemas.type("string"))
			.optional("structured", Schemas.ANY)
			.optional("error", Schemas.error())
			.closed();
		return Schemas.object()
			.required("results", Schemas.listOf(result))
			.required("final", Schemas.any("The result of the last step that succeeded"))
			.orError();
	}

	@Override
	public MetaToolResult handle(MetaToolArguments arguments, MetaToolCall call) {
		List<ChainStep> steps = new ArrayList<>();
		for (MetaToolArguments step : arguments.objects("steps",
				Set.of(MetaTools.TOOL_ID, MetaTools.ARGS, USE_PREVIOUS))) {
			steps.add(new ChainStep(step.text(MetaTools.TOOL_ID), step.object(MetaTools.ARGS),
					step.isTrue(USE_PREVIOUS)));
		}
		ChainResult chain;
		try (MeteredToolGateway gateway = this.gateways.open(call.caller())) {
			chain = gateway.runChain(steps);
		}
		Map<String, @Nullable Object> content = new LinkedHashMap<>();
		content.put("results", chain.steps().stream().map(RunChain::result).toList());
		content.put("final", chain.value());
		int last = chain.steps().size() - 1;
		ChainResult.Failure failure = (last >= 0) ? chain.steps().get(last).error() : null;
		return (failure != null)
				? MetaToolResult.failed(error(last, chain.steps().get(last).toolId(), failure), content)
				: MetaToolResult.of(content);
	}

	private static MetaToolError error(int step, String toolId, ChainResult.Failure failure) {
		return new MetaToolError(ToolErrorCode.CHAIN_STEP_FAILED,
				"Step " + step + ", " + toolId + ", failed: " + failure.message(),
				MetaToolError.isRetryable(failure.code()), Map.of(MetaTools.TOOL_ID, toolId, "step_index", step,
						"details", Map.of("cause_code", failure.code().value())));
	}

	private static Map<String, @Nullable Object> result(ChainResult.Step step) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		map.put(MetaTools.TOOL_ID, step.toolId());
		if (step.error() != null) {
			map.put("error", Map.of("code", step.error().code().value(), "message", step.error().message()));
		}
		else {
			map.put("structured", step.value());
		}
		return map;
	}

}
