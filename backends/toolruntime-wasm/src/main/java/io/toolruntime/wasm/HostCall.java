package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;

/**
 * A call of a host function by the prelude, as the engine gives it.
 *
 * @param js the values of the instance that calls
 * @param args the arguments of {@code host_call}: address and length of the function's
 * name, then how many arguments there are, and where
 */
record HostCall(QuickJsContext js, long[] args) {

	private static final int MAX_NAME = 64;

	/**
	 * Makes a function of JavaScript that calls the host.
	 * @param js the values of the instance
	 * @param function what it calls
	 * @return the function
	 */
	static long newFunction(QuickJsContext js, HostFunctionName function) {
		QuickJsInstance instance = js.instance();
		byte[] name = function.name().getBytes(StandardCharsets.UTF_8);
		int address = instance.allocate(name);
		int box = (int) instance.invoke(instance.functions().newHostFunction, address, name.length, 0);
		instance.free(address);
		return js.memory().readLong(box);
	}

	/**
	 * Returns which function is called.
	 * @return the function
	 * @throws GuestFault if there is none of that name
	 */
	HostFunctionName function() {
		String name = this.js.instance().text((int) this.args[0], (int) Math.min(this.args[1], MAX_NAME));
		for (HostFunctionName function : HostFunctionName.values()) {
			if (function.name().equals(name)) {
				return function;
			}
		}
		throw new GuestFault("The guest called a host function that does not exist");
	}

	/**
	 * Reads an argument.
	 * @param index which argument
	 * @return the value, which stays the engine's; undefined if there are fewer
	 */
	long argument(int index) {
		GuestMemory memory = this.js.memory();
		return (index < (int) this.args[3]) ? memory.readLong(memory.readInt((int) this.args[4] + 4 * index))
				: JsValue.UNDEFINED;
	}

	double number(int index) {
		return JsValue.number(argument(index));
	}

	/**
	 * Makes the result of the call.
	 * @param value the value, which this takes
	 * @return what {@code host_call} returns; 0 tells of an exception
	 */
	int result(long value) {
		if (JsValue.isException(value)) {
			return 0;
		}
		QuickJsInstance instance = this.js.instance();
		int box = (int) instance.invoke(instance.functions().malloc, Long.BYTES);
		if (box != 0) {
			this.js.memory().writeLong(box, value);
		}
		return box;
	}

}
