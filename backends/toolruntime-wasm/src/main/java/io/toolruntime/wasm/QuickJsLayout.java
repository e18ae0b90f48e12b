package io.toolruntime.wasm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Where the snapshot has what.
 *
 * @param runtime the engine's runtime
 * @param context the engine's context
 * @param scratch room for arguments
 * @param randomState the state of {@code Math.random}
 * @param sourceName name of the caller's source
 * @param outName name of the global {@code __out}
 * @param inputName name of the global {@code input}
 * @param defaultName name of a module's default export
 * @param global the global object
 * @param toolError function of the prelude that makes the error of a failed call
 * @param fire function of the prelude that runs a timer
 * @param describe function of the prelude that describes what was thrown
 * @param callableSource function of the prelude that gives the source of a function
 * @param call function of the prelude that calls a function and awaits its result
 * @param environment object behind {@code process.env}
 * @param assign function of the prelude that fills an object
 * @param awaited function of the prelude that awaits a value
 */
record QuickJsLayout(int runtime, int context, int scratch, int randomState, int sourceName, int outName, int inputName,
		int defaultName, long global, long toolError, long fire, long describe, long callableSource, long call,
		long environment, long assign, long awaited) {

	static QuickJsLayout of(QuickJsContext js, int runtime, int scratch, int randomState) {
		QuickJsInstance instance = js.instance();
		byte[] source = prelude();
		int code = instance.allocate(source);
		long prelude = js.eval(code, source.length, instance.allocate(QuickJsEngine.PRELUDE_NAME.getBytes()), 1, 0);
		instance.free(code);
		long[] hostFunctions = new long[HostFunctionName.values().length];
		for (HostFunctionName name : HostFunctionName.values()) {
			hostFunctions[name.ordinal()] = HostCall.newFunction(js, name);
		}
		long exported = JsValue.isException(prelude) ? prelude : js.call(prelude, hostFunctions);
		if (JsValue.isException(exported)) {
			throw new IllegalStateException(
					"The prelude of QuickJS failed: " + js.text(js.takeException(), Integer.MAX_VALUE));
		}
		return new QuickJsLayout(runtime, js.address(), scratch, randomState,
				instance.allocate(QuickJsEngine.SOURCE_NAME.getBytes()), instance.allocate("__out".getBytes()),
				instance.allocate("input".getBytes()), instance.allocate("default".getBytes()), js.global(),
				js.element(exported, 0), js.element(exported, 1), js.element(exported, 2), js.element(exported, 3),
				js.element(exported, 4), js.element(exported, 5), js.element(exported, 6), js.element(exported, 7));
	}

	static QuickJsLayout read(DataInputStream in) throws IOException {
		return new QuickJsLayout(in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(),
				in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
				in.readLong(), in.readLong(), in.readLong(), in.readLong());
	}

	/**
	 * Writes the layout as {@link #read(DataInputStream)} reads it.
	 * @param out where to
	 * @throws IOException if that fails
	 */
	void write(DataOutputStream out) throws IOException {
		for (int address : new int[] { this.runtime, this.context, this.scratch, this.randomState, this.sourceName,
				this.outName, this.inputName, this.defaultName }) {
			out.writeInt(address);
		}
		for (long value : new long[] { this.global, this.toolError, this.fire, this.describe, this.callableSource,
				this.call, this.environment, this.assign, this.awaited }) {
			out.writeLong(value);
		}
	}

	/**
	 * Reads what runs before all code.
	 * @return its source
	 */
	static byte[] prelude() {
		try (InputStream in = QuickJsEngine.class.getResourceAsStream("prelude.js")) {
			if (in == null) {
				throw new IllegalStateException("prelude.js is missing beside " + QuickJsEngine.class.getName());
			}
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
