package io.toolruntime.tool;

/** Steps that a check may take. */
final class Budget {

	private long left;

	Budget(long steps) {
		this.left = steps;
	}

	/**
	 * Takes steps.
	 * @param steps how many
	 * @throws ExceededException if there are not as many left
	 */
	void take(long steps) {
		this.left -= steps;
		if (this.left < 0) {
			throw new ExceededException();
		}
	}

	/** There are no steps left. */
	static final class ExceededException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		ExceededException() {
			super("It takes too many steps", null, false, false);
		}

	}

}
