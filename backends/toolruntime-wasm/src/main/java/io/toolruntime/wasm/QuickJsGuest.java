package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import run.endive.wasm.WasmModule;

import io.toolruntime.ExecutionError;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.wasm.QuickJsEngine.HostFunctionName;

/**
 * A clone of QuickJS that runs one execution's JavaScript: evaluates it, runs its jobs,
 * and carries calls of the gateway back and forth. Everything the code gives is its
 * claim, and bounded before it becomes an object of the host.
 */
final class QuickJsGuest implements Guest, QuickJsInstance.Imports {

	static final int ERRNO_BADF = 8;

	private static final int MAX_CALLS_IN_FLIGHT = 4096;

	private static final int MAX_NAME = 512;

	/** Bytes of output that are copied at once. */
	private static final int OUTPUT_CHUNK = 64 << 10;

	private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

	private final QuickJsInstance js;

	private final QuickJsEngine.Layout layout;

	private final Timers timers = new Timers();

	private final Map<Integer, PendingCall> pending = new HashMap<>();

	private final GuestJson json;

	private @Nullable GuestHost host;

	private long startedAt = System.nanoTime();

	private int lastCall;

	QuickJsGuest(WasmModule module, QuickJsFunctions functions, GuestMemory memory, QuickJsEngine.Layout layout,
			int stackPointer, GuestJson json) {
		this.json = json;
		this.layout = layout;
		this.js = new QuickJsInstance(module, functions, memory, this);
		this.js.attach(layout.runtime(), layout.context(), layout.scratch());
		this.js.setStackPointer(stackPointer);
	}

	@Override
	public GuestMemory memory() {
		return this.js.memory();
	}

	@Override
	public GuestResult run(GuestHost host, String code, byte @Nullable [] input, byte @Nullable [] environment) {
		this.host = host;
		this.startedAt = System.nanoTime();
		JavaScriptErrors errors = new JavaScriptErrors(this.js, this.layout, code, this.json);
		if (environment != null && !give(environment, true) || input != null && !give(input, false)) {
			return errors.describe(this.js.takeException());
		}
		JavaScriptCompiler compiler = new JavaScriptCompiler(this.js, this.layout, code, errors);
		JavaScriptCompiler.Compiled compiled = compiler.compile();
		if (compiled.error() != null) {
			return compiled.error();
		}
		Settled settled = settle(
				compiled.isModule() ? this.js.run(this.js.dup(compiled.value())) : this.js.call(compiled.value()));
		if (settled.failed() == null && compiled.isModule()) {
			settled = defaultExport(compiled.value());
		}
		if (settled.failed() == null && compiled.callsFunctions() && this.js.isFunction(settled.value())) {
			settled = callFunction(settled.value(), code, compiled.isModule());
		}
		if (settled.failed() == null && QuickJsInstance.isUndefined(settled.value())) {
			settled = Settled.value(this.js.property(this.layout.global(), this.layout.outName()));
		}
		if (settled.failed() != null) {
			return settled.failed().describe(errors);
		}
		return value(settled.value(), errors);
	}

	/*
	 * Gives the code its input or environment; false if the engine has no memory for it.
	 */
	private boolean give(byte[] json, boolean environment) {
		long value = this.js.parseJson(json);
		if (QuickJsInstance.isException(value)) {
			return false;
		}
		if (!environment) {
			this.js.setProperty(this.layout.global(), this.layout.inputName(), value);
			return true;
		}
		return !QuickJsInstance.isException(this.js.call(this.layout.assign(), this.layout.environment(), value));
	}

	private Settled defaultExport(long module) {
		long namespace = this.js.moduleNamespace(module);
		long value = QuickJsInstance.isException(namespace) ? namespace
				: this.js.property(namespace, this.layout.defaultName());
		if (QuickJsInstance.isException(value)) {
			return Settled.thrown(this.js.takeException());
		}
		return settle(this.js.call(this.layout.awaited(), value));
	}

	/*
	 * Calls a function that is all there is of the code, or its default export. Another
	 * function that an expression happens to give, such as Math.max, is only a value.
	 */
	private Settled callFunction(long function, String code, boolean exported) {
		long source = this.js.call(this.layout.callableSource(), function);
		String text = (QuickJsInstance.isException(source) || QuickJsInstance.isUndefined(source)) ? null
				: this.js.text(source, GuestJson.MAX_BYTES);
		if (text == null || !exported && !code.contains(text)) {
			return Settled.value(function);
		}
		return settle(this.js.call(this.layout.call(), function));
	}

	/*
	 * Runs jobs, timers and answers of the gateway until a promise is settled.
	 */
	private Settled settle(long promise) {
		if (QuickJsInstance.isException(promise)) {
			return Settled.thrown(this.js.takeException());
		}
		GuestHost host = host();
		while (true) {
			while (this.js.isJobPending()) {
				host.requireRunning();
				if (!this.js.executeJob()) {
					return Settled.thrown(this.js.takeException());
				}
			}
			int state = this.js.promiseState(promise);
			if (state == 1) {
				return Settled.value(this.js.promiseResult(promise));
			}
			if (state == 2) {
				return Settled.thrown(this.js.promiseResult(promise));
			}
			if (state != 0) {
				return Settled.value(promise);
			}
			Integer timer = this.timers.takeDue();
			if (timer != null) {
				long result = this.js.call(this.layout.fire(), timer & 0xFFFFFFFFL);
				if (QuickJsInstance.isException(result)) {
					return Settled.thrown(this.js.takeException());
				}
				this.js.free(result);
				continue;
			}
			Long due = this.timers.nextDue();
			GatewayAnswer answer = host.awaitAnswer(due);
			if (answer != null) {
				answer(answer);
			}
			else if (due == null) {
				return Settled.stuck();
			}
		}
	}

	private GuestResult value(long value, JavaScriptErrors errors) {
		long text = this.js.stringifyJson(value);
		if (QuickJsInstance.isException(text)) {
			return errors.describe(this.js.takeException(), "The value cannot be written as JSON: ");
		}
		if (QuickJsInstance.isUndefined(text)) {
			return GuestResult.ok(null);
		}
		byte[] bytes = this.js.withText(text, (address, length) -> (length < 0 || length > GuestJson.MAX_BYTES)
				? new byte[0] : memory().readBytes(address, length));
		if (bytes == null) {
			return errors.describe(this.js.takeException());
		}
		if (bytes.length == 0) {
			return GuestResult.failed(ExecutionError.of("RangeError", "The value is larger than "
					+ (GuestJson.MAX_BYTES >> 20) + " MB of JSON; return less of it, or print it"));
		}
		try {
			return GuestResult.ok(this.json.read(bytes));
		}
		catch (IllegalArgumentException ex) {
			return GuestResult
				.failed(ExecutionError.of("RangeError", "The value cannot be returned: " + ex.getMessage()));
		}
	}

	// What the engine calls

	@Override
	public int call(String function, long[] args) {
		switch (function) {
			case "host_interrupt":
				host().requireRunning();
				return 0;
			case "host_call":
				return hostCall(args);
			case "clock_time_get":
				this.js.memory()
					.writeLong((int) args[2], (args[0] == 0) ? wallClock() : System.nanoTime() - this.startedAt);
				return 0;
			case "host_module_normalize":
				return this.js.allocate(this.js.cString((int) args[1], MAX_NAME).getBytes(StandardCharsets.UTF_8));
			case "host_module_load":
				this.js.raiseTypeError("Cannot import '" + this.js.cString((int) args[0], MAX_NAME)
						+ "': there are no modules in a WASM sandbox; use what the language has built in, and tools");
				return 0;
			case "host_get_timezone_offset":
				// UTC: where the host stands is none of the code's business
				return 0;
			default:
				// No files, no random source, no unhandled rejections
				return ERRNO_BADF;
		}
	}

	private static long wallClock() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1_000_000_000L + now.getNano();
	}

	private GuestHost host() {
		GuestHost host = this.host;
		if (host == null) {
			throw new IllegalStateException("The guest was called before it was given an execution");
		}
		return host;
	}

	private int hostCall(long[] args) {
		String name = this.js.text((int) args[0], (int) Math.min(args[1], MAX_NAME));
		return switch (hostFunction(name)) {
			case WRITE -> write(args);
			case START -> start(args);
			case NAMES -> names(args);
			case SET_TIMER -> {
				double delay = this.js.number(args, 1);
				this.timers.set((int) this.js.number(args, 0), (long) (delay * 1_000_000));
				yield this.js.hostResult(QuickJsInstance.UNDEFINED);
			}
			case CLEAR_TIMER -> {
				this.timers.clear((int) this.js.number(args, 0));
				yield this.js.hostResult(QuickJsInstance.UNDEFINED);
			}
		};
	}

	/*
	 * Output goes out in pieces: a string may be as large as all of the guest's memory.
	 */
	private int write(long[] args) {
		boolean error = this.js.number(args, 0) != 1;
		Boolean written = this.js.withText(this.js.argument(args, 1), (address, length) -> {
			int done = 0;
			while (done < length) {
				int end = Math.min(length, done + OUTPUT_CHUNK);
				while (end < length && end > done + 1 && (memory().read(address + end) & 0xC0) == 0x80) {
					end--;
				}
				host().output(error, this.js.text(address + done, end - done));
				done = end;
			}
			return true;
		});
		return (written != null) ? this.js.hostResult(QuickJsInstance.UNDEFINED) : 0;
	}

	private int names(long[] args) {
		long namespace = this.js.argument(args, 0);
		try {
			String text = QuickJsInstance.isUndefined(namespace) ? null : this.js.text(namespace, MAX_NAME);
			List<String> names = host().names(text);
			return this.js.hostResult(this.js.parseJson(this.json.write(names)));
		}
		catch (ToolException ex) {
			long error = toolError(new GatewayAnswer.Failure(ex.getToolId(), ex.getCode(), ex.getMessage()),
					QuickJsInstance.UNDEFINED);
			if (!QuickJsInstance.isException(error)) {
				this.js.raise(error);
			}
			return 0;
		}
	}

	private int start(long[] args) {
		long[] settlers = new long[2];
		long promise = this.js.newPromise(settlers);
		if (QuickJsInstance.isException(promise)) {
			return 0;
		}
		PendingCall call = new PendingCall(settlers[0], settlers[1], this.js.dup(this.js.argument(args, 4)));
		start(args, call);
		return this.js.hostResult(promise);
	}

	private void start(long[] args, PendingCall call) {
		GatewayMethod method = method(this.js.number(args, 0));
		if (this.pending.size() >= MAX_CALLS_IN_FLIGHT) {
			reject(call, new GatewayAnswer.Failure(null, ToolErrorCode.RATE_LIMITED, "There are " + MAX_CALLS_IN_FLIGHT
					+ " calls that have not ended; await some before you make more"));
			return;
		}
		String first = name(args, 1);
		String second = name(args, 2);
		if (first == null || second == null) {
			reject(call, invalid(method, "the tool's name is no string, or too long"));
			return;
		}
		long value = this.js.argument(args, 3);
		boolean none = QuickJsInstance.isUndefined(value) || value == QuickJsInstance.NULL;
		long text = none ? QuickJsInstance.UNDEFINED : this.js.stringifyJson(value);
		if (QuickJsInstance.isException(text)) {
			reject(call, this.js.takeException());
			return;
		}
		if (!none && QuickJsInstance.isUndefined(text)) {
			reject(call, invalid(method, "the arguments must be an object"));
			return;
		}
		int id = ++this.lastCall;
		this.pending.put(id, call);
		if (none) {
			host().call(new GatewayCall(id, method, first, second, EMPTY_OBJECT.length, () -> EMPTY_OBJECT));
			return;
		}
		Integer size = this.js.withText(text, (address, length) -> length);
		if (size == null || size < 0 || size > GuestJson.MAX_BYTES) {
			this.pending.remove(id);
			this.js.free(text);
			reject(call, invalid(method, "the arguments are larger than " + (GuestJson.MAX_BYTES >> 20) + " MB"));
			return;
		}
		host().call(new GatewayCall(id, method, first, second, size, () -> takeText(text)));
	}

	private static GatewayMethod method(double number) {
		if (number >= 0 && number < GatewayMethod.values().length) {
			return GatewayMethod.values()[(int) number];
		}
		throw new GuestFault("The guest called a gateway method that does not exist");
	}

	private static HostFunctionName hostFunction(String name) {
		for (HostFunctionName function : HostFunctionName.values()) {
			if (function.name().equals(name)) {
				return function;
			}
		}
		throw new GuestFault("The guest called a host function that does not exist");
	}

	private byte[] takeText(long text) {
		byte[] bytes = this.js.withText(text, (address, length) -> memory().readBytes(address, length));
		this.js.free(text);
		return (bytes != null) ? bytes : EMPTY_OBJECT;
	}

	private @Nullable String name(long[] args, int index) {
		long value = this.js.argument(args, index);
		if (QuickJsInstance.isUndefined(value)) {
			return "";
		}
		return QuickJsInstance.isString(value) ? this.js.text(value, MAX_NAME) : null;
	}

	private static GatewayAnswer.Failure invalid(GatewayMethod method, String what) {
		return new GatewayAnswer.Failure(null, ToolErrorCode.VALIDATION_INPUT,
				"The call of " + method.called() + " is not valid: " + what);
	}

	private void answer(GatewayAnswer answer) {
		PendingCall call = this.pending.remove(answer.id());
		if (call == null) {
			return;
		}
		if (answer.failure() != null) {
			reject(call, answer.failure());
			return;
		}
		byte[] json = answer.json();
		long value = (json != null) ? this.js.parseJson(json) : QuickJsInstance.NULL;
		if (QuickJsInstance.isException(value)) {
			reject(call, this.js.takeException());
			return;
		}
		settle(call, call.resolve(), value);
	}

	private void reject(PendingCall call, GatewayAnswer.Failure failure) {
		long error = toolError(failure, call.site());
		reject(call, QuickJsInstance.isException(error) ? this.js.takeException() : error);
	}

	private void reject(PendingCall call, long error) {
		settle(call, call.reject(), error);
	}

	private void settle(PendingCall call, long settler, long value) {
		this.js.free(this.js.call(settler, value));
		this.js.free(value);
		this.js.free(call.resolve());
		this.js.free(call.reject());
		this.js.free(call.site());
	}

	private long toolError(GatewayAnswer.Failure failure, long site) {
		long toolId = (failure.toolId() != null) ? this.js.string(failure.toolId()) : QuickJsInstance.NULL;
		long code = this.js.string(failure.code().value());
		long message = this.js.string(failure.message());
		long error = this.js.call(this.layout.toolError(), toolId, code, message, site);
		this.js.free(toolId);
		this.js.free(code);
		this.js.free(message);
		return error;
	}

	private record PendingCall(long resolve, long reject, long site) {
	}

	/**
	 * How a promise was settled.
	 */
	private record Settled(long value, @Nullable Failure failed) {

		static Settled value(long value) {
			return new Settled(value, null);
		}

		static Settled thrown(long reason) {
			return new Settled(QuickJsInstance.UNDEFINED, new Failure(reason, false));
		}

		static Settled stuck() {
			return new Settled(QuickJsInstance.UNDEFINED, new Failure(QuickJsInstance.UNDEFINED, true));
		}

	}

	private record Failure(long reason, boolean stuck) {

		GuestResult describe(JavaScriptErrors errors) {
			return this.stuck ? GuestResult.failed(ExecutionError.of("Error",
					"The code awaits a promise that nothing will settle: no tool call runs and no timer is set"))
					: errors.describe(this.reason);
		}

	}

}
