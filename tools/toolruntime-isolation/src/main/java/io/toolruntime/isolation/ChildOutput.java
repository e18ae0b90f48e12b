package io.toolruntime.isolation;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.GatewayMethod;
import io.toolruntime.gateway.ToolGatewayClient;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** What a call in a child makes: sent to the application, which keeps it. */
final class ChildOutput implements ToolCallOutput, ToolGatewayClient.Transport {

	/** Bytes of a file that are sent at once. */
	static final int PIECE = 384 << 10;

	private final FrameChannel channel;

	private final String call;

	private final AtomicLong requests = new AtomicLong();

	private final Map<Long, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();

	ChildOutput(FrameChannel channel, String call) {
		this.channel = channel;
		this.call = call;
	}

	@Override
	public String artifact(String path, @Nullable String mediaType, byte[] content) {
		if (content.length > MAX_ARTIFACT_BYTES) {
			throw new ToolException(null, ToolErrorCode.OUTPUT_LIMIT,
					"The file cannot be kept: it has more than " + MAX_ARTIFACT_BYTES + " bytes");
		}
		long request = this.requests.incrementAndGet();
		CompletableFuture<Map<String, Object>> answer = expect(request);
		int sent = 0;
		do {
			int length = Math.min(PIECE, content.length - sent);
			Map<String, @Nullable Object> message = message("artifact");
			message.put("request", request);
			message.put("path", path);
			message.put("mediaType", mediaType);
			message.put("data", ChildCalls.base64(content, sent, length));
			sent += length;
			message.put("last", sent == content.length);
			send(message);
		}
		while (sent < content.length);
		return String.valueOf(await(request, answer));
	}

	@Override
	public void log(String level, String text) {
		Map<String, @Nullable Object> message = message("log");
		message.put("level", cut(level));
		message.put("text", cut(text));
		send(message);
	}

	@Override
	public String source(Citation source) {
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("id", source.id());
		params.put("title", source.title());
		params.put("url", source.url());
		params.put("text", source.text());
		return String.valueOf(ask("source", "source", params));
	}

	@Override
	public void progress(double value, @Nullable Double total, @Nullable String message) {
		Map<String, @Nullable Object> event = message("progress");
		event.put("value", value);
		event.put("total", total);
		event.put("message", (message != null) ? cut(message) : null);
		send(event);
	}

	@Override
	@SuppressWarnings("NullAway") // Does not read the nullness of a value type from a
									// class file
	public @Nullable Object request(GatewayMethod method, Map<String, @Nullable Object> params) {
		return ask("gateway", method.wireName(), params);
	}

	private @Nullable Object ask(String type, String method, Map<String, @Nullable Object> params) {
		long request = this.requests.incrementAndGet();
		CompletableFuture<Map<String, Object>> answer = expect(request);
		Map<String, @Nullable Object> message = message(type);
		message.put("request", request);
		message.put("method", method);
		message.put("params", params);
		send(message);
		return await(request, answer);
	}

	private CompletableFuture<Map<String, Object>> expect(long request) {
		CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
		this.waiting.put(request, answer);
		return answer;
	}

	private @Nullable Object await(long request, CompletableFuture<Map<String, Object>> answer) {
		try {
			Map<String, Object> message = answer.get();
			if (message.get("error") instanceof Map<?, ?> error) {
				Object toolId = error.get("toolId");
				throw new ToolException((toolId != null) ? toolId.toString() : null,
						ToolErrorCode.of(String.valueOf(error.get("code"))), String.valueOf(error.get("message")));
			}
			return message.get("value");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ToolException(null, ToolErrorCode.CANCELLED, "The call was cancelled", ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.waiting.remove(request);
		}
	}

	/** Takes an answer. */
	void answered(Map<String, Object> message) {
		if (message.get("request") instanceof Number number) {
			CompletableFuture<Map<String, Object>> answer = this.waiting.remove(number.longValue());
			if (answer != null) {
				answer.complete(message);
			}
		}
	}

	private Map<String, @Nullable Object> message(String type) {
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("type", type);
		message.put("id", this.call);
		return message;
	}

	private static String cut(String text) {
		return (text.length() <= 8192) ? text : text.substring(0, 8192);
	}

	private void send(Map<String, @Nullable Object> message) {
		try {
			this.channel.send(message);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The application is gone", ex);
		}
	}

}
