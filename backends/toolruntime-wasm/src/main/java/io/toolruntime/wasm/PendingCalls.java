package io.toolruntime.wasm;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;

/**
 * The calls of the gateway that a guest's code awaits: each is a promise there, and
 * settled when the host has answered.
 */
final class PendingCalls {

	private static final int MAX_CALLS_IN_FLIGHT = 4096;

	private static final int MAX_NAME = 512;

	private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.UTF_8);

	private final QuickJsContext js;

	private final QuickJsJobs jobs;

	private final QuickJsLayout layout;

	private final Map<Integer, PendingCall> pending = new HashMap<>();

	private int lastCall;

	PendingCalls(QuickJsContext js, QuickJsJobs jobs, QuickJsLayout layout) {
		this.js = js;
		this.jobs = jobs;
		this.layout = layout;
	}

	/**
	 * Starts a call.
	 * @param call the function's arguments: method, names, arguments, and an error made
	 * where the code calls
	 * @param host serves it
	 * @return the promise of its result, or an exception
	 */
	long start(HostCall call, GuestHost host) {
		long[] settlers = new long[2];
		long promise = this.jobs.newPromise(settlers);
		if (!JsValue.isException(promise)) {
			start(call, new PendingCall(settlers[0], settlers[1], this.js.dup(call.argument(4))), host);
		}
		return promise;
	}

	private void start(HostCall call, PendingCall entry, GuestHost host) {
		GatewayMethod method = method(call.number(0));
		if (this.pending.size() >= MAX_CALLS_IN_FLIGHT) {
			reject(entry, new GatewayAnswer.Failure(null, ToolErrorCode.RATE_LIMITED, "There are " + MAX_CALLS_IN_FLIGHT
					+ " calls that have not ended; await some before you make more"));
			return;
		}
		String first = name(call.argument(1));
		String second = name(call.argument(2));
		if (first == null || second == null) {
			reject(entry, invalid(method, "the tool's name is no string, or too long"));
			return;
		}
		long value = call.argument(3);
		boolean none = JsValue.isUndefined(value) || value == JsValue.NULL;
		long text = none ? JsValue.UNDEFINED : this.js.stringifyJson(value);
		if (JsValue.isException(text)) {
			reject(entry, this.js.takeException());
			return;
		}
		if (!none && JsValue.isUndefined(text)) {
			reject(entry, invalid(method, "the arguments must be an object"));
			return;
		}
		int id = ++this.lastCall;
		if (none) {
			this.pending.put(id, entry);
			host.call(new GatewayCall(id, method, first, second, EMPTY_OBJECT.length, () -> EMPTY_OBJECT));
			return;
		}
		Integer size = this.js.withText(text, (address, length) -> length);
		if (size == null || size < 0 || size > GuestJson.MAX_BYTES) {
			this.js.free(text);
			reject(entry, invalid(method, "the arguments are larger than " + (GuestJson.MAX_BYTES >> 20) + " MB"));
			return;
		}
		this.pending.put(id, entry);
		host.call(new GatewayCall(id, method, first, second, size, () -> takeText(text)));
	}

	private static GatewayMethod method(double number) {
		if (number >= 0 && number < GatewayMethod.values().length) {
			return GatewayMethod.values()[(int) number];
		}
		throw new GuestFault("The guest called a gateway method that does not exist");
	}

	private static GatewayAnswer.Failure invalid(GatewayMethod method, String what) {
		return new GatewayAnswer.Failure(null, ToolErrorCode.VALIDATION_INPUT,
				"The call of " + method.called() + " is not valid: " + what);
	}

	private @Nullable String name(long value) {
		if (JsValue.isUndefined(value)) {
			return "";
		}
		return JsValue.isString(value) ? this.js.text(value, MAX_NAME) : null;
	}

	private byte[] takeText(long text) {
		byte[] bytes = this.js.withText(text, (address, length) -> this.js.memory().readBytes(address, length));
		this.js.free(text);
		return (bytes != null) ? bytes : EMPTY_OBJECT;
	}

	/**
	 * Settles the promise of a call.
	 * @param answer the answer
	 */
	void settle(GatewayAnswer answer) {
		PendingCall call = this.pending.remove(answer.id());
		if (call == null) {
			return;
		}
		if (answer.failure() != null) {
			reject(call, answer.failure());
			return;
		}
		byte[] json = answer.json();
		long value = (json != null) ? this.js.parseJson(json) : JsValue.NULL;
		if (JsValue.isException(value)) {
			reject(call, this.js.takeException());
			return;
		}
		settle(call, call.resolve(), value);
	}

	private void reject(PendingCall call, GatewayAnswer.Failure failure) {
		long error = toolError(failure, call.site());
		reject(call, JsValue.isException(error) ? this.js.takeException() : error);
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

	/**
	 * Makes the error of a call that failed.
	 * @param failure why it failed
	 * @param site an error made where the code calls, or undefined
	 * @return the error, or an exception
	 */
	long toolError(GatewayAnswer.Failure failure, long site) {
		long toolId = (failure.toolId() != null) ? this.js.string(failure.toolId()) : JsValue.NULL;
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

}
