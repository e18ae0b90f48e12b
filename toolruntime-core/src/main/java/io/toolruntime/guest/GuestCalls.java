package io.toolruntime.guest;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.gateway.GatewayMethod;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Serves the requests of one guest: a few at once, the others wait their turn. A request
 * holds its turn until its answer is written, so that a guest that does not read what it
 * asked for has no more than a few answers in the host's memory.
 */
final class GuestCalls {

	private static final Logger logger = LoggerFactory.getLogger(GuestCalls.class);

	/** Requests that are served at once. */
	static final int MAX_PARALLEL = 16;

	/** Requests without an answer; our own guests stop at a quarter of this. */
	static final int MAX_WAITING = 256;

	/** Bytes of memory that requests without an answer take, roughly. */
	static final long MAX_WAITING_BYTES = 64 << 20;

	private static final int FAILURE = -32000;

	/** Longer than any tool's id that exists. */
	private static final int MAX_TOOL_ID = 400;

	private static final int MAX_TEXT = 16 << 10;

	private final ToolGatewayServer gateway;

	private final Executor threads;

	private final GuestInput input;

	private final GuestEvents events;

	private final String name;

	private final Object lock = new Object();

	private final Queue<Call> waiting = new ArrayDeque<>();

	private int running;

	private int unanswered;

	private long bytes;

	private long lastId;

	private boolean closed;

	GuestCalls(ToolGatewayServer gateway, Executor threads, GuestInput input, GuestEvents events, String name) {
		this.gateway = gateway;
		this.threads = threads;
		this.input = input;
		this.events = events;
		this.name = name;
	}

	/**
	 * Takes a request. Does not wait.
	 * @param message the request
	 * @throws GuestProtocolException if it is not one that the guest may send
	 */
	void take(GuestMessage message) {
		long id = (message.id() != null) ? message.id() : 0;
		GatewayMethod method = GatewayMethod.named(String.valueOf(message.method()))
			.orElseThrow(() -> new GuestProtocolException("a request has an unknown method"));
		synchronized (this.lock) {
			if (id <= this.lastId) {
				throw new GuestProtocolException("the id of a request is not larger than the one before");
			}
			if (this.closed) {
				return;
			}
			this.lastId = id;
			this.unanswered++;
			this.bytes += message.weight();
			if (this.unanswered > MAX_WAITING || this.bytes > MAX_WAITING_BYTES) {
				throw new GuestProtocolException("there are too many requests without an answer");
			}
			this.waiting.add(new Call(id, method, message.body(), message.weight()));
		}
		startNext();
	}

	private void startNext() {
		Call call;
		synchronized (this.lock) {
			call = (this.running < MAX_PARALLEL) ? this.waiting.poll() : null;
			if (call == null) {
				return;
			}
			this.running++;
		}
		try {
			this.threads.execute(() -> {
				try {
					serve(call);
				}
				finally {
					done(call);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// On the thread that reads: the answer is short, and there is no other
			fail(call, new ToolException(null, ToolErrorCode.UNAVAILABLE,
					"Too many tool calls are running; try again later"));
			done(call);
		}
	}

	private void done(Call call) {
		synchronized (this.lock) {
			this.running--;
			this.unanswered--;
			this.bytes -= call.weight();
		}
		startNext();
	}

	private void serve(Call call) {
		try {
			Map<String, @Nullable Object> answer = answer(call);
			answer.put("result", this.gateway.serve(call.method(), call.params()));
			send(call, answer);
		}
		catch (ToolException ex) {
			// Before the guest knows: it may end on it
			this.events.refused(ex);
			fail(call, ex);
		}
		catch (RuntimeException | Error ex) {
			// What nobody expected may tell what the code must not know
			logger.warn("Guest {}: could not serve {}", this.name, call.method(), ex);
			fail(call, new ToolException(null, ToolErrorCode.INTERNAL,
					"The call failed inside the host; its log has execution " + this.name));
		}
	}

	private void send(Call call, Map<String, @Nullable Object> answer) {
		try {
			this.input.send(answer);
		}
		catch (IllegalArgumentException ex) {
			fail(call, new ToolException(null, ToolErrorCode.OUTPUT_LIMIT,
					"The result cannot be given to the code: " + ex.getMessage() + "; ask for less, page by page"));
		}
	}

	private void fail(Call call, ToolException failure) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("toolId", abbreviated(failure.getToolId(), MAX_TOOL_ID));
		data.put("code", failure.getCode().value());
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("code", FAILURE);
		error.put("message", abbreviated(failure.getMessage(), MAX_TEXT));
		error.put("data", data);
		Map<String, @Nullable Object> answer = answer(call);
		answer.put("error", error);
		this.input.send(answer);
	}

	/* The guest chose the id, and an answer must not be too large to be given. */
	private static @Nullable String abbreviated(@Nullable String text, int length) {
		return (text == null || text.length() <= length) ? text : text.substring(0, length) + "…";
	}

	/** Nobody waits any more: what has not been started is not. */
	void close() {
		synchronized (this.lock) {
			this.closed = true;
			this.waiting.clear();
		}
	}

	private static Map<String, @Nullable Object> answer(Call call) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("jsonrpc", "2.0");
		answer.put("id", call.id());
		return answer;
	}

	private record Call(long id, GatewayMethod method, Map<?, ?> params, long weight) {
	}

}
