package io.toolruntime.wasm;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.BusyThreads;
import io.toolruntime.test.Lack;

/**
 * The embedded sandboxes keep the contract; there are no processes and no files in them.
 */
class WasmBackendContractTests extends BackendContract {

	private static final int SMALLEST_MEMORY = 16;

	private static final Pattern OF_THE_CONTRACT = Pattern.compile("toolruntime-wasm-(?:cold|pooled|many)");

	@Override
	protected Backend backend(SecurityProfile profile) {
		return new WasmBackendFactory().create(profile, WasmProperties.DEFAULTS);
	}

	@Override
	protected Set<String> languages() {
		return Set.of("javascript");
	}

	@Override
	protected Set<Lack> lacks() {
		return EnumSet.of(Lack.PROCESSES, Lack.FILES, Lack.CPU_LIMIT);
	}

	@Override
	protected int smallestMemory() {
		return SMALLEST_MEMORY;
	}

	/* Nothing else can be left of a sandbox inside the JVM. */
	@Override
	protected Set<String> leftovers() {
		return BusyThreads.named(OF_THE_CONTRACT);
	}

}
