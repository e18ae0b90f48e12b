package io.toolruntime.wasm;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.SecurityProfile;

/**
 * Decides what the end of a guest means for its execution. What the host saw comes before
 * what the guest says.
 */
final class Outcomes {

	private static final Logger logger = LoggerFactory.getLogger(Outcomes.class);

	private static final Set<ExecutionOutcome> GATEWAY_LIMITS = Set.of(ExecutionOutcome.TOOL_CALL_LIMIT,
			ExecutionOutcome.CHAIN_STEP_LIMIT);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private Outcomes() {
	}

	/**
	 * Tells how an execution ended whose guest came to an end by itself.
	 * @param execution the execution
	 * @param result what the guest says
	 * @param memory the guest's memory
	 * @return the terminal event
	 */
	static Ending of(Execution execution, GuestResult result, GuestMemory memory) {
		ExecutionError error = result.error();
		if (error == null) {
			return Ending.of(ExecutionOutcome.OK, result.value(), null);
		}
		if (result.outOfMemory()) {
			return Ending.of(ExecutionOutcome.MEMORY_LIMIT, null, outOfMemory(error, memory.refusedBy()));
		}
		// The guest names the limit, but only what the host saw refused counts
		for (ExecutionOutcome limit : GATEWAY_LIMITS) {
			if (limit.value().equals(result.toolErrorCode()) && execution.gateway().hasReached(limit)) {
				return Ending.of(limit, null, error);
			}
		}
		return Ending.of(ExecutionOutcome.CODE_ERROR, null, error);
	}

	private static ExecutionError outOfMemory(ExecutionError error, @Nullable MemoryBudget budget) {
		if (budget == null) {
			return error;
		}
		return new ExecutionError(error.name(),
				error.message() + ": other sandboxes had so much of " + budget + " that there was too little left",
				error.stack(), error.line(), error.column());
	}

	/**
	 * Tells how an execution ended whose guest failed.
	 * @param execution the execution
	 * @param thrown what the guest's thread threw
	 * @return the terminal event
	 */
	static Ending of(Execution execution, Throwable thrown) {
		if (thrown instanceof StackOverflowError || thrown.getCause() instanceof StackOverflowError) {
			return Ending.of(ExecutionOutcome.CODE_ERROR, null,
					ExecutionError.of("RangeError", "Maximum call stack size exceeded"));
		}
		if (thrown instanceof OutOfMemoryError) {
			return Ending.failed(new SandboxFailedException("The JVM has no memory left for the sandbox",
					WasmBackendFactory.KIND, execution.gateway().callsAccepted() == 0, null, thrown));
		}
		logger.warn("The guest of execution {} failed", execution.id(), thrown);
		if (thrown instanceof GuestFault
				|| thrown instanceof WasmEngineException && !(thrown instanceof WasmInterruptedException)) {
			return Ending.of(ExecutionOutcome.CRASHED, null,
					ExecutionError.of("Crashed", "The engine in the sandbox failed: " + thrown.getMessage()));
		}
		return Ending.failed(new SandboxFailedException("The sandbox failed: " + thrown, WasmBackendFactory.KIND, false,
				null, thrown));
	}

	static Ending cancelled() {
		return Ending.of(ExecutionOutcome.CANCELLED, null,
				ExecutionError.of("Cancelled", "The execution was cancelled"));
	}

	static Ending startedTooLate() {
		return Ending.failed(new SandboxFailedException("The sandbox was not ready within start-timeout",
				WasmBackendFactory.KIND, true, null, null));
	}

	static RuntimeUnavailableException closed(SecurityProfile profile) {
		return new RuntimeUnavailableException("The backend of profile '" + profile.name() + "' is closed",
				WasmBackendFactory.KIND, null);
	}

	static RuntimeUnavailableException noPlace(SecurityProfile profile) {
		return new RuntimeUnavailableException(
				"All " + profile.pool().maxTotal() + " sandboxes of profile '" + profile.name() + "' were in use for "
						+ Quantity.formatDuration(profile.pool().maxWait()) + "; try again, or raise pool.max-total",
				WasmBackendFactory.KIND, RETRY_AFTER);
	}

	static RuntimeUnavailableException noMemory(SecurityProfile profile, MemoryBudget budget) {
		return new RuntimeUnavailableException(
				"There was no memory for another sandbox for " + Quantity.formatDuration(profile.pool().maxWait())
						+ ": other sandboxes have all of " + budget
						+ "; try again, or raise wasm.total-memory or the JVM's heap",
				WasmBackendFactory.KIND, RETRY_AFTER);
	}

	static RuntimeUnavailableException noThread(Throwable cause) {
		return new RuntimeUnavailableException("No thread could be had for a sandbox", WasmBackendFactory.KIND,
				RETRY_AFTER, cause);
	}

}
