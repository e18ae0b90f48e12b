package io.toolruntime.docker;

/**
 * What a container uses of what it may.
 *
 * @param full whether one of its file systems has no room left
 * @param processes how many processes and threads of the guest's user there are; 0 if
 * nobody counted
 */
record ContainerUse(boolean full, int processes) {

	/** Nothing was looked at. */
	static final ContainerUse UNKNOWN = new ContainerUse(false, 0);

}
