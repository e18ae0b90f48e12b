package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

/**
 * A language engine with its own memory, ready to run the code of one execution. Made
 * ahead or when needed, never used again.
 */
interface Guest {

	/**
	 * Runs code until it ends. Called once, on a thread with a large stack.
	 * @param host the host
	 * @param code the code
	 * @param input the input as JSON, or {@code null} if there is none
	 * @param environment environment variables as a JSON object, or {@code null} if there
	 * are none
	 * @return how the code ended
	 * @throws GuestStopped if the host ended the execution
	 */
	GuestResult run(GuestHost host, String code, byte @Nullable [] input, byte @Nullable [] environment);

	/**
	 * Returns the memory.
	 * @return the memory, which tells what was used and refused
	 */
	GuestMemory memory();

}
