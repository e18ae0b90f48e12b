package io.toolruntime.wasm;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.BackendContract;
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

	/*
	 * Nothing but threads can be left of a sandbox inside the JVM. Those that wait for
	 * their next task are no sandbox's.
	 */
	@Override
	protected Set<String> leftovers() {
		Set<String> threads = new TreeSet<>();
		Thread.getAllStackTraces().forEach((thread, stack) -> {
			if (OF_THE_CONTRACT.matcher(thread.getName()).lookingAt() && !isWaiting(stack)) {
				threads.add(thread.getName());
			}
		});
		return threads;
	}

	private static boolean isWaiting(StackTraceElement[] stack) {
		return Stream.of(stack)
			.anyMatch((frame) -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
					&& frame.getMethodName().equals("getTask"));
	}

}
