package io.toolruntime.backend;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.guest.GuestEnd;
import io.toolruntime.guest.GuestEvents;
import io.toolruntime.limit.Limit;
import io.toolruntime.tool.ToolException;

/**
 * One execution in a sandbox, between the thread that waits for it and those that hear of
 * its guest. Its terminal event is decided here: the first wins.
 */
final class SandboxRun implements GuestEvents {

	private static final Set<ExecutionOutcome> GATEWAY_LIMITS = Set.of(ExecutionOutcome.TOOL_CALL_LIMIT,
			ExecutionOutcome.CHAIN_STEP_LIMIT);

	private final Execution execution;

	private final CountDownLatch over = new CountDownLatch(1);

	private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

	SandboxRun(Execution execution) {
		this.execution = execution;
	}

	@Override
	public void output(boolean error, String text) {
		OutputCollector output = this.execution.output();
		if (error) {
			output.stderr(text);
		}
		else {
			output.stdout(text);
		}
		if (output.isFlooded()) {
			end(Ending.limit(ExecutionOutcome.OUTPUT_LIMIT,
					"The code gave more than ten times the output it may; print less, or return a value"));
		}
	}

	@Override
	public void refused(ToolException failure) {
		MeteredToolGateway gateway = this.execution.gateway();
		ExecutionOutcome limit = gateway.limitReached();
		if (limit != null && gateway.isExhausted()) {
			end(Ending.limit(limit, failure.getMessage()));
		}
	}

	@Override
	public void ended(GuestEnd end) {
		if (end instanceof GuestEnd.Completed completed) {
			end(new Ending(ExecutionOutcome.OK, completed.value(), null, completed.exitCode(), completed.artifacts(),
					System.nanoTime()));
		}
		else if (end instanceof GuestEnd.Failed failed) {
			end(new Ending(outcome(failed), null, failed.error(), failed.exitCode(), failed.artifacts(),
					System.nanoTime()));
		}
		else if (end instanceof GuestEnd.Broken broken) {
			end(Ending.crashed("The guest broke the protocol: " + broken.how()));
		}
		else {
			end(Ending.crashed(null));
		}
	}

	/*
	 * The guest names the limit, but only what the host saw refused counts. What its
	 * allocator refused, nobody but the guest saw.
	 */
	private ExecutionOutcome outcome(GuestEnd.Failed failed) {
		for (ExecutionOutcome limit : GATEWAY_LIMITS) {
			if (limit.value().equals(failed.toolCode()) && this.execution.gateway().hasReached(limit)) {
				return limit;
			}
		}
		ExecutionError error = failed.error();
		boolean outOfMemory = error.name().equals("MemoryError")
				|| error.name().equals("RangeError") && error.message().equals("Array buffer allocation failed");
		return outOfMemory ? ExecutionOutcome.MEMORY_LIMIT : ExecutionOutcome.CODE_ERROR;
	}

	void cancel() {
		end(Ending.of(ExecutionOutcome.CANCELLED, ExecutionError.of("Cancelled", "The execution was cancelled")));
	}

	private void end(Ending ending) {
		if (this.ending.compareAndSet(null, ending)) {
			this.over.countDown();
		}
	}

	/**
	 * Waits for the terminal event, and is the one to cause it when the time is up.
	 * @param nanos the time, or {@code null} for as long as it takes
	 * @return the terminal event
	 */
	Ending await(@Nullable Long nanos) {
		boolean interrupted = false;
		try {
			if (nanos == null) {
				this.over.await();
			}
			else if (!this.over.await(nanos, TimeUnit.NANOSECONDS)) {
				end(Ending.limit(ExecutionOutcome.TIMEOUT,
						"The code ran longer than its timeout of "
								+ this.execution.request().limits().value(Limit.TIMEOUT)
								+ "; do less in one execution, or run tool calls at once"));
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
			cancel();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		Ending ending = this.ending.get();
		if (ending == null) {
			throw new IllegalStateException("Nothing has ended the execution");
		}
		return ending;
	}

	/**
	 * How an execution ended.
	 *
	 * @param outcome the outcome
	 * @param value the guest's value, or {@code null}
	 * @param error why it ended other than well; {@code null} too for a guest that is
	 * dead, which is looked into
	 * @param exitCode what the guest chose, or {@code null}
	 * @param artifacts files that it left
	 * @param at when, as {@link System#nanoTime()} tells it
	 */
	record Ending(ExecutionOutcome outcome, @Nullable Object value, @Nullable ExecutionError error,
			@Nullable Integer exitCode, List<Artifact> artifacts, long at) {

		static Ending of(ExecutionOutcome outcome, @Nullable ExecutionError error) {
			return new Ending(outcome, null, error, null, List.of(), System.nanoTime());
		}

		static Ending limit(ExecutionOutcome outcome, String message) {
			return of(outcome, ExecutionError.of("LimitExceeded", message));
		}

		static Ending crashed(@Nullable String message) {
			return of(ExecutionOutcome.CRASHED, (message != null) ? ExecutionError.of("Crashed", message) : null);
		}

		Ending as(ExecutionOutcome outcome, @Nullable ExecutionError error, @Nullable Integer exitCode) {
			return new Ending(outcome, this.value, error, exitCode, this.artifacts, this.at);
		}

	}

}
