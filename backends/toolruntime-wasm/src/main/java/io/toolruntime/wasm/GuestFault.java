package io.toolruntime.wasm;

/**
 * A guest did what its own prelude never does: the engine in it is broken, or broken
 * into. Ends the execution as crashed.
 */
final class GuestFault extends RuntimeException {

	private static final long serialVersionUID = 1L;

	GuestFault(String message) {
		super(message);
	}

}
