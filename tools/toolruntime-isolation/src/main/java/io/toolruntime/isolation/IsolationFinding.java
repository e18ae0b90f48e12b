package io.toolruntime.isolation;

/**
 * Something that is wrong with how tools are isolated. Whoever starts the application
 * makes a failure of an error, and logs a warning.
 *
 * @param severity whether the application may start
 * @param property what says it, such as {@code toolruntime.isolation[0].tools}
 * @param value what it says
 * @param problem what is wrong with it
 * @param remedy what to do
 */
public record IsolationFinding(Severity severity, String property, String value, String problem, String remedy) {

	/**
	 * Describes it.
	 * @return a sentence
	 */
	public String description() {
		return this.property + " is '" + this.value + "': " + this.problem + ". " + this.remedy;
	}

	/** Whether the application may start. */
	public enum Severity {

		/** It may. */
		WARNING,

		/** It may not: something that is asked for would silently not happen. */
		ERROR

	}

}
