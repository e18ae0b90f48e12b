package io.toolruntime.web;

import jakarta.servlet.http.HttpServletRequest;

import io.toolruntime.caller.Caller;

/**
 * Tells who sends a request. Asked after the request was let in; must rely on what the
 * server established, such as the principal, never on headers or parameters that anybody
 * can write.
 */
@FunctionalInterface
public interface HttpCallerResolver {

	/**
	 * Request attribute under which the caller stands that showed the API's own token.
	 */
	String TOKEN_CALLER_ATTRIBUTE = HttpCallerResolver.class.getName() + ".TOKEN_CALLER";

	/**
	 * Returns who sends a request.
	 * @param request the request
	 * @return the caller, {@link Caller#ANONYMOUS} if nobody knows
	 */
	Caller resolve(HttpServletRequest request);

}
