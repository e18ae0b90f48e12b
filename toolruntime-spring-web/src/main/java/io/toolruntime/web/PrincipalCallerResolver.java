package io.toolruntime.web;

import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;

/**
 * Takes whom the application knows on the thread, else the request's principal, else who
 * showed the API's token, else nobody. Knows no authorities of a principal.
 */
public final class PrincipalCallerResolver implements HttpCallerResolver {

	private final CallerResolver application;

	/**
	 * Creates the resolver.
	 * @param application asked first; {@link CallerResolver#ANONYMOUS} if the application
	 * has none of its own
	 */
	public PrincipalCallerResolver(CallerResolver application) {
		this.application = application;
	}

	@Override
	public Caller resolve(HttpServletRequest request) {
		Caller known = this.application.currentCaller();
		if (!known.equals(Caller.ANONYMOUS)) {
			return known;
		}
		Principal principal = request.getUserPrincipal();
		if (principal != null && principal.getName() != null && !principal.getName().isBlank()) {
			return Caller.named(principal.getName());
		}
		return (request.getAttribute(TOKEN_CALLER_ATTRIBUTE) instanceof Caller caller) ? caller : Caller.ANONYMOUS;
	}

}
