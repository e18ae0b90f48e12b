package io.toolruntime.wasm;

/** The promises of an instance, and what it has yet to run. */
final class QuickJsJobs {

	private final QuickJsInstance instance;

	private final QuickJsFunctions functions;

	private final QuickJsContext context;

	private final int runtime;

	/**
	 * Creates a view of an instance.
	 * @param context the instance's values
	 * @param runtime address of the engine's runtime
	 */
	QuickJsJobs(QuickJsContext context, int runtime) {
		this.instance = context.instance();
		this.functions = this.instance.functions();
		this.context = context;
		this.runtime = runtime;
	}

	/**
	 * Makes a promise.
	 * @param settlers gets the functions that resolve and reject it
	 * @return the promise, or an exception
	 */
	long newPromise(long[] settlers) {
		int address = this.context.temporary();
		long promise = this.instance.invoke(this.functions.newPromise, this.context.address(), address);
		settlers[0] = this.context.memory().readLong(address);
		settlers[1] = this.context.memory().readLong(address + Long.BYTES);
		return promise;
	}

	/**
	 * Returns the state of a promise.
	 * @param promise the promise
	 * @return 0 for pending, 1 for fulfilled, 2 for rejected, less for no promise
	 */
	int promiseState(long promise) {
		return (int) this.instance.invoke(this.functions.promiseState, this.context.address(), promise);
	}

	long promiseResult(long promise) {
		return this.instance.invoke(this.functions.promiseResult, this.context.address(), promise);
	}

	boolean isJobPending() {
		return this.instance.invoke(this.functions.isJobPending, this.runtime) != 0;
	}

	/**
	 * Runs the next job.
	 * @return whether it ended without an exception
	 */
	boolean executeJob() {
		return (int) this.instance.invoke(this.functions.executeJob, this.runtime, this.context.temporary()) >= 0;
	}

}
