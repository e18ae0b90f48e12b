package io.toolruntime.runtime;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

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

	ExecuteResult observe(ExecuteRequest request, RegisteredBackend registered, Supplier<ExecuteResult> execution) {
		Observation observation = Observation.createNotStarted(NAME, this.registry)
			.lowCardinalityKeyValue("profile", registered.profile().name())
			.lowCardinalityKeyValue("backend", registered.backend().info().kind())
			.lowCardinalityKeyValue("language", String.valueOf(request.language()))
			.highCardinalityKeyValue("execution", String.valueOf(request.id()));
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
