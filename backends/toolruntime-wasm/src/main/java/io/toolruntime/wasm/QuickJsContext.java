package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with the values of an instance. They belong to who gets them, until
 * freed. Whatever comes out is hostile: addresses are checked by the memory, lengths by
 * those who read. Used by one thread at a time.
 */
final class QuickJsContext {

	private static final int MAX_ARGUMENTS = 8;

	private static final int SCRATCH_SIZE = 64;

	/** Calls into the engine within calls from it; deeper ones are not ours. */
	private static final int MAX_NESTING = 16;

	static final int SCRATCH_TOTAL = SCRATCH_SIZE * (MAX_NESTING + 2);

	private final QuickJsInstance instance;

	private final QuickJsFunctions functions;

	private final GuestMemory memory;

	private final int context;

	private final int scratch;

	private int nesting;

	/**
	 * Creates a view of an instance.
	 * @param instance the instance
	 * @param context address of the engine's context
	 * @param scratch address of {@link #SCRATCH_TOTAL} bytes for arguments
	 */
	QuickJsContext(QuickJsInstance instance, int context, int scratch) {
		this.instance = instance;
		this.functions = instance.functions();
		this.memory = instance.memory();
		this.context = context;
		this.scratch = scratch;
	}

	QuickJsInstance instance() {
		return this.instance;
	}

	GuestMemory memory() {
		return this.memory;
	}

	int address() {
		return this.context;
	}

	/*
	 * Room for what a call returns by address; the arguments of the call that runs are
	 * below it.
	 */
	int temporary() {
		return this.scratch + (this.nesting + 1) * SCRATCH_SIZE;
	}

	void free(long value) {
		if (JsValue.isCounted(value)) {
			this.instance.invoke(this.functions.freeValue, this.context, value);
		}
	}

	long dup(long value) {
		return JsValue.isCounted(value) ? this.instance.invoke(this.functions.dupValue, this.context, value) : value;
	}

	/**
	 * Makes a string.
	 * @param text the text
	 * @return the string, or an exception if there is no memory left
	 */
	long string(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		int address = this.instance.allocate(bytes);
		if (address == 0) {
			return JsValue.takenException();
		}
		long value = this.instance.invoke(this.functions.newString, this.context, address, bytes.length);
		this.instance.free(address);
		return value;
	}

	/**
	 * Converts a value to text and lets somebody read it where it is.
	 * @param value the value; converting one that is no string runs its code
	 * @param reader gets address and length in bytes
	 * @param <T> what the reader makes of it
	 * @return what the reader returned, or {@code null} if the conversion threw
	 */
	<T> @Nullable T withText(long value, TextReader<T> reader) {
		int length = temporary();
		int address = (int) this.instance.invoke(this.functions.toCString, this.context, length, value, 0);
		if (address == 0) {
			return null;
		}
		try {
			return reader.read(address, this.memory.readInt(length));
		}
		finally {
			this.instance.invoke(this.functions.freeCString, this.context, address);
		}
	}

	/**
	 * Reads a string of a length that is bounded.
	 * @param value the value
	 * @param max bytes at most
	 * @return the text, or {@code null} if it is longer or cannot be converted
	 */
	@Nullable String text(long value, int max) {
		return withText(value,
				(address, length) -> (length >= 0 && length <= max) ? this.instance.text(address, length) : null);
	}

	/**
	 * Parses JSON.
	 * @param json the text
	 * @return the value, or an exception
	 */
	long parseJson(byte[] json) {
		int address = this.instance.allocate(json);
		if (address == 0) {
			return JsValue.takenException();
		}
		// Its name would be in the message of a syntax error, and there are none
		long value = this.instance.invoke(this.functions.parseJson, this.context, address, json.length, address);
		this.instance.free(address);
		return value;
	}

	long stringifyJson(long value) {
		return this.instance.invoke(this.functions.stringifyJson, this.context, value, JsValue.UNDEFINED,
				JsValue.UNDEFINED);
	}

	long global() {
		return this.instance.invoke(this.functions.globalObject, this.context);
	}

	long property(long object, int name) {
		return this.instance.invoke(this.functions.getProperty, this.context, object, name);
	}

	long element(long array, int index) {
		return this.instance.invoke(this.functions.getIndex, this.context, array, index);
	}

	/**
	 * Sets a property.
	 * @param object the object
	 * @param name address of the name
	 * @param value the value, which this takes
	 */
	void setProperty(long object, int name, long value) {
		this.instance.invoke(this.functions.setProperty, this.context, object, name, value);
	}

	boolean isFunction(long value) {
		return this.instance.invoke(this.functions.isFunction, this.context, value) != 0;
	}

	/**
	 * Calls a function with {@code this} undefined.
	 * @param function the function
	 * @param args its arguments, which stay the caller's
	 * @return what it returns, or an exception
	 */
	long call(long function, long... args) {
		if (args.length > MAX_ARGUMENTS || this.nesting >= MAX_NESTING) {
			throw new GuestFault("Calls into the engine are nested too deeply");
		}
		this.nesting++;
		int argv = this.scratch + this.nesting * SCRATCH_SIZE;
		for (int i = 0; i < args.length; i++) {
			this.memory.writeLong(argv + i * Long.BYTES, args[i]);
		}
		long result = this.instance.invoke(this.functions.call, this.context, function, JsValue.UNDEFINED, args.length,
				argv);
		this.nesting--;
		return result;
	}

	/**
	 * Takes the exception that the last call ended with.
	 * @return what was thrown; null where there was no memory to throw anything
	 */
	long takeException() {
		long thrown = this.instance.invoke(this.functions.takeException, this.context);
		return JsValue.isUninitialized(thrown) ? JsValue.NULL : thrown;
	}

	void raise(long value) {
		this.instance.invoke(this.functions.throwValue, this.context, value);
	}

	void raiseTypeError(String message) {
		int format = this.instance.allocate(message.replace("%", "%%").getBytes(StandardCharsets.UTF_8));
		if (format != 0) {
			this.instance.invoke(this.functions.throwTypeError, this.context, format, 0);
			this.instance.free(format);
		}
	}

	/**
	 * Compiles code, and runs it unless the flags say otherwise.
	 * @param code address of the code, with a zero after it
	 * @param length its bytes
	 * @param fileName address of its name
	 * @param line number of its first line
	 * @param flags as QuickJS has them
	 * @return the value, or an exception
	 */
	long eval(int code, int length, int fileName, int line, int flags) {
		int options = temporary();
		this.memory.writeI32(options, 1);
		this.memory.writeI32(options + 4, flags);
		this.memory.writeI32(options + 8, fileName);
		this.memory.writeI32(options + 12, line);
		return this.instance.invoke(this.functions.eval, this.context, code, length, options);
	}

	/**
	 * Runs what was compiled.
	 * @param compiled a module, which this takes
	 * @return a promise, or an exception
	 */
	long run(long compiled) {
		return this.instance.invoke(this.functions.evalFunction, this.context, compiled);
	}

	long moduleNamespace(long module) {
		return this.instance.invoke(this.functions.moduleNamespace, this.context, (int) module);
	}

	/** Reads text where it is in the memory of the guest. */
	interface TextReader<T> {

		@Nullable T read(int address, int length);

	}

}
