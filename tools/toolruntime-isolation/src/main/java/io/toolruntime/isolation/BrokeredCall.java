package io.toolruntime.isolation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.gateway.GatewayMethod;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.HiddenFailures;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * A call that runs in a child, as the application sees it: takes what the child sends,
 * which is hostile, and answers what it asks from the gateway of the same execution. What
 * it may ask at once, and in all, is bounded; when the call ends, so does what it asked.
 */
final class BrokeredCall {

	private static final Logger logger = LoggerFactory.getLogger(BrokeredCall.class);

	private static final int MOST_MESSAGES = 200_000;

	private static final int MOST_AT_ONCE = 8;

	private static final int MOST_FILES_AT_ONCE = 4;

	private final String id;

	private final Child child;

	private final ToolCallContext context;

	private final ExecutorService threads;

	private final int mostToolCalls;

	private final CompletableFuture<Answer> answer = new CompletableFuture<>();

	private final Semaphore free = new Semaphore(MOST_AT_ONCE);

	private final AtomicInteger toolCalls = new AtomicInteger();

	private final Set<Thread> serving = new HashSet<>();

	private final Map<Object, ByteArrayOutputStream> files = new HashMap<>();

	private final HiddenFailures failures = new HiddenFailures();

	private int messages;

	private long bytes;

	private boolean ended;

	/**
	 * Creates it.
	 * @param child where it runs
	 * @param context the call as the application knows it
	 * @param mostToolCalls calls of other tools that it may make
	 * @param threads serve what it asks
	 */
	BrokeredCall(Child child, ToolCallContext context, int mostToolCalls, ExecutorService threads) {
		this.id = Child.number();
		this.child = child;
		this.context = context;
		this.mostToolCalls = mostToolCalls;
		this.threads = threads;
	}

	String id() {
		return this.id;
	}

	CompletableFuture<Answer> answer() {
		return this.answer;
	}

	/** The child has ended without an answer. */
	void ended(ChildEnd end) {
		this.answer.complete(new Answer(null, end));
	}

	/**
	 * Takes a message. Called by the thread that reads.
	 * @param message what the child says
	 * @throws IOException if it cannot be answered
	 */
	void handle(Map<String, Object> message) throws IOException {
		if (++this.messages > MOST_MESSAGES) {
			throw new TooMuchException();
		}
		if (!this.id.equals(message.get("id"))) {
			// Of a call that has ended, nothing counts
			return;
		}
		ToolCallOutput output = this.context.output();
		switch (String.valueOf(message.get("type"))) {
			case "log" -> output.log(String.valueOf(message.get("level")), String.valueOf(message.get("text")));
			case "progress" -> progress(message);
			case "artifact" -> artifact(message);
			case "source" -> reply(message, () -> output.source(citation(message)));
			case "gateway" -> gateway(message);
			case "result", "failed" -> this.answer.complete(new Answer(message, null));
			default -> throw new IOException("an unknown message");
		}
	}

	private void progress(Map<String, Object> message) {
		if (message.get("value") instanceof Number value) {
			Double total = (message.get("total") instanceof Number number) ? number.doubleValue() : null;
			String text = (message.get("message") != null) ? String.valueOf(message.get("message")) : null;
			this.context.output().progress(value.doubleValue(), total, text);
		}
	}

	private void artifact(Map<String, Object> message) throws IOException {
		Object request = String.valueOf(message.get("request"));
		if (!this.files.containsKey(request) && this.files.size() >= MOST_FILES_AT_ONCE) {
			throw new TooMuchException();
		}
		ByteArrayOutputStream file = this.files.computeIfAbsent(request, (key) -> new ByteArrayOutputStream());
		byte[] piece;
		try {
			piece = Base64.getDecoder().decode(String.valueOf(message.get("data")));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException("a file is no Base64", ex);
		}
		this.bytes += piece.length;
		if (this.bytes > 2 * ToolCallOutput.MAX_ARTIFACT_BYTES
				|| file.size() + piece.length > ToolCallOutput.MAX_ARTIFACT_BYTES) {
			throw new TooMuchException();
		}
		file.writeBytes(piece);
		if (Boolean.TRUE.equals(message.get("last"))) {
			this.files.remove(request);
			String type = (message.get("mediaType") instanceof String text) ? text : null;
			reply(message, () -> this.context.output()
				.artifact(String.valueOf(message.get("path")), type, file.toByteArray()));
		}
	}

	private static Citation citation(Map<String, Object> message) {
		if (!(message.get("params") instanceof Map<?, ?> params)) {
			throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, "The source has no url");
		}
		try {
			return new Citation((params.get("id") instanceof Integer number) ? number : null, text(params.get("title")),
					String.valueOf(text(params.get("url"))), text(params.get("text")));
		}
		catch (IllegalArgumentException ex) {
			throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text) ? text : null;
	}

	private void gateway(Map<String, Object> message) throws IOException {
		Optional<GatewayMethod> method = GatewayMethod.named(String.valueOf(message.get("method")));
		if (method.isEmpty() || !(message.get("params") instanceof Map<?, ?> params)) {
			throw new IOException("an unknown question");
		}
		if (!this.free.tryAcquire()) {
			reply(message, () -> {
				throw new ToolException(null, ToolErrorCode.RATE_LIMITED,
						"The tool asks more than " + MOST_AT_ONCE + " things at once; wait for an answer first");
			});
			return;
		}
		this.threads.execute(() -> {
			try {
				reply(message, () -> interruptibly(() -> serve(method.get(), params)));
			}
			catch (IOException ex) {
				logger.debug("An answer finds nobody", ex);
			}
			finally {
				this.free.release();
			}
		});
	}

	/*
	 * Only while it asks: a connection closes itself when a thread that writes to it is
	 * interrupted, and it is for later calls too.
	 */
	private @Nullable Object interruptibly(Question question) {
		Thread thread = Thread.currentThread();
		synchronized (this.serving) {
			if (this.ended) {
				throw new ToolException(null, ToolErrorCode.CANCELLED, "The call has ended");
			}
			this.serving.add(thread);
		}
		try {
			return question.answer();
		}
		finally {
			synchronized (this.serving) {
				this.serving.remove(thread);
			}
			Thread.interrupted();
		}
	}

	private @Nullable Object serve(GatewayMethod method, Map<?, ?> params) {
		if (!(this.context.tools() instanceof ToolGateway gateway)) {
			throw new ToolException(null, ToolErrorCode.UNAVAILABLE, "This call of a tool can call no other tools");
		}
		int calls = switch (method) {
			case RUN_TOOL -> 1;
			case RUN_CHAIN -> (params.get("steps") instanceof Iterable<?> steps) ? count(steps) : 1;
			default -> 0;
		};
		if (calls > 0 && this.toolCalls.addAndGet(calls) > this.mostToolCalls) {
			throw new ToolException(null, ToolErrorCode.TOOL_CALL_LIMIT,
					"The tool may call others " + this.mostToolCalls + " times (tool-calls of its isolation)");
		}
		return new ToolGatewayServer(gateway).serve(method, params);
	}

	private static int count(Iterable<?> steps) {
		int count = 0;
		for (Object step : steps) {
			count++;
		}
		return count;
	}

	private void reply(Map<String, Object> message, Question question) throws IOException {
		Map<String, @Nullable Object> reply = new LinkedHashMap<>();
		reply.put("type", "answer");
		reply.put("id", this.id);
		reply.put("request", message.get("request"));
		try {
			reply.put("value", question.answer());
		}
		catch (ToolException ex) {
			reply.put("error", error(ex));
		}
		catch (RuntimeException ex) {
			reply.put("error", error(this.failures.hide("broker", ToolErrorCode.INTERNAL, ex)));
		}
		this.child.answer(reply);
	}

	private static Map<String, @Nullable Object> error(ToolException failure) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("code", failure.getCode().value());
		error.put("message", failure.getMessage());
		error.put("toolId", failure.getToolId());
		return error;
	}

	/** Ends what the call has asked and has no answer yet. */
	void close() {
		synchronized (this.serving) {
			this.ended = true;
			this.serving.forEach(Thread::interrupt);
		}
	}

	/**
	 * What came of a call.
	 *
	 * @param message what the child answered, or {@code null} if it ended without
	 * @param end how it ended, or {@code null} if it answered
	 */
	record Answer(@Nullable Map<String, Object> message, @Nullable ChildEnd end) {

	}

	private interface Question {

		@Nullable Object answer();

	}

	/** The child sends more than any needs to. */
	static final class TooMuchException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TooMuchException() {
			super("more messages than a call needs", null, false, false);
		}

	}

}
