package io.toolruntime.builtin;

import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong inside a tool, before it is known which tool it was.
 */
final class Failure extends Exception {

	private static final long serialVersionUID = 1L;

	private final CanonicalCode code;

	private final String problem;

	private final String hint;

	private Failure(CanonicalCode code, String problem, String hint, @Nullable Throwable cause) {
		super(problem, cause, false, cause != null);
		this.code = code;
		this.problem = problem;
		this.hint = hint;
	}

	static Failure invalid(String problem, String hint) {
		return new Failure(CanonicalCode.INVALID_ARGUMENT, problem, hint, null);
	}

	static Failure denied(String problem, String hint) {
		return new Failure(CanonicalCode.PERMISSION_DENIED, problem, hint, null);
	}

	static Failure notFound(String problem, String hint) {
		return new Failure(CanonicalCode.FILE_NOT_FOUND, problem, hint, null);
	}

	static Failure command(String problem, String hint) {
		return new Failure(CanonicalCode.COMMAND_NOT_ALLOWED, problem, hint, null);
	}

	static Failure late(String problem, String hint) {
		return new Failure(CanonicalCode.DEADLINE_EXCEEDED, problem, hint, null);
	}

	static Failure unavailable(String problem, String hint, @Nullable Throwable cause) {
		return new Failure(CanonicalCode.UNAVAILABLE, problem, hint, cause);
	}

	static Failure internal(String problem, String hint, @Nullable Throwable cause) {
		return new Failure(CanonicalCode.INTERNAL, problem, hint, cause);
	}

	CanonicalCode code() {
		return this.code;
	}

	/** Says of which tool it was. */
	BuiltinToolException of(String toolId) {
		return new BuiltinToolException(toolId, this.code, this.problem, this.hint, getCause());
	}

}
