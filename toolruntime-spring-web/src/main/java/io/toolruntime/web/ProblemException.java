package io.toolruntime.web;

/** Ends the handling of a request with a problem. */
final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Problem problem;

	ProblemException(Problem problem) {
		// No stack trace: this is an answer, and clients can ask for it as often as they
		// like
		super(problem.detail(), null, false, false);
		this.problem = problem;
	}

	ProblemException(ProblemType type, String detail) {
		this(Problem.of(type, detail));
	}

	Problem problem() {
		return this.problem;
	}

}
