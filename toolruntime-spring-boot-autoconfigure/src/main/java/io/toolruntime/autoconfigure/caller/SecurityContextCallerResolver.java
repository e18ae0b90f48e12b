package io.toolruntime.autoconfigure.caller;

import java.util.Objects;
import java.util.stream.Collectors;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;

/** Takes whom Spring Security has authenticated on the current thread. */
class SecurityContextCallerResolver implements CallerResolver {

	@Override
	public Caller currentCaller() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (authentication == null || !authentication.isAuthenticated()
				|| authentication instanceof AnonymousAuthenticationToken) {
			return Caller.ANONYMOUS;
		}
		return new Caller(authentication.getName(), null,
				authentication.getAuthorities()
					.stream()
					.map(GrantedAuthority::getAuthority)
					.filter(Objects::nonNull)
					.collect(Collectors.toUnmodifiableSet()));
	}

}
