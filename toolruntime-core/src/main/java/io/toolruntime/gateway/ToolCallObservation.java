package io.toolruntime.gateway;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.ToolCallRecord;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolId;

/** Observes calls of tools: how long, of which tool, with which outcome. */
final class ToolCallObservation {

	private static final String TOOL = "tool";

	private static final String OUTCOME = "outcome";

	private static final String OTHER = "other";

	private final ObservationRegistry registry;

	private final String profile;

	/** What the gateway was opened in: its calls come from threads that know of none. */
	private final @Nullable Observation parent;

	ToolCallObservation(ObservationRegistry registry, @Nullable String profile) {
		this.registry = registry;
		this.profile = (profile != null) ? profile : "none";
		this.parent = registry.getCurrentObservation();
	}

	/**
	 * Observes a call. Tool and outcome are told at the end, when it is known that there
	 * is such a tool: the code chooses the id, and must not be able to fill a meter
	 * registry.
	 * @param id the tool's id as the code gave it
	 * @param call the call
	 * @return its result
	 * @throws ToolException if it fails
	 */
	@Nullable Object observe(String id, Supplier<@Nullable Object> call) {
		Observation observation = Observation.createNotStarted(MeteredToolGateway.OBSERVATION, this.registry)
			.lowCardinalityKeyValue("profile", this.profile);
		if (this.parent != null && this.registry.getCurrentObservation() == null) {
			observation.parentObservation(this.parent);
		}
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			Object result = call.get();
			observation.lowCardinalityKeyValue(TOOL, id).lowCardinalityKeyValue(OUTCOME, ToolCallRecord.OK);
			return result;
		}
		catch (ToolException ex) {
			failed(observation, id, ex.getCode(), ex);
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			failed(observation, id, ToolErrorCode.INTERNAL, ex);
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	private static void failed(Observation observation, String id, ToolErrorCode code, Throwable failure) {
		boolean unknown = (code == ToolErrorCode.TOOL_NOT_FOUND) || !isToolId(id);
		observation.lowCardinalityKeyValue(TOOL, unknown ? OTHER : id).lowCardinalityKeyValue(OUTCOME, code.value());
		observation.error(failure);
	}

	private static boolean isToolId(String id) {
		try {
			ToolId.parse(id);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
