package io.toolruntime.web;

import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;

import io.toolruntime.caller.Caller;

/**
 * Takes the request's principal, else who showed the API's token, else nobody. Knows no
 * authorities.
 */
public final class PrincipalCallerResolver implements HttpCallerResolver {

	@Override
	public Caller resolve(HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		if (principal != null && principal.getName() != null && !principal.getName().isBlank()) {
			return Caller.named(principal.getName());
		}
		return (request.getAttribute(TOKEN_CALLER_ATTRIBUTE) instanceof Caller caller) ? caller : Caller.ANONYMOUS;
	}

}
