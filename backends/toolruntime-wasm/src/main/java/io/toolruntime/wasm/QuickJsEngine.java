package io.toolruntime.wasm;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import run.endive.wasm.WasmModule;
import run.endive.wasm.types.MutabilityType;

import io.toolruntime.wasm.generated.QuickJs;

/**
 * QuickJS, ready to be cloned: the compiled module and a snapshot of its memory in which
 * the engine and the prelude are initialised. Made once, shared by all executions, safe
 * for use by several threads.
 */
final class QuickJsEngine {

	/** What the caller's source is called in stack traces. */
	static final String SOURCE_NAME = "main.js";

	/** What our own source is called; its frames are not shown. */
	static final String PRELUDE_NAME = "toolruntime:prelude";

	/**
	 * The engine's own stack. Its 1 MB region keeps the other half for what runs after
	 * the check.
	 */
	private static final int MAX_STACK = 512 << 10;

	/**
	 * Memory that a guest has before it runs anything, known before there is an engine.
	 */
	static final int BASE_PAGES = 23;

	private static final int INITIAL_PAGES = 18;

	private static final int MAX_INITIAL_PAGES = 256;

	private final WasmModule module;

	private final QuickJsFunctions functions;

	private final MemorySnapshot snapshot;

	private final QuickJsLayout layout;

	private final String version;

	private final SecureRandom random = new SecureRandom();

	private final GuestJson json;

	private QuickJsEngine(WasmModule module, QuickJsFunctions functions, MemorySnapshot snapshot, QuickJsLayout layout,
			String version, GuestJson json) {
		this.json = json;
		this.module = module;
		this.functions = functions;
		this.snapshot = snapshot;
		this.layout = layout;
		this.version = version;
	}

	/**
	 * Loads and initialises the engine. Takes some hundred milliseconds.
	 * @param json reads and writes the JSON of guests
	 * @return the engine
	 */
	static QuickJsEngine create(GuestJson json) {
		WasmModule module = QuickJs.load();
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
		if (memory.pages() > BASE_PAGES) {
			throw new IllegalStateException(
					"A guest has " + memory.pages() + " pages before it runs anything, not " + BASE_PAGES + " at most");
		}
		MemorySnapshot snapshot = new MemorySnapshot(memory.snapshotBlocks(), memory.pages(), instance.stackPointer());
		return new QuickJsEngine(module, functions, snapshot, layout, version, json);
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

	/**
	 * Returns the version of QuickJS.
	 * @return such as {@code 0.17.0}
	 */
	String version() {
		return this.version;
	}

	/**
	 * Names everything that a guest could call on the host, by the module itself.
	 * @return the imports, such as {@code env.host_call}
	 */
	List<String> imports() {
		List<String> names = new ArrayList<>();
		this.module.importSection()
			.stream()
			.forEach((imported) -> names.add(imported.module() + "." + imported.name()));
		return names;
	}

	/**
	 * Makes a guest with its own random state, which cannot grow until it is given a
	 * limit.
	 * @param budget bounds the memory of several; what a guest begins with is reserved in
	 * it
	 * @return the guest
	 */
	QuickJsGuest newGuest(MemoryBudget budget) {
		long seed;
		do {
			seed = this.random.nextLong();
		}
		while (seed == 0);
		boolean made = false;
		try {
			GuestMemory memory = GuestMemory.cloneOf(this.snapshot, budget);
			memory.writeLong(this.layout.randomState(), seed);
			QuickJsGuest guest = new QuickJsGuest(this.module, this.functions, memory, this.layout,
					this.snapshot.stackPointer(), this.json);
			made = true;
			return guest;
		}
		finally {
			if (!made) {
				budget.release(basePages());
			}
		}
	}

	/**
	 * Returns how much memory a guest has before it runs anything.
	 * @return pages of 64 KB, {@link #BASE_PAGES} at most
	 */
	int basePages() {
		return this.snapshot.pages();
	}

}
