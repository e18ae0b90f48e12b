package io.toolruntime.limit;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Everything that can be held against an execution: the quantities that {@link Limits}
 * sets, and the properties of a sandbox that are either there or not.
 */
public enum Limit {

	/** Wall clock, from the guest being ready to its result. */
	TIMEOUT("timeout"),

	/** Memory of the whole sandbox, its writable memory file systems included. */
	MEMORY("memory"),

	/** Processors, as a quota. */
	CPUS("cpus"),

	/** Processes and threads. */
	PIDS("pids"),

	/** All writable space together. */
	DISK("disk"),

	/** Standard output and error together. */
	OUTPUT("output"),

	/** Runs of tools. */
	TOOL_CALLS("tool-calls"),

	/** Steps of one chain. */
	CHAIN_STEPS("chain-steps"),

	/** No network of its own. */
	NETWORK("network"),

	/** No writing outside the workspace, no reading of the host's files. */
	ROOT_FILESYSTEM("root-filesystem"),

	/** A user without rights on the host. */
	USER("user"),

	/** No capabilities. */
	CAPABILITIES("capabilities"),

	/** System calls filtered. */
	SYSTEM_CALLS("system-calls"),

	/** A kernel other than the host's. */
	KERNEL("kernel"),

	/** An environment without the host's variables. */
	ENVIRONMENT("environment");

	private final String key;

	Limit(String key) {
		this.key = key;
	}

	/**
	 * Returns the name used in YAML and JSON, such as {@code tool-calls}.
	 * @return the name
	 */
	public String key() {
		return this.key;
	}

	/**
	 * Tells whether {@link Limits} has a quantity for this, as opposed to a property that
	 * a sandbox has or lacks.
	 * @return whether it is a quantity
	 */
	public boolean isQuantity() {
		return ordinal() <= CHAIN_STEPS.ordinal();
	}

	/**
	 * Finds a limit by its name in YAML and JSON.
	 * @param key the name, such as {@code tool-calls}
	 * @return the limit
	 * @throws IllegalArgumentException if there is none; the message lists those there
	 * are
	 */
	public static Limit of(String key) {
		for (Limit limit : values()) {
			if (limit.key.equals(key)) {
				return limit;
			}
		}
		throw new IllegalArgumentException("'" + key + "' is not a limit; there are "
				+ Arrays.stream(values()).map(Limit::key).collect(Collectors.joining(", ")));
	}

}
