package io.toolruntime;

/**
 * Where an execution's time went, in fractional milliseconds.
 *
 * @param acquireMs from the admission permit to a sandbox with a guest that is ready
 * @param runMs from there to the terminal event
 */
public record Timings(double acquireMs, double runMs) {

	/** Of an execution that was never admitted. */
	public static final Timings NONE = new Timings(0, 0);

	/**
	 * Tells whether there was a sandbox at all. An execution that was cancelled while it
	 * waited for one, or whose code could not be transformed, has only waited: its time
	 * is none that it took to get a sandbox.
	 * @return whether a guest was ready, after which every execution runs for a while
	 */
	public boolean hasRun() {
		return this.runMs > 0;
	}

	/**
	 * Returns the whole.
	 * @return acquiring and running together
	 */
	public double durationMs() {
		return this.acquireMs + this.runMs;
	}

}
