package io.toolruntime.caller;

/**
 * Tells who asks, from what the application knows on the current thread: a security
 * context, a request. Never from a request's own arguments.
 */
@FunctionalInterface
public interface CallerResolver {

	/** Knows nobody. */
	CallerResolver ANONYMOUS = () -> Caller.ANONYMOUS;

	/**
	 * Returns who asks.
	 * @return the caller, {@link Caller#ANONYMOUS} if there is none
	 */
	Caller currentCaller();

}
