package io.toolruntime.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
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

	private static final int INITIAL_PAGES = 18;

	private static final int MAX_INITIAL_PAGES = 256;

	private final WasmModule module;

	private final QuickJsFunctions functions;

	private final MemorySnapshot snapshot;

	private final Layout layout;

	private final String version;

	private final SecureRandom random = new SecureRandom();

	private final GuestJson json;

	private QuickJsEngine(WasmModule module, QuickJsFunctions functions, MemorySnapshot snapshot, Layout layout,
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
		Birth birth = new Birth(memory);
		QuickJsInstance js = new QuickJsInstance(module, functions, memory, birth);
		requireOneMutableGlobal(module);
		js.invoke(functions.initialize);
		if (js.invoke(functions.init) != 0) {
			throw new IllegalStateException("The embedded QuickJS could not be initialised");
		}
		int randomState = birth.findRandomState();
		int runtime = (int) js.invoke(functions.runtime);
		int context = (int) js.invoke(functions.context);
		int scratch = js.allocate(new byte[QuickJsInstance.SCRATCH_TOTAL]);
		js.attach(runtime, context, scratch);
		js.invoke(functions.setInterruptHandler, 1);
		js.invoke(functions.setModuleLoader, 1);
		js.invoke(functions.setMaxStackSize, MAX_STACK);
		String version = js.cString((int) js.invoke(functions.version), 64);
		Layout layout = Layout.of(js, runtime, context, scratch, randomState);
		js.invoke(functions.runGc, runtime);
		MemorySnapshot snapshot = new MemorySnapshot(memory.snapshotPages(), js.stackPointer());
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
	 * Returns how much memory a guest has before it runs anything.
	 * @return pages of 64 KB
	 */
	int basePages() {
		return this.snapshot.pages().length;
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
	 * Makes a guest with its own random state.
	 * @param maxPages pages at most
	 * @param budget bounds the memory of all
	 * @return the guest, or {@code null} if the budget has not enough left
	 */
	@Nullable QuickJsGuest newGuest(int maxPages, MemoryBudget budget) {
		GuestMemory memory = GuestMemory.cloneOf(this.snapshot, maxPages, budget);
		if (memory == null) {
			return null;
		}
		long seed;
		do {
			seed = this.random.nextLong();
		}
		while (seed == 0);
		memory.writeLong(this.layout.randomState(), seed);
		return new QuickJsGuest(this.module, this.functions, memory, this.layout, this.snapshot.stackPointer(),
				this.json);
	}

	/**
	 * Where the snapshot has what.
	 *
	 * @param runtime the engine's runtime
	 * @param context the engine's context
	 * @param scratch room for arguments
	 * @param randomState the state of {@code Math.random}
	 * @param sourceName name of the caller's source
	 * @param outName name of the global {@code __out}
	 * @param inputName name of the global {@code input}
	 * @param defaultName name of a module's default export
	 * @param global the global object
	 * @param toolError function of the prelude that makes the error of a failed call
	 * @param fire function of the prelude that runs a timer
	 * @param describe function of the prelude that describes what was thrown
	 * @param callableSource function of the prelude that gives the source of a function
	 * @param call function of the prelude that calls a function and awaits its result
	 * @param environment object behind {@code process.env}
	 * @param assign function of the prelude that fills an object
	 * @param awaited function of the prelude that awaits a value
	 */
	record Layout(int runtime, int context, int scratch, int randomState, int sourceName, int outName, int inputName,
			int defaultName, long global, long toolError, long fire, long describe, long callableSource, long call,
			long environment, long assign, long awaited) {

		static Layout of(QuickJsInstance js, int runtime, int context, int scratch, int randomState) {
			byte[] source = readPrelude();
			int code = js.allocate(source);
			long prelude = js.eval(code, source.length, js.allocate(PRELUDE_NAME.getBytes()), 1, 0);
			js.free(code);
			long[] hostFunctions = new long[HostFunctionName.values().length];
			for (HostFunctionName name : HostFunctionName.values()) {
				hostFunctions[name.ordinal()] = js.newHostFunction(name.name());
			}
			long exported = QuickJsInstance.isException(prelude) ? prelude : js.call(prelude, hostFunctions);
			if (QuickJsInstance.isException(exported)) {
				throw new IllegalStateException(
						"The prelude of QuickJS failed: " + js.text(js.takeException(), Integer.MAX_VALUE));
			}
			return new Layout(runtime, context, scratch, randomState, js.allocate(SOURCE_NAME.getBytes()),
					js.allocate("__out".getBytes()), js.allocate("input".getBytes()), js.allocate("default".getBytes()),
					js.global(), js.element(exported, 0), js.element(exported, 1), js.element(exported, 2),
					js.element(exported, 3), js.element(exported, 4), js.element(exported, 5), js.element(exported, 6),
					js.element(exported, 7));
		}

		private static byte[] readPrelude() {
			try (InputStream in = QuickJsEngine.class.getResourceAsStream("prelude.js")) {
				if (in == null) {
					throw new IllegalStateException("prelude.js is missing beside " + QuickJsEngine.class.getName());
				}
				return in.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/** Functions that the prelude is given, in the order of its parameters. */
	enum HostFunctionName {

		/** Writes output. */
		WRITE,

		/** Starts a call of the gateway. */
		START,

		/** Lists names of namespaces or tools. */
		NAMES,

		/** Sets a timer. */
		SET_TIMER,

		/** Takes a timer back. */
		CLEAR_TIMER

	}

	/**
	 * The host while the engine initialises itself: a clock that nobody else has, by
	 * which the random state that is seeded with it is found again.
	 */
	private static final class Birth implements QuickJsInstance.Imports {

		private final GuestMemory memory;

		/** Microseconds of a time in this century. */
		private final long clock = 1_000_000_000_000_000L
				+ (new SecureRandom().nextLong() & Long.MAX_VALUE) % 1_000_000_000_000_000L;

		Birth(GuestMemory memory) {
			this.memory = memory;
		}

		@Override
		public int call(String function, long[] args) {
			switch (function) {
				case "clock_time_get":
					// The monotonic clock begins with each execution
					this.memory.writeLong((int) args[2], (args[0] == 0) ? this.clock * 1000 : 0);
					return 0;
				case "random_get":
					byte[] bytes = new byte[(int) args[1]];
					new SecureRandom().nextBytes(bytes);
					this.memory.write((int) args[0], bytes);
					return 0;
				case "host_interrupt":
					return 0;
				default:
					return QuickJsGuest.ERRNO_BADF;
			}
		}

		/*
		 * The engine seeds its state with the clock, and draws one number from it.
		 */
		int findRandomState() {
			long state = this.clock;
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

}
