package io.toolruntime.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Limit;

/**
 * Limits as people write them: {@code 256MB}, {@code 256Mi}, {@code 0.5}, {@code 500m},
 * {@code 30s}. A plain number is bytes, milliseconds or a count, and 0 is unlimited.
 *
 * @param timeout Wall clock of the execution, without getting a sandbox.
 * @param memory Memory of the whole sandbox.
 * @param cpus Processors, as a quota.
 * @param pids Processes and threads.
 * @param disk All writable space together.
 * @param output Standard output and error together.
 * @param toolCalls Runs of tools.
 * @param chainSteps Steps of one chain.
 */
public record LimitProperties(@Nullable String timeout, @Nullable String memory, @Nullable String cpus,
		@Nullable String pids, @Nullable String disk, @Nullable String output, @Nullable String toolCalls,
		@Nullable String chainSteps) {

	/**
	 * Returns the limits that are set.
	 * @return their values by their names in YAML
	 */
	Map<String, String> set() {
		Map<String, String> set = new LinkedHashMap<>();
		put(set, Limit.TIMEOUT, this.timeout);
		put(set, Limit.MEMORY, this.memory);
		put(set, Limit.CPUS, this.cpus);
		put(set, Limit.PIDS, this.pids);
		put(set, Limit.DISK, this.disk);
		put(set, Limit.OUTPUT, this.output);
		put(set, Limit.TOOL_CALLS, this.toolCalls);
		put(set, Limit.CHAIN_STEPS, this.chainSteps);
		return set;
	}

	private static void put(Map<String, String> set, Limit limit, @Nullable String value) {
		if (value != null) {
			set.put(limit.key(), value);
		}
	}

}
