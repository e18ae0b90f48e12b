package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** Runs tools one after the other. */
final class Chain {

	private Chain() {
	}

	/**
	 * Runs steps until one fails.
	 * @param steps the steps
	 * @param tools runs the tool of a step
	 * @return the steps so far, the failed one last
	 */
	static ChainResult run(List<ChainStep> steps, Runner tools) {
		if (steps.isEmpty()) {
			return ChainResult.EMPTY;
		}
		List<ChainResult.Step> done = new ArrayList<>();
		Object previous = null;
		for (ChainStep step : steps) {
			try {
				previous = tools.run(step.toolId(), arguments(step, previous));
				done.add(new ChainResult.Step(step.toolId(), previous, null));
			}
			catch (ToolException ex) {
				done.add(failed(step, ex.getCode(), ex.getMessage()));
				break;
			}
			catch (InvalidRequestException ex) {
				// Not thrown on: what the steps before it gave must not be lost
				done.add(failed(step, ToolErrorCode.VALIDATION_INPUT, ex.getMessage()));
				break;
			}
		}
		return new ChainResult(previous, List.copyOf(done));
	}

	private static ChainResult.Step failed(ChainStep step, ToolErrorCode code, String message) {
		return new ChainResult.Step(step.toolId(), null, new ChainResult.Failure(code, message));
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static Map<String, Object> arguments(ChainStep step, @Nullable Object previous) {
		if (!step.usePrevious()) {
			return step.args();
		}
		Map<String, Object> args = new LinkedHashMap<>(step.args());
		args.put(ChainStep.PREVIOUS, previous);
		return args;
	}

	/** Runs the tool of a step. */
	@FunctionalInterface
	interface Runner {

		@Nullable Object run(String id, Map<String, Object> args);

	}

}
