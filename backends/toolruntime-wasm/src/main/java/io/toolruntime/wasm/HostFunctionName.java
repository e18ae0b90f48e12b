package io.toolruntime.wasm;

/** Functions that the prelude is given, in the order of its parameters. */
enum HostFunctionName {

	/** Writes output. */
	WRITE,

	/** Starts a call of the gateway. */
	START,

	/** Lists names of namespaces or tools. */
	NAMES,

	/** Sets a timer. */
	SET_TIMER,

	/** Takes a timer back. */
	CLEAR_TIMER

}
