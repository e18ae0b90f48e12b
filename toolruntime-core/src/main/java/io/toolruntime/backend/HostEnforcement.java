package io.toolruntime.backend;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

/**
 * What every backend enforces, because this process itself holds it: output, tool calls
 * and chain steps.
 */
public final class HostEnforcement {

	/** What holds the output. */
	public static final String OUTPUT = "host output counter";

	/** What holds tool calls and chain steps. */
	public static final String GATEWAY = "host gateway budget";

	private HostEnforcement() {
	}

	/**
	 * Tells what would be held.
	 * @param limits the effective limits
	 * @return entries to add to a backend's own
	 */
	public static Map<Limit, Enforcement> configured(Limits limits) {
		return entries(limits, Enforcement::configured, Enforcement::configured, Enforcement::configured);
	}

	/**
	 * Tells what was held in an execution.
	 * @param limits the effective limits
	 * @param output what there was
	 * @param gateway what was called
	 * @return entries that replace a backend's own
	 */
	static Map<Limit, Enforcement> measured(Limits limits, OutputCollector output, MeteredToolGateway gateway) {
		return entries(limits, measured(output.peak()), measured(gateway.callsAccepted()),
				measured(gateway.longestChain()));
	}

	private static BiFunction<Object, String, Enforcement> measured(Object peak) {
		return (requested, mechanism) -> Enforcement.measured(requested, mechanism, Observer.HOST, null, peak);
	}

	private static Map<Limit, Enforcement> entries(Limits limits, BiFunction<Object, String, Enforcement> output,
			BiFunction<Object, String, Enforcement> toolCalls, BiFunction<Object, String, Enforcement> chainSteps) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		entries.put(Limit.OUTPUT, entry(limits.value(Limit.OUTPUT), OUTPUT, output));
		entries.put(Limit.TOOL_CALLS, entry(limits.value(Limit.TOOL_CALLS), GATEWAY, toolCalls));
		entries.put(Limit.CHAIN_STEPS, entry(limits.value(Limit.CHAIN_STEPS), GATEWAY, chainSteps));
		return entries;
	}

	private static Enforcement entry(@Nullable Object requested, String mechanism,
			BiFunction<Object, String, Enforcement> enforcement) {
		return (requested != null) ? enforcement.apply(requested, mechanism) : Enforcement.notRequested();
	}

}
