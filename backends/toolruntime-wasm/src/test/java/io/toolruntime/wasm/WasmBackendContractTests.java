package io.toolruntime.wasm;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.Lack;

/**
 * The embedded sandboxes keep the contract; there are no processes and no files in them.
 */
class WasmBackendContractTests extends BackendContract {

	private static final int SMALLEST_MEMORY = 16;

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
		return EnumSet.of(Lack.PROCESSES, Lack.FILES);
	}

	@Override
	protected int smallestMemory() {
		return SMALLEST_MEMORY;
	}

	/* Nothing but threads can be left of a sandbox inside the JVM. */
	@Override
	protected Set<String> leftovers() {
		Set<String> threads = new TreeSet<>();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			String name = thread.getName();
			if (name.startsWith("toolruntime-wasm-cold") || name.startsWith("toolruntime-wasm-pooled")) {
				threads.add(name);
			}
		}
		return threads;
	}

}
