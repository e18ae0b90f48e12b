package io.toolruntime.isolation;

import java.util.List;

import io.toolruntime.tool.IsolationMode;

/**
 * Where a tool is to run.
 *
 * @param mode the mode
 * @param limits what it may use there; what is absent has its default
 * @param hosts the hosts that it may reach where it has a network of its own, as
 * {@link io.toolruntime.egress.EgressPolicy} understands them
 */
public record IsolationChoice(IsolationMode mode, IsolationLimits limits, List<String> hosts) {

	/** In the application. */
	public static final IsolationChoice IN_APPLICATION = of(IsolationMode.NONE);

	public IsolationChoice {
		hosts = List.copyOf(hosts);
	}

	/**
	 * A choice with the default limits, that reaches no host.
	 * @param mode the mode
	 * @return the choice
	 */
	public static IsolationChoice of(IsolationMode mode) {
		return new IsolationChoice(mode, IsolationLimits.NONE, List.of());
	}

}
