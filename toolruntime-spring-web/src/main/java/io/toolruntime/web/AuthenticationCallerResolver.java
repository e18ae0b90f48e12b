package io.toolruntime.web;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

import io.toolruntime.caller.Caller;

/**
 * Adds to {@link PrincipalCallerResolver} the authorities that Spring Security granted.
 */
public final class AuthenticationCallerResolver implements HttpCallerResolver {

	private final PrincipalCallerResolver principals = new PrincipalCallerResolver();

	@Override
	public Caller resolve(HttpServletRequest request) {
		Caller caller = this.principals.resolve(request);
		if (request.getUserPrincipal() instanceof Authentication authentication && authentication.isAuthenticated()
				&& caller.name().equals(authentication.getName())) {
			Set<String> authorities = authentication.getAuthorities()
				.stream()
				.map(GrantedAuthority::getAuthority)
				.filter((authority) -> authority != null)
				.collect(Collectors.toUnmodifiableSet());
			return new Caller(caller.name(), caller.tenant(), authorities);
		}
		return caller;
	}

}
