package io.toolruntime.autoconfigure.metrics;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Keeps the number of meters of tool calls bounded: the first 200 tools have meters of
 * their own, all others share {@code other}.
 */
class ToolTagMeterFilter implements MeterFilter {

	static final int MAX_TOOLS = 200;

	private static final String METER = "toolruntime.tool.call";

	private static final String JAVASCRIPT = "toolruntime.javascript.";

	private static final String TOOL = "tool";

	private final Set<String> tools = ConcurrentHashMap.newKeySet();

	@Override
	public Meter.Id map(Meter.Id id) {
		// The meter of calls that still run has a suffix
		if (!id.getName().equals(METER) && !id.getName().startsWith(METER + ".")
				&& !id.getName().startsWith(JAVASCRIPT)) {
			return id;
		}
		String tool = id.getTag(TOOL);
		return (tool == null || isOwn(tool)) ? id : id.replaceTags(withoutTool(id));
	}

	private boolean isOwn(String tool) {
		if (this.tools.contains(tool)) {
			return true;
		}
		synchronized (this.tools) {
			return this.tools.size() < MAX_TOOLS && this.tools.add(tool);
		}
	}

	private static List<Tag> withoutTool(Meter.Id id) {
		return id.getTags().stream().map((tag) -> tag.getKey().equals(TOOL) ? Tag.of(TOOL, "other") : tag).toList();
	}

}
