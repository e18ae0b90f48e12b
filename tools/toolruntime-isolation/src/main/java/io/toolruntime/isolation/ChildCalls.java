package io.toolruntime.isolation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;

import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.ToolGatewayClient;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** Runs the calls of a child, one after the other. */
final class ChildCalls {

	/** The child's own folder, beside its socket. */
	static final String WORK = "w";

	private static final int MOST_FRAMES = 40;

	private final FrameChannel channel;

	private final Tool tool;

	private final File work;

	private volatile @Nullable Running running;

	/**
	 * Creates it.
	 * @param channel messages to and from the application
	 * @param tool what is called
	 * @param work the child's own folder, whose files are removed after each call
	 */
	ChildCalls(FrameChannel channel, Tool tool, File work) {
		this.channel = channel;
		this.tool = tool;
		this.work = work;
	}

	/**
	 * Begins a call. Called by the thread that reads, before another one does.
	 * @param message what is asked
	 * @return the call, to be run
	 */
	Running begin(Map<String, Object> message) {
		String id = String.valueOf(message.get("id"));
		Running call = new Running(id, new Cancellation(), new ChildOutput(this.channel, id), Thread.currentThread());
		this.running = call;
		return call;
	}

	/** Tells the tool that nobody waits for it. Called by the thread that reads. */
	void cancel(Map<String, Object> message) {
		Running call = this.running;
		if (call != null && call.id().equals(message.get("id"))) {
			call.cancellation().cancel();
			call.thread().interrupt();
		}
	}

	/** Takes an answer to what a call has asked. Called by the thread that reads. */
	void answered(Map<String, Object> message) {
		Running call = this.running;
		if (call != null && call.id().equals(message.get("id"))) {
			call.output().answered(message);
		}
	}

	/**
	 * Runs a call, and answers it.
	 * @param call the call
	 * @param message what is asked
	 */
	void run(Running call, Map<String, Object> message) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("id", call.id());
		try {
			context(message);
			Object value = this.tool.call(arguments(message), context(call, message));
			answer.put("type", "result");
			answer.put("value", value);
			clear(message, answer);
			send(answer, number(message, "output"));
		}
		catch (Throwable ex) {
			clear(message, answer);
			failed(answer, ex);
		}
		finally {
			// Nobody else's, whatever the tool did to it
			Thread.interrupted();
		}
	}

	private static void context(Map<String, Object> message) {
		if (message.get("log") instanceof Map<?, ?> log) {
			log.forEach((key, value) -> MDC.put(String.valueOf(key), String.valueOf(value)));
		}
	}

	/* What is next here may be for somebody else. */
	private void clear(Map<String, Object> message, Map<String, @Nullable Object> answer) {
		if (message.containsKey("log")) {
			MDC.clear();
		}
		if (!isCleared(this.work)) {
			answer.put("unclean", true);
		}
	}

	private static boolean isCleared(File folder) {
		boolean cleared = true;
		File[] files = folder.listFiles();
		if (files != null) {
			for (File file : files) {
				if (!Files.isSymbolicLink(file.toPath())) {
					cleared &= isCleared(file);
				}
				cleared &= file.delete();
			}
		}
		return cleared;
	}

	private static long number(Map<String, Object> message, String name) {
		return ((Number) Objects.requireNonNull(message.get(name))).longValue();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> arguments(Map<String, Object> message) {
		return (Map<String, Object>) Objects.requireNonNull(message.get("arguments"));
	}

	@SuppressWarnings("unchecked")
	private static ToolCallContext context(Running call, Map<String, Object> message) {
		Set<String> authorities = new HashSet<>((List<String>) Objects.requireNonNull(message.get("authorities")));
		Caller caller = new Caller(String.valueOf(message.get("caller")), (String) message.get("tenant"), authorities);
		Instant deadline = Instant.now().plusMillis(number(message, "timeout"));
		return new ToolCallContext(caller, (String) message.get("executionId"), (String) message.get("profile"),
				deadline, call.cancellation(), Limits.NONE,
				(Map<String, String>) Objects.requireNonNull(message.get("values")), call.output(),
				new ToolGatewayClient(call.output()));
	}

	private void send(Map<String, @Nullable Object> answer, long most) throws IOException {
		byte[] encoded;
		try {
			encoded = this.channel.encode(answer);
		}
		catch (JacksonException ex) {
			answer.remove("value");
			answer.put("type", "failed");
			answer.put("kind", "not_json");
			answer.put("trace", String.valueOf(ex.getOriginalMessage()));
			this.channel.send(answer);
			return;
		}
		if (encoded.length > most) {
			answer.remove("value");
			answer.put("type", "failed");
			answer.put("kind", "output");
			answer.put("bytes", encoded.length);
			this.channel.send(answer);
			return;
		}
		this.channel.send(encoded);
	}

	private void failed(Map<String, @Nullable Object> answer, Throwable failure) {
		answer.remove("value");
		answer.put("type", "failed");
		if (failure instanceof ToolException ex) {
			answer.put("kind", "tool");
			answer.put("code", ex.getCode().value());
			answer.put("message", cut(ex.getMessage()));
			answer.put("toolId", ex.getToolId());
		}
		else {
			answer.put("kind", (failure instanceof VirtualMachineError) ? "machine" : "thrown");
			answer.put("code", ((failure instanceof InterruptedException) ? ToolErrorCode.CANCELLED
					: ToolErrorCode.EXECUTION_FAILED)
				.value());
			answer.put("trace", trace(failure));
		}
		try {
			this.channel.send(answer);
		}
		catch (IOException | RuntimeException ex) {
			// Nobody is there to hear it
			Runtime.getRuntime().halt(1);
		}
	}

	private static String cut(String text) {
		return (text.length() <= 4000) ? text : text.substring(0, 4000);
	}

	/* Bounded, of whatever depth and length. */
	private static String trace(Throwable failure) {
		StringBuilder trace = new StringBuilder();
		Deque<Throwable> causes = new ArrayDeque<>();
		causes.add(failure);
		while (!causes.isEmpty() && trace.length() < 8000) {
			Throwable current = causes.remove();
			trace.append((trace.length() > 0) ? "Caused by: " : "").append(cut(String.valueOf(current))).append('\n');
			StackTraceElement[] frames = current.getStackTrace();
			for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
				trace.append("\tat ").append(frames[i]).append('\n');
			}
			if (current.getCause() != null) {
				causes.add(current.getCause());
			}
		}
		return trace.toString();
	}

	static String base64(byte[] content, int from, int length) {
		byte[] piece = new byte[length];
		System.arraycopy(content, from, piece, 0, length);
		return Base64.getEncoder().encodeToString(piece);
	}

	/**
	 * A call that runs.
	 *
	 * @param id its name
	 * @param cancellation tells that nobody waits
	 * @param output where what it makes goes
	 * @param thread the thread that runs it
	 */
	record Running(String id, Cancellation cancellation, ChildOutput output, Thread thread) {
	}

}
