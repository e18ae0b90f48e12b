package io.toolruntime.wasm;

import java.util.HashMap;
import java.util.Map;

import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.ExternalType;

/**
 * Where the engine's functions are in its module. Looked up once, since a lookup by name
 * costs more than most of the calls.
 */
final class QuickJsFunctions {

	final int initialize;

	final int init;

	final int version;

	final int runtime;

	final int context;

	final int setInterruptHandler;

	final int setModuleLoader;

	final int setMaxStackSize;

	final int newHostFunction;

	final int malloc;

	final int free;

	final int eval;

	final int evalFunction;

	final int call;

	final int newString;

	final int toCString;

	final int freeCString;

	final int freeValue;

	final int dupValue;

	final int takeException;

	final int throwValue;

	final int throwTypeError;

	final int isJobPending;

	final int executeJob;

	final int promiseState;

	final int promiseResult;

	final int newPromise;

	final int parseJson;

	final int stringifyJson;

	final int globalObject;

	final int getProperty;

	final int getIndex;

	final int setProperty;

	final int moduleNamespace;

	final int isFunction;

	final int runGc;

	/** Index of the global that is the engine's stack pointer. */
	final int stackPointer;

	QuickJsFunctions(WasmModule module) {
		Map<String, Integer> exports = exports(module, ExternalType.FUNCTION);
		this.initialize = index(exports, "_initialize");
		this.init = index(exports, "qjs_init");
		this.version = index(exports, "qjs_get_quickjs_version");
		this.runtime = index(exports, "qjs_get_runtime_ptr");
		this.context = index(exports, "qjs_get_context_ptr");
		this.setInterruptHandler = index(exports, "qjs_set_interrupt_handler");
		this.setModuleLoader = index(exports, "qjs_set_module_loader");
		this.setMaxStackSize = index(exports, "qjs_set_max_stack_size");
		this.newHostFunction = index(exports, "qjs_new_host_function");
		this.malloc = index(exports, "wasm_malloc");
		this.free = index(exports, "wasm_free");
		this.eval = index(exports, "JS_Eval2");
		this.evalFunction = index(exports, "JS_EvalFunction");
		this.call = index(exports, "JS_Call");
		this.newString = index(exports, "JS_NewStringLen");
		this.toCString = index(exports, "JS_ToCStringLen2");
		this.freeCString = index(exports, "JS_FreeCString");
		this.freeValue = index(exports, "JS_FreeValue");
		this.dupValue = index(exports, "JS_DupValue");
		this.takeException = index(exports, "JS_GetException");
		this.throwValue = index(exports, "JS_Throw");
		this.throwTypeError = index(exports, "JS_ThrowTypeError");
		this.isJobPending = index(exports, "JS_IsJobPending");
		this.executeJob = index(exports, "JS_ExecutePendingJob");
		this.promiseState = index(exports, "JS_PromiseState");
		this.promiseResult = index(exports, "JS_PromiseResult");
		this.newPromise = index(exports, "JS_NewPromiseCapability");
		this.parseJson = index(exports, "JS_ParseJSON");
		this.stringifyJson = index(exports, "JS_JSONStringify");
		this.globalObject = index(exports, "JS_GetGlobalObject");
		this.getProperty = index(exports, "JS_GetPropertyStr");
		this.getIndex = index(exports, "JS_GetPropertyUint32");
		this.setProperty = index(exports, "JS_SetPropertyStr");
		this.moduleNamespace = index(exports, "JS_GetModuleNamespace");
		this.isFunction = index(exports, "JS_IsFunction");
		this.runGc = index(exports, "JS_RunGC");
		this.stackPointer = index(exports(module, ExternalType.GLOBAL), "__stack_pointer");
	}

	private static Map<String, Integer> exports(WasmModule module, ExternalType type) {
		Map<String, Integer> exports = new HashMap<>();
		ExportSection section = module.exportSection();
		for (int i = 0; i < section.exportCount(); i++) {
			Export export = section.getExport(i);
			if (export.exportType() == type) {
				exports.put(export.name(), export.index());
			}
		}
		return exports;
	}

	private static int index(Map<String, Integer> exports, String name) {
		Integer index = exports.get(name);
		if (index == null) {
			throw new IllegalStateException("The embedded QuickJS exports no '" + name + "'");
		}
		return index;
	}

}
