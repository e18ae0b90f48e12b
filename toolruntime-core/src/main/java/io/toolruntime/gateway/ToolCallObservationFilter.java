package io.toolruntime.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

/**
 * Keeps the number of meters of tool calls bounded: the first 200 tools that are called
 * have meters of their own, all others share {@code other}.
 */
public final class ToolCallObservationFilter implements ObservationFilter {

	/** Tools with meters of their own. */
	public static final int MAX_TOOLS = 200;

	static final String TOOL = "tool";

	static final String OTHER = "other";

	private final Set<String> tools = ConcurrentHashMap.newKeySet();

	@Override
	public Observation.Context map(Observation.Context context) {
		if (MeteredToolGateway.OBSERVATION.equals(context.getName())) {
			KeyValue tool = context.getLowCardinalityKeyValue(TOOL);
			if (tool != null && !isOwn(tool.getValue())) {
				context.addLowCardinalityKeyValue(KeyValue.of(TOOL, OTHER));
			}
		}
		return context;
	}

	private boolean isOwn(String tool) {
		if (this.tools.contains(tool)) {
			return true;
		}
		synchronized (this.tools) {
			return this.tools.size() < MAX_TOOLS && this.tools.add(tool);
		}
	}

}
