package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

import io.toolruntime.wasm.generated.QuickJs;

/**
 * One instance of the embedded QuickJS: its functions by their index, its memory, and
 * what it calls. Used by one thread at a time.
 */
final class QuickJsInstance {

	private final Machine machine;

	private final GuestMemory memory;

	private final QuickJsFunctions functions;

	private final Instance instance;

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
		List<ImportFunction> result = new ArrayList<>();
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

	QuickJsFunctions functions() {
		return this.functions;
	}

	GuestMemory memory() {
		return this.memory;
	}

	int stackPointer() {
		return (int) this.instance.global(this.functions.stackPointer).getValue();
	}

	void setStackPointer(int stackPointer) {
		this.instance.global(this.functions.stackPointer).setValue(stackPointer);
	}

	long invoke(int function, long... args) {
		long[] result = this.machine.call(function, args);
		return (result == null || result.length == 0) ? 0 : result[0];
	}

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
