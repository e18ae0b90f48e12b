package io.toolruntime.typescript;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

/**
 * What a module compiled with wasm-bindgen imports, as far as it needs that to read
 * options and to give its result. Everything else that it names traps when called.
 */
final class BindgenImports {

	/**
	 * Allocates in the module; which number that is, the script around the module tells.
	 */
	private static final String MALLOC = "__wbindgen_export_2";

	private final BindgenHeap heap;

	private final Map<String, HostCall> calls = new HashMap<>();

	BindgenImports(BindgenHeap heap) {
		this.heap = heap;
		values();
		questions();
		objects();
	}

	private void values() {
		this.calls.put("__wbindgen_object_drop_ref", (instance, args) -> {
			this.heap.drop(args[0]);
			return 0;
		});
		this.calls.put("__wbindgen_object_clone_ref", (instance, args) -> this.heap.add(this.heap.get(args[0])));
		this.calls.put("__wbindgen_string_new",
				(instance, args) -> this.heap.add(string(instance.memory(), args[0], args[1])));
		this.calls.put("__wbindgen_number_new", (instance, args) -> this.heap.add(Double.longBitsToDouble(args[0])));
		this.calls.put("__wbindgen_error_new",
				(instance, args) -> this.heap.add(string(instance.memory(), args[0], args[1])));
		this.calls.put("__wbindgen_string_get", (instance, args) -> {
			int address = 0;
			int length = 0;
			if (this.heap.get(args[1]) instanceof String text) {
				byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
				length = bytes.length;
				address = (int) instance.export(MALLOC).apply(length, 1)[0];
				instance.memory().write(address, bytes);
			}
			instance.memory().writeI32((int) args[0] + Integer.BYTES, length);
			instance.memory().writeI32((int) args[0], address);
			return 0;
		});
		this.calls.put("__wbindgen_number_get", (instance, args) -> {
			instance.memory().writeI32((int) args[0], (this.heap.get(args[1]) instanceof Double) ? 1 : 0);
			return 0;
		});
		this.calls.put("__wbindgen_is_bigint", (instance, args) -> 0);
		this.calls.put("__wbindgen_boolean_get",
				(instance, args) -> (this.heap.get(args[0]) instanceof Boolean value) ? (value ? 1 : 0) : 2);
	}

	private void questions() {
		this.calls.put("__wbindgen_is_string", (instance, args) -> is(this.heap.get(args[0]) instanceof String));
		this.calls.put("__wbindgen_is_object", (instance, args) -> is(this.heap.get(args[0]) instanceof Map));
		this.calls.put("__wbindgen_is_undefined",
				(instance, args) -> is(this.heap.get(args[0]) == BindgenHeap.UNDEFINED));
		this.calls.put("__wbindgen_is_falsy", (instance, args) -> {
			Object value = this.heap.get(args[0]);
			return is(value == BindgenHeap.UNDEFINED || value == null || value.equals(false) || value.equals(""));
		});
		this.calls.put("__wbindgen_in",
				(instance, args) -> is(map(args[1]).containsKey(String.valueOf(this.heap.get(args[0])))));
		this.calls.put("__wbindgen_jsval_loose_eq", (instance, args) -> is(
				Objects.equals(undefinedToNull(this.heap.get(args[0])), undefinedToNull(this.heap.get(args[1])))));
	}

	private void objects() {
		this.calls.put("__wbg_new_405e22f390576ce2",
				(instance, args) -> this.heap.add(new LinkedHashMap<String, Object>()));
		this.calls.put("__wbg_set_3f1d0b984ed272ed", (instance, args) -> {
			Object key = this.heap.take(args[1]);
			map(args[0]).put(String.valueOf(key), this.heap.take(args[2]));
			return 0;
		});
		this.calls.put("__wbg_getwithrefkey_1dc361bd10053bfe", (instance, args) -> this.heap
			.add(map(args[0]).getOrDefault(String.valueOf(this.heap.get(args[1])), BindgenHeap.UNDEFINED)));
		// Asked for its iterator, to tell an object from an array or a map
		this.calls.put("__wbg_iterator_9a24c88df860dc65", (instance, args) -> this.heap.add(BindgenHeap.UNDEFINED));
		this.calls.put("__wbg_get_67b2ba62fc30de12", (instance, args) -> this.heap.add(BindgenHeap.UNDEFINED));
		this.calls.put("__wbindgen_is_function", (instance, args) -> 0);
		this.calls.put("__wbg_entries_3265d4158b33e5dc",
				(instance,
						args) -> this.heap.add(map(args[0]).entrySet()
							.stream()
							.map((entry) -> Arrays.asList(entry.getKey(), entry.getValue()))
							.toList()));
		this.calls.put("__wbg_length_e2d2a49132c1b256", (instance, args) -> list(args[0]).size());
		this.calls.put("__wbg_get_b9b93047fe3cf45b",
				(instance, args) -> this.heap.add(list(args[0]).get((int) args[1])));
	}

	/** The functions for an instance of a module. */
	ImportValues of(WasmModule module) {
		ImportValues.Builder imports = ImportValues.builder();
		for (int i = 0; i < module.importSection().importCount(); i++) {
			if (module.importSection().getImport(i) instanceof FunctionImport function) {
				FunctionType type = module.typeSection().getType(function.typeIndex());
				String name = function.name();
				HostCall call = this.calls.getOrDefault(name, (instance, args) -> {
					throw new WasmRuntimeException("The module calls " + name + ", which is not there");
				});
				imports.addFunction(new HostFunction(function.module(), function.name(), type, (instance, args) -> {
					long result = call.apply(instance, args);
					return type.returns().isEmpty() ? new long[0] : new long[] { result };
				}));
			}
		}
		return imports.build();
	}

	@SuppressWarnings("unchecked")
	private Map<String, @Nullable Object> map(long number) {
		if (this.heap.get(number) instanceof Map<?, ?> map) {
			return (Map<String, @Nullable Object>) map;
		}
		throw new WasmRuntimeException("The module takes something for an object that is none");
	}

	private List<?> list(long number) {
		if (this.heap.get(number) instanceof List<?> list) {
			return list;
		}
		throw new WasmRuntimeException("The module takes something for an array that is none");
	}

	private static @Nullable Object undefinedToNull(@Nullable Object value) {
		return (value != BindgenHeap.UNDEFINED) ? value : null;
	}

	private static String string(Memory memory, long address, long length) {
		return memory.readString((int) address, (int) length, StandardCharsets.UTF_8);
	}

	private static long is(boolean answer) {
		return answer ? 1 : 0;
	}

	/** A function that the module calls. */
	@FunctionalInterface
	private interface HostCall {

		long apply(Instance instance, long[] args);

	}

}
