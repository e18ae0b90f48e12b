package io.toolruntime.springai;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link CallerSecurity}, with Spring Security's own method security. */
class CallerSecurityTests {

	private static final Caller CASHIER = new Caller("ada", null, Set.of("ROLE_CASHIER"));

	private final AnnotationConfigApplicationContext context = Contexts.of(MethodSecurity.class);

	@AfterEach
	void close() {
		SecurityContextHolder.clearContext();
		this.context.close();
	}

	@Test
	void aCallerWithTheRightMayUseATool() {
		assertThat(gateway(CASHIER).runTool("till:open", Map.of())).isEqualTo("opened by ada");
	}

	@Test
	void aCallerWithoutTheRightIsDenied() {
		assertDenied(Caller.named("bob"));
	}

	@Test
	void nobodyInParticularIsDenied() {
		assertDenied(Caller.ANONYMOUS);
	}

	@Test
	void theRightsOfTheThreadAreNotLentToAnotherCaller() {
		SecurityContextHolder.getContext()
			.setAuthentication(new TestingAuthenticationToken("root", "", "ROLE_CASHIER"));
		assertDenied(Caller.named("bob"));
		assertDenied(Caller.ANONYMOUS);
		assertThat(SecurityContextHolder.getContext().getAuthentication().getName()).isEqualTo("root");
	}

	@Test
	void whatTheThreadKnowsOfTheSameCallerIsKept() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("bob", "", "ROLE_CASHIER"));
		assertThat(gateway(Caller.named("bob")).runTool("till:open", Map.of())).isEqualTo("opened by bob");
	}

	@Test
	void afterACallTheThreadKnowsNobody() {
		gateway(CASHIER).runTool("till:open", Map.of());
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
	}

	private void assertDenied(Caller caller) {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> gateway(caller).runTool("till:open", Map.of()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.DENIED));
	}

	private ToolGateway gateway(Caller caller) {
		return Contexts.gateway(this.context).bind(new ToolCallContext(caller, null, null, null, new Cancellation()));
	}

	static class TillTools {

		@Tool
		@PreAuthorize("hasRole('CASHIER')")
		public String open() {
			return "opened by " + SecurityContextHolder.getContext().getAuthentication().getName();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodSecurity {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static AuthorizationManagerBeforeMethodInterceptor preAuthorize() {
			return AuthorizationManagerBeforeMethodInterceptor.preAuthorize();
		}

		@Bean
		TillTools tillTools() {
			return new TillTools();
		}

	}

}
