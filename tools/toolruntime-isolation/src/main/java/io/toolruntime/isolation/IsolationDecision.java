package io.toolruntime.isolation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.toolruntime.tool.IsolationMode;

/**
 * Where a tool runs, and why.
 *
 * @param toolId the tool
 * @param mode where it runs
 * @param limits what it may use there, complete
 * @param hosts the hosts that it may reach where it has a network of its own
 * @param origin what decided
 * @param reason what decided, in words, such as
 * {@code toolruntime.isolation[0] (tools: reports:*)}
 */
public record IsolationDecision(String toolId, IsolationMode mode, IsolationLimits limits, List<String> hosts,
		Origin origin, String reason) {

	public IsolationDecision {
		hosts = List.copyOf(hosts);
	}

	/**
	 * Returns this as plain values, for an endpoint.
	 * @return texts by name
	 */
	public Map<String, Object> asMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("tool", this.toolId);
		map.put("isolation", this.mode.value());
		map.put("origin", this.origin.value());
		map.put("reason", this.reason);
		if (this.mode != IsolationMode.NONE) {
			Map<String, Object> limits = new LinkedHashMap<>(this.limits.limits().asMap());
			if (this.limits.fileSize() != null) {
				limits.put("file-size", io.toolruntime.limit.Quantity.formatBytes(this.limits.fileSize()));
			}
			map.put("limits", limits);
		}
		if (this.mode == IsolationMode.LOCAL_NETWORK || this.mode == IsolationMode.DOCKER) {
			map.put("hosts", this.hosts);
		}
		return map;
	}

	/** What can decide, the one that comes first at the top. */
	public enum Origin {

		/** A {@link ToolIsolationPolicy}. */
		POLICY,

		/** The configuration. */
		CONFIGURATION,

		/** {@link io.toolruntime.tool.ToolIsolation} on the tool. */
		ANNOTATION,

		/** What a tool of ours comes with. */
		BUILT_IN,

		/** Nothing: the tool runs in the application. */
		DEFAULT;

		/**
		 * Returns the origin as it is written.
		 * @return the name in lower case, such as {@code built_in}
		 */
		public String value() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

}
