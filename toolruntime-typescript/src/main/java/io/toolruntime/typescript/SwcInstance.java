package io.toolruntime.typescript;

import java.util.Map;

import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MemoryLimits;

import io.toolruntime.typescript.generated.Swc;

/** One swc with its memory. Used by one thread at a time. */
final class SwcInstance {

	/** 128 MB: enough for the largest code that a request may have. */
	private static final int MAX_PAGES = 2048;

	/** 16 MB: an instance that has grown beyond is not worth keeping. */
	private static final int MAX_PAGES_KEPT = 256;

	private static final int RESULT_SIZE = 16;

	private final BindgenHeap heap = new BindgenHeap();

	private final Instance instance;

	private final Memory memory;

	SwcInstance(WasmModule module) {
		this.instance = Instance.builder(module)
			.withImportValues(new BindgenImports(this.heap).of(module))
			.withMemoryFactory((limits) -> new ByteArrayMemory(new MemoryLimits(limits.initialPages(), MAX_PAGES)))
			.withMachineFactory(Swc::create)
			.build();
		this.memory = this.instance.memory();
	}

	/**
	 * Turns code into JavaScript. After an exception the instance must not be used again.
	 * @param jsx whether JSX is allowed
	 */
	SwcResult call(String code, SwcMode mode, boolean jsx) {
		int result = (int) this.instance.export("__wbindgen_add_to_stack_pointer").apply(-RESULT_SIZE)[0];
		this.instance.export("transformSync").apply(result, this.heap.add(code), this.heap.add(options(mode, jsx)));
		int value = this.memory.readInt(result);
		int error = this.memory.readInt(result + Integer.BYTES);
		boolean failed = this.memory.readInt(result + 2 * Integer.BYTES) != 0;
		this.instance.export("__wbindgen_add_to_stack_pointer").apply(RESULT_SIZE);
		if (this.heap.take(failed ? error : value) instanceof Map<?, ?> properties) {
			return failed ? SwcResult.failed(properties) : SwcResult.transformed(properties);
		}
		throw new WasmRuntimeException("swc gave no object");
	}

	private static Map<String, Object> options(SwcMode mode, boolean jsx) {
		return Map.of("mode", mode.option(), "sourceMap", mode == SwcMode.TRANSFORM, "deprecatedTsModuleAsError", false,
				"parser", Map.of("decorators", false, "tsx", jsx), "transform",
				Map.of("nativeClassProperties", true, "noEmptyExport", true));
	}

	byte[] memory() {
		return this.memory.readBytes(0, Memory.bytes(this.memory.pages()));
	}

	BindgenHeap heap() {
		return this.heap;
	}

	/**
	 * Replaces everything that the instance holds.
	 * @return whether the instance is worth keeping
	 */
	boolean restore(byte[] content, BindgenHeap heap) {
		int missing = content.length / Memory.PAGE_SIZE - this.memory.pages();
		if (missing > 0) {
			this.memory.grow(missing);
		}
		this.memory.write(0, content);
		this.memory.fill((byte) 0, content.length, Memory.bytes(this.memory.pages()));
		this.heap.restore(heap);
		return this.memory.pages() <= MAX_PAGES_KEPT;
	}

}
