package io.toolruntime.springai;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.toolruntime.caller.Caller;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Lets Spring Security see who calls a tool. Code in a sandbox calls tools from threads
 * of the sandbox, which know nothing of the request that started it, so that method
 * security would refuse everybody.
 */
final class CallerSecurity {

	private static final boolean SPRING_SECURITY = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder", CallerSecurity.class.getClassLoader());

	private CallerSecurity() {
	}

	/**
	 * Does something as a caller.
	 * @param caller who asked; nobody in particular is not authenticated
	 * @param action what to do
	 * @return what it gave
	 * @throws Exception what it threw
	 */
	static @Nullable Object callAs(Caller caller, Callable<@Nullable Object> action) throws Exception {
		return SPRING_SECURITY ? Context.callAs(caller, action) : action.call();
	}

	/** Kept apart so that its classes are loaded only where they are. */
	private static final class Context {

		/*
		 * A thread that knows the same caller may know more, such as the principal. One
		 * that knows another caller must not lend its rights.
		 */
		private static @Nullable Object callAs(Caller caller, Callable<@Nullable Object> action) throws Exception {
			SecurityContext before = SecurityContextHolder.getContext();
			Authentication known = before.getAuthentication();
			if (known != null && known.isAuthenticated() && known.getName().equals(caller.name())) {
				return action.call();
			}
			SecurityContext context = SecurityContextHolder.createEmptyContext();
			if (!caller.isSameAs(Caller.ANONYMOUS)) {
				context.setAuthentication(new CallerAuthentication(caller));
			}
			SecurityContextHolder.setContext(context);
			try {
				return action.call();
			}
			finally {
				if (known != null) {
					SecurityContextHolder.setContext(before);
				}
				else {
					SecurityContextHolder.clearContext();
				}
			}
		}

	}

	/** A caller that the application has identified. */
	private static final class CallerAuthentication extends AbstractAuthenticationToken {

		private static final long serialVersionUID = 1L;

		private final transient Caller caller;

		CallerAuthentication(Caller caller) {
			super(AuthorityUtils.createAuthorityList(caller.authorities()));
			this.caller = caller;
			setAuthenticated(true);
		}

		@Override
		public @Nullable Object getCredentials() {
			return null;
		}

		@Override
		public Object getPrincipal() {
			return this.caller;
		}

		@Override
		public String getName() {
			return this.caller.name();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return super.equals(other) && other instanceof CallerAuthentication that && this.caller.equals(that.caller);
		}

		@Override
		public int hashCode() {
			return 31 * super.hashCode() + this.caller.hashCode();
		}

	}

}
