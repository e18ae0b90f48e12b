package io.toolruntime.isolation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.egress.EgressPolicy;
import io.toolruntime.tool.IsolationMode;

/** One entry of {@code toolruntime.isolation}, as it is written. */
public class IsolationRuleProperties {

	/** Id of a tool, or a pattern of ids with *. */
	private @Nullable String tools;

	/** Tag of the tools. */
	private @Nullable String tag;

	/** Hint of the tools, such as openWorldHint or 'not readOnlyHint'. */
	private @Nullable String hint;

	/** Where they run: none, local, local_network or docker. */
	private @Nullable String mode;

	/** Hosts that they may reach where they have a network of their own. */
	private List<String> hosts = new ArrayList<>();

	/** What they may use. */
	private Map<String, Object> limits = new LinkedHashMap<>();

	/**
	 * Reads the entry.
	 * @param name the property, such as {@code toolruntime.isolation[0]}
	 * @return the rule
	 * @throws IllegalArgumentException if it cannot be used; the message begins with the
	 * property and says what to write
	 */
	public IsolationRule toRule(String name) {
		String key = "";
		try {
			IsolationSelector selector = selector();
			key = ".mode";
			if (this.mode == null) {
				throw new IllegalArgumentException("is missing; write none, local, local_network or docker");
			}
			IsolationMode mode = IsolationMode.of(this.mode);
			key = ".hosts";
			EgressPolicy.of(this.hosts);
			if (!this.hosts.isEmpty() && mode != IsolationMode.LOCAL_NETWORK && mode != IsolationMode.DOCKER) {
				throw new IllegalArgumentException("have no effect in mode " + mode.value()
						+ ", which has the network of the machine; remove them, or set mode to local_network");
			}
			key = ".limits";
			IsolationLimits limits = IsolationLimits.parse(this.limits);
			return new IsolationRule(selector, new IsolationChoice(mode, limits, this.hosts), name);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(name + key + ": " + ex.getMessage(), ex);
		}
	}

	private IsolationSelector selector() {
		int given = ((this.tools != null) ? 1 : 0) + ((this.tag != null) ? 1 : 0) + ((this.hint != null) ? 1 : 0);
		if (given != 1) {
			throw new IllegalArgumentException(
					"write one of tools, tag and hint to say which tools it is about; there are " + given);
		}
		if (this.tools != null) {
			return IsolationSelector.tools(this.tools);
		}
		return (this.tag != null) ? IsolationSelector.tag(this.tag) : IsolationSelector.hint(String.valueOf(this.hint));
	}

	public @Nullable String getTools() {
		return this.tools;
	}

	public void setTools(@Nullable String tools) {
		this.tools = tools;
	}

	public @Nullable String getTag() {
		return this.tag;
	}

	public void setTag(@Nullable String tag) {
		this.tag = tag;
	}

	public @Nullable String getHint() {
		return this.hint;
	}

	public void setHint(@Nullable String hint) {
		this.hint = hint;
	}

	public @Nullable String getMode() {
		return this.mode;
	}

	public void setMode(@Nullable String mode) {
		this.mode = mode;
	}

	public List<String> getHosts() {
		return this.hosts;
	}

	public void setHosts(List<String> hosts) {
		this.hosts = hosts;
	}

	public Map<String, Object> getLimits() {
		return this.limits;
	}

	public void setLimits(Map<String, Object> limits) {
		this.limits = limits;
	}

}
