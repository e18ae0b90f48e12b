package io.toolruntime.wasm;

/**
 * Unwinds a guest's stack when its execution has ended. No code of the guest can catch
 * it.
 */
final class GuestStopped extends RuntimeException {

	private static final long serialVersionUID = 1L;

	GuestStopped() {
		super("The execution has ended", null, false, false);
	}

}
