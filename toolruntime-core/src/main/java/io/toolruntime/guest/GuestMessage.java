package io.toolruntime.guest;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One message of a guest, taken apart strictly: what has not the shape of a request, a
 * notification or the answer to {@code execute} breaks the protocol.
 *
 * @param method what is asked or told; {@code null} for the answer
 * @param id number of the request; {@code null} for a notification
 * @param body the parameters, or the answer: a {@code result} or an {@code error}
 * @param weight bytes that it takes in memory, roughly
 */
record GuestMessage(@Nullable String method, @Nullable Long id, Map<?, ?> body, long weight) {

	/** The number of the request to execute. */
	static final long EXECUTE = 0;

	private static final int MAX_METHOD = 64;

	/** What an object of the JVM takes that stands for a value. */
	private static final long BYTES_PER_VALUE = 64;

	static GuestMessage read(GuestJson json, byte[] bytes, int length) {
		GuestJson.Read read;
		try {
			read = json.read(bytes, length);
		}
		catch (IllegalArgumentException ex) {
			throw new GuestProtocolException("a frame cannot be read: " + ex.getMessage());
		}
		if (!(read.value() instanceof Map<?, ?> message) || !"2.0".equals(message.get("jsonrpc"))) {
			throw new GuestProtocolException("a frame is no JSON-RPC 2.0");
		}
		long weight = length + BYTES_PER_VALUE * read.values();
		Long id = id(message);
		if (!message.containsKey("method")) {
			return answer(message, id, weight);
		}
		if (!(message.get("method") instanceof String method) || method.length() > MAX_METHOD
				|| !(message.get("params") instanceof Map<?, ?> params)) {
			throw new GuestProtocolException("a frame has no method, or no object as parameters");
		}
		if (id != null && id <= EXECUTE) {
			throw new GuestProtocolException("the id of a request is not positive");
		}
		return new GuestMessage(method, id, params, weight);
	}

	private static @Nullable Long id(Map<?, ?> message) {
		if (!message.containsKey("id")) {
			return null;
		}
		if (message.get("id") instanceof Integer || message.get("id") instanceof Long) {
			return ((Number) message.get("id")).longValue();
		}
		throw new GuestProtocolException("the id of a message is no whole number");
	}

	private static GuestMessage answer(Map<?, ?> message, @Nullable Long id, long weight) {
		if (id == null || id != EXECUTE) {
			throw new GuestProtocolException("there is an answer to a request that was not made");
		}
		boolean result = message.get("result") instanceof Map<?, ?>;
		boolean error = message.get("error") instanceof Map<?, ?>;
		if (result == error) {
			throw new GuestProtocolException("an answer has not just one of result and error");
		}
		return new GuestMessage(null, id, message, weight);
	}

	boolean isAnswer() {
		return this.method == null;
	}

	boolean isRequest() {
		return this.method != null && this.id != null;
	}

	String text(String name) {
		if (this.body.get(name) instanceof String text) {
			return text;
		}
		throw new GuestProtocolException("a " + name + " is missing, or is no string");
	}

}
