package io.toolruntime.springai.meta;

import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.MeteredToolGateway;

/** Opens the tools of the default profile for a call outside any execution. */
@FunctionalInterface
interface CallerGateways {

	/**
	 * Opens them.
	 * @param caller who asks
	 * @return a gateway with the profile's filter and limits, to be closed
	 */
	MeteredToolGateway open(Caller caller);

}
