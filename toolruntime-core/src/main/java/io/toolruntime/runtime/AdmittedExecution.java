package io.toolruntime.runtime;

import java.util.List;
import java.util.Objects;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionEvents;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.Timings;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.Execution;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.Cancellation;

/**
 * A request that is valid, permitted by policy, and has its place in the queue. Run once,
 * or abandoned.
 */
final class AdmittedExecution {

	private final ExecuteRequest request;

	private final RegisteredBackend registered;

	private final ExecutionEvents events;

	private final Cancellation cancellation;

	private final RunningExecutions.Registration registration;

	private final Admission.Ticket ticket;

	/**
	 * Creates an execution that waits for its turn.
	 * @param request the request: id, language, profile and limits resolved
	 * @param registered its profile and what runs it
	 * @param events hear of it
	 * @param cancellation tells when its caller has cancelled
	 * @param registration its place among those that run, given up at its end
	 * @param ticket its place in the queue, given up at its end
	 */
	AdmittedExecution(ExecuteRequest request, RegisteredBackend registered, ExecutionEvents events,
			Cancellation cancellation, RunningExecutions.Registration registration, Admission.Ticket ticket) {
		this.request = request;
		this.registered = registered;
		this.events = events;
		this.cancellation = cancellation;
		this.registration = registration;
		this.ticket = ticket;
		cancellation.onCancel(ticket::cancel);
	}

	ExecuteRequest request() {
		return this.request;
	}

	RegisteredBackend registered() {
		return this.registered;
	}

	Cancellation cancellation() {
		return this.cancellation;
	}

	/**
	 * Waits for its turn and runs it.
	 * @param gateways opens its gateway
	 * @param transformers run it, if its backend does not know its language
	 * @return the result
	 */
	ExecuteResult run(ProfileGateways gateways, Transformers transformers) {
		try (this.registration; this.ticket) {
			boolean permitted = awaitPermit();
			try (MeteredToolGateway gateway = gateways.open(this.registered.profile(), this.request.caller(),
					Objects.requireNonNull(this.request.id()), this.request.limits(), this.events)) {
				Execution execution = new Execution(this.request, this.registered.profile(), gateway, this.cancellation,
						this.events);
				ExecuteResult result = permitted ? execute(execution, transformers) : cancelled(execution);
				this.events.onResult(result);
				return result;
			}
		}
	}

	/** Gives up the places of an execution that is not run. */
	void abandon() {
		this.ticket.close();
		this.registration.close();
	}

	private boolean awaitPermit() {
		try {
			return this.ticket.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private ExecuteResult execute(Execution execution, Transformers transformers) {
		this.events.onStarted(this.request);
		Backend backend = this.registered.backend();
		try {
			return transformers.execute(execution, backend);
		}
		catch (SandboxFailedException ex) {
			if (ex.getResult() != null) {
				throw ex;
			}
			String message = String.valueOf(ex.getMessage());
			ExecuteResult partial = execution.partialResult(backend.info(), message);
			// Another try would call again what was called
			throw new SandboxFailedException(message, backend.info().kind(),
					ex.isRetryable() && partial.toolCalls().isEmpty(), partial, ex);
		}
		catch (ToolRuntimeException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			String message = "Backend '" + backend.info().kind() + "' failed: " + ex;
			throw new SandboxFailedException(message, backend.info().kind(), false,
					execution.partialResult(backend.info(), message), ex);
		}
	}

	private ExecuteResult cancelled(Execution execution) {
		Backend backend = this.registered.backend();
		return execution.result(ExecutionOutcome.CANCELLED, null,
				ExecutionError.of("Cancelled", "The execution was cancelled before it had its turn"), null,
				Timings.NONE, backend.info(), backend.enforcement(this.request.limits()), List.of());
	}

}
