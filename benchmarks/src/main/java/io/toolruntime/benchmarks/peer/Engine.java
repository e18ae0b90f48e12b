package io.toolruntime.benchmarks.peer;

/**
 * A peer, set up once as an application would. Safe for use by several threads.
 */
@FunctionalInterface
public interface Engine extends AutoCloseable {

	/**
	 * Executes code that shares nothing with other executions.
	 * @param code the code
	 * @param expression whether it is one expression, and else the body of a function
	 * @return the number that it gives
	 */
	long run(String code, boolean expression);

	@Override
	default void close() {
	}

}
