package io.toolruntime.gateway;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * How many tools an execution may still call, and what was refused. Safe for use by
 * several threads.
 */
final class CallBudget {

	private final int maxToolCalls;

	private final int maxChainSteps;

	private final Set<ExecutionOutcome> limitsReached = EnumSet.noneOf(ExecutionOutcome.class);

	private @Nullable ExecutionOutcome limitReached;

	private int used;

	private int refusals;

	private int longestChain;

	CallBudget(Limits limits) {
		this.maxToolCalls = limits.toolCallsOrMax();
		this.maxChainSteps = limits.chainStepsOrMax();
	}

	/**
	 * Takes calls out of the budget, all or none.
	 * @param toolId the first tool
	 * @param calls how many
	 * @throws ToolException if there are not as many left
	 */
	synchronized void reserve(@Nullable String toolId, int calls) {
		if (this.maxToolCalls - this.used < calls) {
			throw refused(toolId, ToolErrorCode.TOOL_CALL_LIMIT, ExecutionOutcome.TOOL_CALL_LIMIT,
					"The execution may call tools " + this.maxToolCalls + " times and has "
							+ (this.maxToolCalls - this.used) + " calls left; this takes " + calls);
		}
		this.used += calls;
	}

	/**
	 * Takes the calls of a chain out of the budget.
	 * @param firstToolId the tool of the first step
	 * @param steps how many steps it has
	 * @throws ToolException if it has too many, or there are not as many calls left
	 */
	synchronized void reserveChain(String firstToolId, int steps) {
		if (steps > this.maxChainSteps) {
			throw refused(null, ToolErrorCode.CHAIN_STEP_LIMIT, ExecutionOutcome.CHAIN_STEP_LIMIT,
					"The chain has " + steps + " steps; an execution may chain at most " + this.maxChainSteps);
		}
		reserve(firstToolId, steps);
		this.longestChain = Math.max(this.longestChain, steps);
	}

	private ToolException refused(@Nullable String toolId, ToolErrorCode code, ExecutionOutcome outcome,
			String message) {
		this.refusals++;
		this.limitReached = outcome;
		this.limitsReached.add(outcome);
		return new ToolException(toolId, code, message);
	}

	synchronized void giveBack(int calls) {
		this.used -= calls;
	}

	synchronized @Nullable ExecutionOutcome limitReached() {
		return this.limitReached;
	}

	synchronized boolean hasReached(ExecutionOutcome limit) {
		return this.limitsReached.contains(limit);
	}

	synchronized int refusals() {
		return this.refusals;
	}

	synchronized int longestChain() {
		return this.longestChain;
	}

}
