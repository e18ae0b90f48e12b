package io.toolruntime.docker;

import org.jspecify.annotations.Nullable;

/**
 * What a container uses of what it may.
 *
 * @param full whether one of its file systems has no room left
 * @param processes how many processes and threads of the guest's user there are; 0 if
 * nobody counted
 */
record ContainerUse(boolean full, int processes) {

	/**
	 * What is started in vain may end for it, and take others with it, before anybody
	 * counts: Node aborts when it cannot have all its threads.
	 */
	private static final double NEAR = 0.75;

	/** Nothing was looked at. */
	static final ContainerUse UNKNOWN = new ContainerUse(false, 0);

	/**
	 * Tells whether it has about as many processes as it may.
	 * @param pids the limit, or {@code null} for none
	 * @return whether it has
	 */
	boolean isNear(@Nullable Integer pids) {
		return pids != null && pids > 0 && this.processes >= pids * NEAR;
	}

}
