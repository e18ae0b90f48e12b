package io.toolruntime.typescript;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.BusyThreads;
import io.toolruntime.test.Lack;
import io.toolruntime.wasm.WasmBackendFactory;
import io.toolruntime.wasm.WasmProperties;

/**
 * TypeScript keeps the contract of the embedded sandboxes, errors and places included.
 */
class TypeScriptOnWasmContractTests extends BackendContract {

	private static final int SMALLEST_MEMORY = 16;

	private static final Pattern OF_THE_CONTRACT = Pattern.compile("toolruntime-wasm-(?:cold|pooled|many)");

	@Override
	protected Backend backend(SecurityProfile profile) {
		return new WasmBackendFactory().create(profile, WasmProperties.DEFAULTS);
	}

	@Override
	protected Set<String> languages() {
		return Set.of("typescript");
	}

	@Override
	protected List<CodeTransformer> transformers() {
		return List.of(new TypeScriptTransformer());
	}

	@Override
	protected Set<Lack> lacks() {
		return EnumSet.of(Lack.PROCESSES, Lack.FILES, Lack.CPU_LIMIT);
	}

	@Override
	protected int smallestMemory() {
		return SMALLEST_MEMORY;
	}

	@Override
	protected Set<String> leftovers() {
		return BusyThreads.named(OF_THE_CONTRACT);
	}

}
