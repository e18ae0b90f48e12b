package io.toolruntime.wasm;

import java.util.Arrays;

import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MutabilityType;

/**
 * Initialises an engine, when this module is built, and is its host meanwhile: a clock by
 * which the random state that is seeded with it is found again. Nothing here is random or
 * secret: the same sources give the same image, and each execution is seeded anew.
 */
final class EngineBirth implements QuickJsInstance.Imports {

	/**
	 * The engine's own stack. Its 1 MB region keeps the other half for what runs after
	 * the check.
	 */
	private static final int MAX_STACK = 512 << 10;

	private static final int INITIAL_PAGES = 18;

	private static final int MAX_INITIAL_PAGES = 256;

	/**
	 * Microseconds. The same in every build, and unlike all else that is in memory.
	 */
	private static final long CLOCK = 1_357_924_680_135_791L;

	private final GuestMemory memory;

	private EngineBirth(GuestMemory memory) {
		this.memory = memory;
	}

	/**
	 * Initialises an engine.
	 * @param module the engine's module
	 * @return the engine as it is then
	 */
	static EngineImage of(WasmModule module) {
		QuickJsFunctions functions = new QuickJsFunctions(module);
		GuestMemory memory = GuestMemory.empty(INITIAL_PAGES, MAX_INITIAL_PAGES);
		EngineBirth birth = new EngineBirth(memory);
		QuickJsInstance instance = new QuickJsInstance(module, functions, memory, birth);
		requireOneMutableGlobal(module);
		instance.invoke(functions.initialize);
		if (instance.invoke(functions.init) != 0) {
			throw new IllegalStateException("The embedded QuickJS could not be initialised");
		}
		int randomState = birth.findRandomState();
		int runtime = (int) instance.invoke(functions.runtime);
		int context = (int) instance.invoke(functions.context);
		int scratch = instance.allocate(new byte[QuickJsContext.SCRATCH_TOTAL]);
		instance.invoke(functions.setInterruptHandler, 1);
		instance.invoke(functions.setModuleLoader, 1);
		instance.invoke(functions.setMaxStackSize, MAX_STACK);
		String version = instance.cString((int) instance.invoke(functions.version), 64);
		QuickJsLayout layout = QuickJsLayout.of(new QuickJsContext(instance, context, scratch), runtime, scratch,
				randomState);
		instance.invoke(functions.runGc, runtime);
		if (memory.pages() > QuickJsEngine.BASE_PAGES) {
			throw new IllegalStateException("A guest has " + memory.pages() + " pages before it runs anything, not "
					+ QuickJsEngine.BASE_PAGES + " at most");
		}
		return new EngineImage(new MemorySnapshot(memory.snapshotBlocks(), memory.pages(), instance.stackPointer()),
				layout, version);
	}

	/*
	 * A clone has the memory and the stack pointer of the original. If the engine had
	 * more state than that, clones would be wrong in ways that no test of ours might
	 * show.
	 */
	private static void requireOneMutableGlobal(WasmModule module) {
		int mutable = 0;
		for (int i = 0; i < module.globalSection().globalCount(); i++) {
			if (module.globalSection().getGlobal(i).mutabilityType() == MutabilityType.Var) {
				mutable++;
			}
		}
		if (mutable != 1) {
			throw new IllegalStateException("The embedded QuickJS has " + mutable
					+ " mutable globals; a snapshot keeps only its stack pointer");
		}
	}

	@Override
	public int call(String function, long[] args) {
		switch (function) {
			case "clock_time_get":
				// The monotonic clock begins with each execution
				this.memory.writeLong((int) args[2], (args[0] == 0) ? CLOCK * 1000 : 0);
				return 0;
			case "random_get":
				byte[] bytes = new byte[(int) args[1]];
				Arrays.fill(bytes, (byte) 0x5A);
				this.memory.write((int) args[0], bytes);
				return 0;
			case "host_interrupt":
				return 0;
			default:
				return QuickJsHost.ERRNO_BADF;
		}
	}

	/*
	 * The engine seeds its state with the clock, and draws one number from it.
	 */
	private int findRandomState() {
		long state = CLOCK;
		state ^= state >>> 12;
		state ^= state << 25;
		state ^= state >>> 27;
		int found = 0;
		int end = this.memory.pages() * GuestMemory.PAGE_SIZE;
		for (int address = 0; address < end; address += Long.BYTES) {
			if (this.memory.readLong(address) == state) {
				if (found != 0) {
					found = -1;
					break;
				}
				found = address;
			}
		}
		if (found <= 0) {
			throw new IllegalStateException("The random state of the embedded QuickJS was "
					+ ((found == 0) ? "not found" : "found twice") + "; executions would share random numbers");
		}
		return found;
	}

}
