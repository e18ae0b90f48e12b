package io.toolruntime;

/**
 * Where an execution's time went, in fractional milliseconds.
 *
 * @param acquireMs from the admission permit to a sandbox with a guest that is ready
 * @param runMs from there to the terminal event
 */
public record Timings(double acquireMs, double runMs) {

	/**
	 * Returns the whole.
	 * @return acquiring and running together
	 */
	public double durationMs() {
		return this.acquireMs + this.runMs;
	}

}
