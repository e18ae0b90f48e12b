package io.toolruntime.wasm;

import java.io.InputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

import io.toolruntime.wasm.generated.QuickJs;

/**
 * QuickJS, ready to be cloned: the compiled module and a snapshot of its memory in which
 * the engine and the prelude are initialised. Loaded once, shared by all executions, safe
 * for use by several threads.
 */
final class QuickJsEngine {

	/** What the caller's source is called in stack traces. */
	static final String SOURCE_NAME = "main.js";

	/** What our own source is called; its frames are not shown. */
	static final String PRELUDE_NAME = "toolruntime:prelude";

	/**
	 * Memory that a guest has before it runs anything, known before there is an engine.
	 */
	static final int BASE_PAGES = 23;

	private final WasmModule module;

	private final QuickJsFunctions functions;

	private final MemorySnapshot snapshot;

	private final QuickJsLayout layout;

	private final String version;

	private final SecureRandom random = new SecureRandom();

	private final GuestJson json;

	QuickJsEngine(WasmModule module, EngineImage image, GuestJson json) {
		this.json = json;
		this.module = forClones(module);
		this.functions = new QuickJsFunctions(module);
		this.snapshot = image.snapshot();
		this.layout = image.layout();
		this.version = image.version();
	}

	/**
	 * Loads the engine, as it was initialised when this module was built.
	 * @param json reads and writes the JSON of guests
	 * @return the engine
	 */
	static QuickJsEngine load(GuestJson json) {
		WasmModule module = module();
		EngineImage image = EngineImage.read();
		return new QuickJsEngine(module, (image != null) ? image : EngineBirth.of(module), json);
	}

	/*
	 * Not validated again: the compiler did so, and classes are what is run.
	 */
	static WasmModule module() {
		return Parser.builder().withValidation(false).build().parse(() -> {
			InputStream stream = QuickJs.class.getResourceAsStream("QuickJs.meta");
			if (stream == null) {
				throw new IllegalStateException("QuickJs.meta is missing beside " + QuickJs.class.getName());
			}
			return stream;
		});
	}

	/*
	 * Names are looked up once, by QuickJsFunctions. Some hundred exports are half of
	 * what making an instance takes.
	 */
	private static WasmModule forClones(WasmModule module) {
		WasmModule.Builder clones = WasmModule.builder()
			.withValidation(false)
			.setTypeSection(module.typeSection())
			.setImportSection(module.importSection())
			.setFunctionSection(module.functionSection())
			.setTableSection(module.tableSection())
			.setGlobalSection(module.globalSection())
			.setElementSection(module.elementSection())
			.setCodeSection(module.codeSection())
			.setDataSection(module.dataSection());
		module.memorySection().ifPresent(clones::setMemorySection);
		return clones.build();
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
