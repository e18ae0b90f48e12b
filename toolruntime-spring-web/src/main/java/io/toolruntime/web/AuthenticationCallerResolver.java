package io.toolruntime.web;

import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;

/**
 * Like {@link PrincipalCallerResolver}, with the authorities that Spring Security granted
 * to a principal.
 */
public final class AuthenticationCallerResolver implements HttpCallerResolver {

	private final PrincipalCallerResolver principals;

	/**
	 * Creates the resolver.
	 * @param application asked first; {@link CallerResolver#ANONYMOUS} if the application
	 * has none of its own
	 */
	public AuthenticationCallerResolver(CallerResolver application) {
		this.principals = new PrincipalCallerResolver(application);
	}

	@Override
	public Caller resolve(HttpServletRequest request) {
		Caller caller = this.principals.resolve(request);
		if (request.getUserPrincipal() instanceof Authentication authentication && authentication.isAuthenticated()
				&& caller.equals(Caller.named(authentication.getName()))) {
			return new Caller(caller.name(), null,
					authentication.getAuthorities()
						.stream()
						.map(GrantedAuthority::getAuthority)
						.filter(Objects::nonNull)
						.collect(Collectors.toUnmodifiableSet()));
		}
		return caller;
	}

}
