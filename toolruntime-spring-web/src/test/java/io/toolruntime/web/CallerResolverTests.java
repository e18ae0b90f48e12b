package io.toolruntime.web;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;

import static org.assertj.core.api.Assertions.assertThat;

class CallerResolverTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@Test
	void nobodyIsAnonymous() {
		assertThat(new PrincipalCallerResolver(CallerResolver.ANONYMOUS).resolve(this.request))
			.isEqualTo(Caller.ANONYMOUS);
	}

	@Test
	void aPrincipalComesBeforeTheToken() {
		this.request.setAttribute(HttpCallerResolver.TOKEN_CALLER_ATTRIBUTE, Caller.named("token"));
		PrincipalCallerResolver resolver = new PrincipalCallerResolver(CallerResolver.ANONYMOUS);
		assertThat(resolver.resolve(this.request)).isEqualTo(Caller.named("token"));
		this.request.setUserPrincipal(() -> "ada");
		assertThat(resolver.resolve(this.request)).isEqualTo(Caller.named("ada"));
	}

	@Test
	void whomTheApplicationKnowsComesFirst() {
		Caller known = new Caller("ada", "acme", Set.of("admin"));
		this.request.setUserPrincipal(() -> "somebody");
		assertThat(new PrincipalCallerResolver(() -> known).resolve(this.request)).isEqualTo(known);
		assertThat(new AuthenticationCallerResolver(() -> known).resolve(this.request)).isEqualTo(known);
	}

	@Test
	void springSecurityGrantsTheAuthorities() {
		this.request.setUserPrincipal(new TestingAuthenticationToken("ada", "pw", "orders:read", "orders:write"));
		assertThat(new AuthenticationCallerResolver(CallerResolver.ANONYMOUS).resolve(this.request))
			.isEqualTo(new Caller("ada", null, Set.of("orders:read", "orders:write")));
	}

	@Test
	void anAuthenticationThatDidNotSucceedGrantsNothing() {
		TestingAuthenticationToken failed = new TestingAuthenticationToken("ada", "pw", "admin");
		failed.setAuthenticated(false);
		this.request.setUserPrincipal(failed);
		assertThat(new AuthenticationCallerResolver(CallerResolver.ANONYMOUS).resolve(this.request).authorities())
			.isEmpty();
	}

}
