package io.toolruntime.profile;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.tool.ToolFilter;

/**
 * What an execution under a name may use, and what must hold for it.
 *
 * @param name the profile's name, such as {@code standard}
 * @param limits what an execution may use; a request can only lower it
 * @param isolation the kinds of isolation that are accepted
 * @param requireEnforcement what must be enforced, or the execution is refused
 * @param tools the tools that its code may see and call
 * @param maxConcurrent how many executions run at once; 0 is unlimited
 * @param maxQueued how many more wait for their turn before the profile counts as full
 * @param startTimeout how long an execution waits for its turn, and then for a sandbox
 * @param pool how many sandboxes are kept and how many may live
 */
public record SecurityProfile(String name, Limits limits, Set<Isolation> isolation, Set<Limit> requireEnforcement,
		ToolFilter tools, int maxConcurrent, int maxQueued, Duration startTimeout, PoolSettings pool) {

	/** For a developer's own machine; accepts everything. */
	public static final String DEV = "dev";

	/** The default. */
	public static final String STANDARD = "standard";

	/** For hostile code. */
	public static final String HARDENED = "hardened";

	/** Executions at once where nobody says otherwise. */
	public static final int DEFAULT_MAX_CONCURRENT = 16;

	/** Waiting executions where nobody says otherwise. */
	public static final int DEFAULT_MAX_QUEUED = 256;

	/** Wait for a sandbox where nobody says otherwise. */
	public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(30);

	public SecurityProfile {
		if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
			throw new IllegalArgumentException("'" + name
					+ "' is not a profile's name; use lower case letters, digits and dashes, and begin with a letter");
		}
		if (maxConcurrent < 0 || maxQueued < 0) {
			throw new IllegalArgumentException(
					"max-concurrent and max-queued of profile '" + name + "' must be 0 or more");
		}
		if (startTimeout.isNegative() || startTimeout.isZero()) {
			throw new IllegalArgumentException("start-timeout of profile '" + name + "' must be more than 0");
		}
		startTimeout = Quantity.bounded(startTimeout);
		limits = limits.orElse(Limits.DEFAULTS);
		isolation = Set.copyOf(isolation);
		requireEnforcement = Set.copyOf(requireEnforcement);
	}

	/**
	 * Creates a profile with the defaults that its name has.
	 * @param name the profile's name
	 * @return the profile
	 */
	public static SecurityProfile named(String name) {
		return new SecurityProfile(name, Limits.DEFAULTS, Isolation.acceptedBy(name), enforcementRequiredBy(name),
				ToolFilter.ALL, DEFAULT_MAX_CONCURRENT, DEFAULT_MAX_QUEUED, DEFAULT_START_TIMEOUT,
				PoolSettings.DEFAULTS);
	}

	/**
	 * Returns what a profile must have enforced where its configuration does not say.
	 * @param profile the profile's name
	 * @return nothing for {@code dev} and the application's own
	 */
	public static Set<Limit> enforcementRequiredBy(String profile) {
		Set<Limit> standard = EnumSet.of(Limit.TIMEOUT, Limit.MEMORY, Limit.NETWORK, Limit.ROOT_FILESYSTEM);
		return switch (profile) {
			case STANDARD -> standard;
			case HARDENED -> {
				Set<Limit> hardened = EnumSet.copyOf(standard);
				hardened.addAll(EnumSet.of(Limit.PIDS, Limit.DISK, Limit.OUTPUT, Limit.USER, Limit.CAPABILITIES,
						Limit.SYSTEM_CALLS));
				yield hardened;
			}
			default -> Set.of();
		};
	}

	/**
	 * Returns this profile with other limits.
	 * @param limits the limits; what is absent is the default
	 * @return the new profile
	 */
	public SecurityProfile withLimits(Limits limits) {
		return new SecurityProfile(this.name, limits, this.isolation, this.requireEnforcement, this.tools,
				this.maxConcurrent, this.maxQueued, this.startTimeout, this.pool);
	}

	/**
	 * Returns this profile with other tools.
	 * @param tools the tools that its code may see and call
	 * @return the new profile
	 */
	public SecurityProfile withTools(ToolFilter tools) {
		return new SecurityProfile(this.name, this.limits, this.isolation, this.requireEnforcement, tools,
				this.maxConcurrent, this.maxQueued, this.startTimeout, this.pool);
	}

	/**
	 * Returns this profile with another admission.
	 * @param maxConcurrent how many executions run at once; 0 is unlimited
	 * @param maxQueued how many more wait
	 * @param startTimeout how long they wait
	 * @return the new profile
	 */
	public SecurityProfile withAdmission(int maxConcurrent, int maxQueued, Duration startTimeout) {
		return new SecurityProfile(this.name, this.limits, this.isolation, this.requireEnforcement, this.tools,
				maxConcurrent, maxQueued, startTimeout, this.pool);
	}

}
