package io.toolruntime.springai;

import java.lang.reflect.UndeclaredThrowableException;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.tool.execution.ToolExecutionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.util.ClassUtils;

/**
 * Sorts what a tool threw: what its author meant for the model, what Spring Security
 * refused, and the rest, whose message stays on the host.
 */
final class ToolFailure {

	private static final boolean SPRING_SECURITY = ClassUtils
		.isPresent("org.springframework.security.access.AccessDeniedException", ToolFailure.class.getClassLoader());

	private ToolFailure() {
	}

	/**
	 * Returns the exception to throw instead.
	 * @param thrown what was thrown
	 * @return a {@link ToolException} where there is something to tell the model, else
	 * the innermost exception that is the tool's own
	 * @throws Error if an error was thrown
	 */
	static Exception of(Throwable thrown) {
		Throwable own = unwrapped(thrown);
		if (own instanceof Error error) {
			throw error;
		}
		if (own instanceof ToolException exception) {
			return exception;
		}
		if (SPRING_SECURITY && Security.refused(own)) {
			return new ToolException(null, ToolErrorCode.DENIED, "The caller may not use this tool", own);
		}
		return (own instanceof Exception exception) ? exception : new IllegalStateException(own);
	}

	private static Throwable unwrapped(Throwable thrown) {
		Throwable current = thrown;
		for (Throwable cause = wrapped(current); cause != null; cause = wrapped(current)) {
			current = cause;
		}
		return current;
	}

	private static @Nullable Throwable wrapped(Throwable thrown) {
		if (thrown instanceof ToolExecutionException || thrown instanceof UndeclaredThrowableException) {
			return thrown.getCause();
		}
		return null;
	}

	/** Kept apart so that its classes are loaded only where they are. */
	private static final class Security {

		private static boolean refused(Throwable thrown) {
			return thrown instanceof AccessDeniedException
					|| thrown instanceof AuthenticationCredentialsNotFoundException;
		}

	}

}
