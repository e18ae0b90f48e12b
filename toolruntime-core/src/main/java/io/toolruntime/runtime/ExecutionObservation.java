package io.toolruntime.runtime;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntimeException;

/** Observes executions: how long, under which profile, with which outcome. */
final class ExecutionObservation {

	/** Name of the observation. */
	static final String NAME = "toolruntime.execution";

	private static final String FAILED = "failed";

	private final ObservationRegistry registry;

	ExecutionObservation(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Returns what is observed on this thread, for an execution that runs on another.
	 * @return the observation, or {@code null} if there is none
	 */
	@Nullable Observation current() {
		return this.registry.getCurrentObservation();
	}

	/**
	 * Observes an execution.
	 * @param request the request, resolved
	 * @param registered its profile and what runs it
	 * @param parent what it belongs to, or {@code null} if that is what is observed on
	 * this thread
	 * @param execution runs it
	 * @return its result
	 */
	ExecuteResult observe(ExecuteRequest request, RegisteredBackend registered, @Nullable Observation parent,
			Supplier<ExecuteResult> execution) {
		Observation observation = Observation.createNotStarted(NAME, this.registry)
			.lowCardinalityKeyValue("profile", registered.profile().name())
			.lowCardinalityKeyValue("backend", registered.backend().info().kind())
			.lowCardinalityKeyValue("language", String.valueOf(request.language()))
			.highCardinalityKeyValue("execution", String.valueOf(request.id()));
		if (parent != null) {
			observation.parentObservation(parent);
		}
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			ExecuteResult result = execution.get();
			observation.lowCardinalityKeyValue("outcome", result.outcome().value());
			return result;
		}
		catch (ToolRuntimeException ex) {
			observation.lowCardinalityKeyValue("outcome", outcome(ex));
			observation.error(ex);
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			observation.lowCardinalityKeyValue("outcome", FAILED);
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	private static String outcome(ToolRuntimeException ex) {
		if (ex instanceof BackendDeniedException) {
			return "denied";
		}
		return (ex instanceof RuntimeUnavailableException) ? "unavailable" : FAILED;
	}

}
