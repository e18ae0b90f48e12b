package io.toolruntime.autoconfigure.caller;

import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;

import static org.assertj.core.api.Assertions.assertThat;

class CallerAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CallerAutoConfiguration.class));

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void theCallerIsWhomSpringSecurityAuthenticated() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ada", "x", "ROLE_A"));
		this.runner.run((context) -> {
			Caller caller = context.getBean(CallerResolver.class).currentCaller();
			assertThat(caller.name()).isEqualTo("ada");
			assertThat(caller.authorities()).isEqualTo(Set.of("ROLE_A"));
		});
	}

	@Test
	void nobodyIsAnonymous() {
		this.runner.run((context) -> {
			CallerResolver callers = context.getBean(CallerResolver.class);
			assertThat(callers.currentCaller()).isEqualTo(Caller.ANONYMOUS);
			SecurityContextHolder.getContext()
				.setAuthentication(new AnonymousAuthenticationToken("key", "admin",
						AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
			assertThat(callers.currentCaller()).isEqualTo(Caller.ANONYMOUS);
		});
	}

	@Test
	void backsOff() {
		this.runner.withBean("own", CallerResolver.class, () -> CallerResolver.ANONYMOUS)
			.run((context) -> assertThat(context).hasSingleBean(CallerResolver.class).hasBean("own"));
		this.runner.withClassLoader(new FilteredClassLoader(SecurityContextHolder.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallerResolver.class));
	}

}
