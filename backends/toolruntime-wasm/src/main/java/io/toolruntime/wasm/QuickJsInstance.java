package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

import io.toolruntime.wasm.generated.QuickJs;

/**
 * One instance of the embedded QuickJS: its functions in terms of Java. Values of
 * JavaScript are {@code long}s, as the engine itself represents them, and belong to who
 * gets them, until freed. Whatever comes out of the instance is hostile: addresses are
 * checked by {@link GuestMemory}, lengths by those who read. Used by one thread at a
 * time.
 */
final class QuickJsInstance {

	static final long UNDEFINED = 3L << 32;

	static final long NULL = 2L << 32;

	private static final int TAG_UNINITIALIZED = 4;

	private static final int TAG_EXCEPTION = 6;

	private static final int TAG_STRING = -7;

	private static final int TAG_STRING_ROPE = -6;

	private static final int TAG_MODULE = -3;

	private static final int TAG_INT = 0;

	private static final int TAG_FIRST = -9;

	private static final int TAG_FLOAT64 = 8;

	/** What the engine adds to the upper half of a number to make its tag unique. */
	private static final long FLOAT64_ADDEND = (0x7ff80000L - TAG_FIRST + 1) << 32;

	private static final int MAX_ARGUMENTS = 8;

	private static final int SCRATCH_SIZE = 64;

	/** Calls into the engine within calls from it; deeper ones are not ours. */
	private static final int MAX_NESTING = 16;

	static final int SCRATCH_TOTAL = SCRATCH_SIZE * (MAX_NESTING + 2);

	private final Machine machine;

	private final GuestMemory memory;

	private final QuickJsFunctions functions;

	private final Instance instance;

	private int runtime;

	private int context;

	private int scratch;

	private int nesting;

	/**
	 * Creates an instance.
	 * @param module the engine's module
	 * @param functions where its functions are
	 * @param memory its memory
	 * @param imports what it calls
	 */
	QuickJsInstance(WasmModule module, QuickJsFunctions functions, GuestMemory memory, Imports imports) {
		this.functions = functions;
		this.memory = memory;
		this.instance = Instance.builder(module)
			.withMachineFactory(QuickJs::create)
			.withImportValues(importValues(module, imports))
			.withMemoryFactory((limits) -> memory)
			.withStart(false)
			.build();
		this.machine = this.instance.getMachine();
	}

	private static ImportValues importValues(WasmModule module, Imports imports) {
		List<run.endive.runtime.ImportFunction> result = new ArrayList<>();
		for (int i = 0; i < module.importSection().importCount(); i++) {
			if (module.importSection().getImport(i) instanceof FunctionImport function) {
				FunctionType type = module.typeSection().getType(function.typeIndex());
				boolean returns = !type.returns().isEmpty();
				String name = function.name();
				result.add(new HostFunction(function.module(), name, type, (instance, args) -> {
					int value = imports.call(name, args);
					return returns ? new long[] { value } : new long[0];
				}));
			}
		}
		return ImportValues.builder().withFunctions(result).build();
	}

	/**
	 * Tells the instance where a snapshot has what.
	 * @param runtime address of the engine's runtime
	 * @param context address of the engine's context
	 * @param scratch address of {@link #SCRATCH_TOTAL} bytes for arguments
	 */
	void attach(int runtime, int context, int scratch) {
		this.runtime = runtime;
		this.context = context;
		this.scratch = scratch;
	}

	GuestMemory memory() {
		return this.memory;
	}

	int stackPointer() {
		return (int) this.instance.exports().global("__stack_pointer").getValue();
	}

	void setStackPointer(int stackPointer) {
		this.instance.exports().global("__stack_pointer").setValue(stackPointer);
	}

	/*
	 * Room for what a call returns by address; the arguments of the call that runs are
	 * below it.
	 */
	private int temporary() {
		return this.scratch + (this.nesting + 1) * SCRATCH_SIZE;
	}

	long invoke(int function, long... args) {
		long[] result = this.machine.call(function, args);
		return (result == null || result.length == 0) ? 0 : result[0];
	}

	// Memory

	/**
	 * Allocates and writes bytes with a zero after them.
	 * @param bytes the bytes
	 * @return the address, or 0 if there is no memory left
	 */
	int allocate(byte[] bytes) {
		int address = (int) invoke(this.functions.malloc, bytes.length + 1L);
		if (address != 0) {
			this.memory.write(address, bytes, 0, bytes.length);
			this.memory.writeByte(address + bytes.length, (byte) 0);
		}
		return address;
	}

	void free(int address) {
		invoke(this.functions.free, address);
	}

	/**
	 * Reads text that ends with a zero.
	 * @param address where it begins
	 * @param max bytes at most
	 * @return the text
	 */
	String cString(int address, int max) {
		int length = 0;
		while (length < max && this.memory.read(address + length) != 0) {
			length++;
		}
		return text(address, length);
	}

	String text(int address, int length) {
		return new String(this.memory.readBytes(address, length), StandardCharsets.UTF_8);
	}

	// Values

	static int tag(long value) {
		return (int) (value >>> 32);
	}

	static boolean isException(long value) {
		return tag(value) == TAG_EXCEPTION;
	}

	/**
	 * An exception that nobody is to take.
	 * @return the value
	 */
	static long takenException() {
		return (long) TAG_EXCEPTION << 32;
	}

	static boolean isUndefined(long value) {
		return value == UNDEFINED;
	}

	static boolean isModule(long value) {
		return tag(value) == TAG_MODULE;
	}

	/**
	 * Reads a number without running anything.
	 * @param value a value
	 * @return the number, NaN if it is none
	 */
	static double number(long value) {
		int tag = tag(value);
		if (tag == TAG_INT) {
			return (int) value;
		}
		if (Integer.compareUnsigned(tag - TAG_FIRST, TAG_FLOAT64 - TAG_FIRST) >= 0) {
			return Double.longBitsToDouble(value + FLOAT64_ADDEND);
		}
		return Double.NaN;
	}

	static boolean isString(long value) {
		return tag(value) == TAG_STRING || tag(value) == TAG_STRING_ROPE;
	}

	void free(long value) {
		if (tag(value) < 0) {
			invoke(this.functions.freeValue, this.context, value);
		}
	}

	long dup(long value) {
		return (tag(value) < 0) ? invoke(this.functions.dupValue, this.context, value) : value;
	}

	/**
	 * Makes a string.
	 * @param text the text
	 * @return the string, or an exception if there is no memory left
	 */
	long string(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		int address = allocate(bytes);
		if (address == 0) {
			return takenException();
		}
		long value = invoke(this.functions.newString, this.context, address, bytes.length);
		free(address);
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
		int address = (int) invoke(this.functions.toCString, this.context, length, value, 0);
		if (address == 0) {
			return null;
		}
		try {
			return reader.read(address, this.memory.readInt(length));
		}
		finally {
			invoke(this.functions.freeCString, this.context, address);
		}
	}

	/**
	 * Reads a string of a length that is bounded.
	 * @param value the value
	 * @param max bytes at most
	 * @return the text, or {@code null} if it is longer or cannot be converted
	 */
	@Nullable String text(long value, int max) {
		return withText(value, (address, length) -> (length >= 0 && length <= max) ? text(address, length) : null);
	}

	/**
	 * Parses JSON.
	 * @param json the text
	 * @return the value, or an exception
	 */
	long parseJson(byte[] json) {
		int address = allocate(json);
		if (address == 0) {
			return takenException();
		}
		// Its name would be in the message of a syntax error, and there are none
		long value = invoke(this.functions.parseJson, this.context, address, json.length, address);
		free(address);
		return value;
	}

	long stringifyJson(long value) {
		return invoke(this.functions.stringifyJson, this.context, value, UNDEFINED, UNDEFINED);
	}

	long global() {
		return invoke(this.functions.globalObject, this.context);
	}

	long property(long object, int name) {
		return invoke(this.functions.getProperty, this.context, object, name);
	}

	long element(long array, int index) {
		return invoke(this.functions.getIndex, this.context, array, index);
	}

	/**
	 * Sets a property.
	 * @param object the object
	 * @param name address of the name
	 * @param value the value, which this takes
	 */
	void setProperty(long object, int name, long value) {
		invoke(this.functions.setProperty, this.context, object, name, value);
	}

	boolean isFunction(long value) {
		return invoke(this.functions.isFunction, this.context, value) != 0;
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
		long result = invoke(this.functions.call, this.context, function, UNDEFINED, args.length, argv);
		this.nesting--;
		return result;
	}

	/**
	 * Takes the exception that the last call ended with.
	 * @return what was thrown; null where there was no memory to throw anything
	 */
	long takeException() {
		long thrown = invoke(this.functions.takeException, this.context);
		return (tag(thrown) == TAG_UNINITIALIZED) ? NULL : thrown;
	}

	void raise(long value) {
		invoke(this.functions.throwValue, this.context, value);
	}

	void raiseTypeError(String message) {
		int format = allocate(message.replace("%", "%%").getBytes(StandardCharsets.UTF_8));
		if (format != 0) {
			invoke(this.functions.throwTypeError, this.context, format, 0);
			free(format);
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
		return invoke(this.functions.eval, this.context, code, length, options);
	}

	/**
	 * Runs what was compiled.
	 * @param compiled a module, which this takes
	 * @return a promise, or an exception
	 */
	long run(long compiled) {
		return invoke(this.functions.evalFunction, this.context, compiled);
	}

	long moduleNamespace(long module) {
		return invoke(this.functions.moduleNamespace, this.context, (int) module);
	}

	// Promises and jobs

	/**
	 * Makes a promise.
	 * @param settlers gets the functions that resolve and reject it
	 * @return the promise, or an exception
	 */
	long newPromise(long[] settlers) {
		int address = temporary();
		long promise = invoke(this.functions.newPromise, this.context, address);
		settlers[0] = this.memory.readLong(address);
		settlers[1] = this.memory.readLong(address + Long.BYTES);
		return promise;
	}

	/**
	 * Returns the state of a promise.
	 * @param promise the promise
	 * @return 0 for pending, 1 for fulfilled, 2 for rejected, less for no promise
	 */
	int promiseState(long promise) {
		return (int) invoke(this.functions.promiseState, this.context, promise);
	}

	long promiseResult(long promise) {
		return invoke(this.functions.promiseResult, this.context, promise);
	}

	boolean isJobPending() {
		return invoke(this.functions.isJobPending, this.runtime) != 0;
	}

	/**
	 * Runs the next job.
	 * @return whether it ended without an exception
	 */
	boolean executeJob() {
		return (int) invoke(this.functions.executeJob, this.runtime, temporary()) >= 0;
	}

	// Host functions

	/**
	 * Makes a function that calls {@link Imports} as {@code host_call}.
	 * @param name the name it gives
	 * @return the function
	 */
	long newHostFunction(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		int address = allocate(bytes);
		int box = (int) invoke(this.functions.newHostFunction, address, bytes.length, 0);
		free(address);
		return this.memory.readLong(box);
	}

	/**
	 * Reads an argument of a host function.
	 * @param args the arguments of {@code host_call}
	 * @param index which argument of the function
	 * @return the value, which stays the engine's; undefined if there are fewer
	 */
	long argument(long[] args, int index) {
		int count = (int) args[3];
		return (index < count) ? this.memory.readLong(this.memory.readInt((int) args[4] + 4 * index)) : UNDEFINED;
	}

	double number(long[] args, int index) {
		return number(argument(args, index));
	}

	/**
	 * Makes the result of a host function.
	 * @param value the value, which this takes
	 * @return what {@code host_call} returns; 0 tells of an exception
	 */
	int hostResult(long value) {
		if (isException(value)) {
			return 0;
		}
		int box = (int) invoke(this.functions.malloc, Long.BYTES);
		if (box != 0) {
			this.memory.writeLong(box, value);
		}
		return box;
	}

	/** Reads text where it is in the memory of the guest. */
	interface TextReader<T> {

		@Nullable T read(int address, int length);

	}

	/** What an instance calls. */
	interface Imports {

		/**
		 * Serves a call.
		 * @param function the function's name
		 * @param args its arguments
		 * @return its result; 0 where there is none
		 */
		int call(String function, long[] args);

	}

}
