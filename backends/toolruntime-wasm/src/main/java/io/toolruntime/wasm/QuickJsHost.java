package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolException;

/**
 * What the engine of a guest calls: its clock, its output, its timers, its gateway. Has
 * no files, no random source and no other way out.
 */
final class QuickJsHost implements QuickJsInstance.Imports {

	static final int ERRNO_BADF = 8;

	private static final int MAX_NAME = 512;

	/** Bytes of output that are copied at once. */
	private static final int OUTPUT_CHUNK = 64 << 10;

	private final GuestJson json;

	private final Timers timers = new Timers();

	private @Nullable QuickJsContext js;

	private @Nullable PendingCalls calls;

	private @Nullable GuestHost host;

	private long startedAt = System.nanoTime();

	QuickJsHost(GuestJson json) {
		this.json = json;
	}

	/**
	 * Tells whose calls these are: the instance is made after its imports.
	 * @param js the values of the instance
	 * @param calls its calls of the gateway
	 */
	void attach(QuickJsContext js, PendingCalls calls) {
		this.js = js;
		this.calls = calls;
	}

	/**
	 * Serves an execution from now on.
	 * @param host the host
	 */
	void serve(GuestHost host) {
		this.host = host;
		this.startedAt = System.nanoTime();
	}

	Timers timers() {
		return this.timers;
	}

	/**
	 * Returns the host of the execution.
	 * @return the host
	 */
	GuestHost host() {
		return required(this.host);
	}

	private QuickJsContext js() {
		return required(this.js);
	}

	private static <T> T required(@Nullable T part) {
		if (part == null) {
			throw new IllegalStateException("The guest was called before it was given an execution");
		}
		return part;
	}

	@Override
	public int call(String function, long[] args) {
		switch (function) {
			case "host_interrupt":
				host().requireRunning();
				return 0;
			case "host_call":
				return call(new HostCall(js(), args));
			case "clock_time_get":
				js().memory()
					.writeLong((int) args[2], (args[0] == 0) ? wallClock() : System.nanoTime() - this.startedAt);
				return 0;
			case "host_module_normalize":
				return instance()
					.allocate(instance().cString((int) args[1], MAX_NAME).getBytes(StandardCharsets.UTF_8));
			case "host_module_load":
				js().raiseTypeError("Cannot import '" + instance().cString((int) args[0], MAX_NAME)
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

	private QuickJsInstance instance() {
		return js().instance();
	}

	private static long wallClock() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1_000_000_000L + now.getNano();
	}

	private int call(HostCall call) {
		return switch (call.function()) {
			case WRITE -> write(call);
			case START -> call.result(required(this.calls).start(call, host()));
			case NAMES -> names(call);
			case SET_TIMER -> {
				this.timers.set((int) call.number(0), (long) (call.number(1) * 1_000_000));
				yield call.result(JsValue.UNDEFINED);
			}
			case CLEAR_TIMER -> {
				this.timers.clear((int) call.number(0));
				yield call.result(JsValue.UNDEFINED);
			}
		};
	}

	/*
	 * Output goes out in pieces: a string may be as large as all of the guest's memory.
	 */
	private int write(HostCall call) {
		boolean error = call.number(0) != 1;
		GuestMemory memory = js().memory();
		Boolean written = js().withText(call.argument(1), (address, length) -> {
			int done = 0;
			while (done < length) {
				int end = Math.min(length, done + OUTPUT_CHUNK);
				while (end < length && end > done + 1 && (memory.read(address + end) & 0xC0) == 0x80) {
					end--;
				}
				host().output(error, instance().text(address + done, end - done));
				done = end;
			}
			return true;
		});
		return (written != null) ? call.result(JsValue.UNDEFINED) : 0;
	}

	private int names(HostCall call) {
		long namespace = call.argument(0);
		try {
			String text = JsValue.isUndefined(namespace) ? null : js().text(namespace, MAX_NAME);
			List<String> names = host().names(text);
			return call.result(js().parseJson(this.json.write(names)));
		}
		catch (ToolException ex) {
			long error = required(this.calls)
				.toolError(new GatewayAnswer.Failure(ex.getToolId(), ex.getCode(), ex.getMessage()), JsValue.UNDEFINED);
			if (!JsValue.isException(error)) {
				js().raise(error);
			}
			return 0;
		}
	}

}
