package io.toolruntime.javascript;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ProcessTree;

/**
 * A process that has loaded a file of tools and runs them, one call at a time. After a
 * call that did not end as it should, it is not used again.
 */
final class Worker implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int NUMBER = 16;

	/** Lines of a tool's log that are heard in one call. */
	private static final int MOST_EVENTS = 10_000;

	private static final Duration LONGEST_END = Duration.ofSeconds(5);

	/**
	 * What Node and Deno say before they end for want of memory, and a stack after it.
	 */
	private static final List<String> OUT_OF_HEAP = List.of("JavaScript heap out of memory",
			"Fatal JavaScript out of memory");

	private static final int LONGEST_LAST_WORDS = 64 << 10;

	/** What is shown of standard error in an error. */
	private static final int SHOWN = 4000;

	private final WorkerProcess process;

	private final WorkerChannel channel;

	private final OutputTail stderr;

	private final List<ToolExport> tools;

	private final Consumer<@Nullable Integer> onEnd;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final CompletableFuture<WorkerEnd> end = new CompletableFuture<>();

	private volatile @Nullable PendingCall pending;

	private volatile boolean broken;

	private int calls;

	/**
	 * Creates it, for a process that has loaded its tools.
	 * @param process the process
	 * @param channel messages to and from it
	 * @param stderr the end of its standard error
	 * @param tools what it has loaded
	 * @param onEnd hears its exit code, or {@code null} if it was closed
	 */
	Worker(WorkerProcess process, WorkerChannel channel, OutputTail stderr, List<ToolExport> tools,
			Consumer<@Nullable Integer> onEnd) {
		this.process = process;
		this.channel = channel;
		this.stderr = stderr;
		this.tools = tools;
		this.onEnd = onEnd;
		Thread reader = new Thread(this::read, "toolruntime-javascript-reader");
		reader.setDaemon(true);
		reader.start();
	}

	List<ToolExport> tools() {
		return this.tools;
	}

	/** How many calls it has served. */
	int calls() {
		return this.calls;
	}

	boolean isAlive() {
		return !this.broken && !this.closed.get() && !this.end.isDone();
	}

	/**
	 * Runs a tool.
	 * @param call the message of the call, less its number
	 * @param listener hears what the tool says meanwhile
	 * @return the call, which ends in time only if somebody closes this in time
	 */
	PendingCall start(Map<String, Object> call, JavaScriptListener listener) {
		byte[] number = new byte[NUMBER];
		RANDOM.nextBytes(number);
		PendingCall next = new PendingCall(HexFormat.of().formatHex(number), listener);
		this.pending = next;
		this.calls++;
		Map<String, Object> message = new LinkedHashMap<>(call);
		message.put("type", "call");
		message.put("id", next.id());
		try {
			this.channel.send(this.channel.encode(message));
		}
		catch (IOException ex) {
			logger.debug("Worker {} does not listen", this.process.id(), ex);
			// Its end says why
			close();
		}
		if (this.end.isDone()) {
			// Whoever reads for it had nobody to tell
			next.ended(this.end.join());
		}
		return next;
	}

	/** Tells the tool that nobody waits for it, if the worker listens. */
	void cancel(PendingCall call) {
		this.channel.trySend(this.channel.encode(Map.of("type", "cancel", "id", call.id())));
	}

	private void read() {
		try {
			Map<String, Object> message = this.channel.receive();
			while (message != null) {
				handle(message);
				message = this.channel.receive();
			}
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed.get()) {
				unreadable(String.valueOf(ex.getMessage()));
			}
		}
		catch (OutOfMemoryError ex) {
			// The application's, not the tool's
			logger.error("There is no memory to read what worker {} says", this.process.id(), ex);
		}
		finally {
			boolean byItself = !this.closed.get();
			WorkerEnd ended = awaitEnd();
			this.end.complete(ended);
			PendingCall waiting = this.pending;
			if (waiting != null) {
				waiting.ended(ended);
			}
			close();
			this.onEnd.accept(byItself ? ended.exitCode() : null);
		}
	}

	private void unreadable(String reason) {
		logger.debug("What worker {} says cannot be read: {}", this.process.id(), reason);
		// Before anybody hears of it who would use the worker again
		this.broken = true;
		PendingCall call = this.pending;
		if (call != null) {
			this.pending = null;
			call.answered(
					Map.of("type", "failed", "kind", "not_json", "error", Map.of("name", "Error", "message", reason)),
					0);
		}
	}

	private void handle(Map<String, Object> message) {
		PendingCall call = this.pending;
		if (call == null || !call.id().equals(message.get("id"))) {
			// Of a call that has ended, or of none
			if ("stray".equals(message.get("type"))) {
				close();
			}
			return;
		}
		switch (String.valueOf(message.get("type"))) {
			case "log" -> call.log(message);
			case "progress" -> call.progress(message);
			case "result", "failed" -> {
				this.pending = null;
				call.answered(message, this.channel.received());
			}
			default -> throw new IllegalStateException("an unknown message");
		}
	}

	/* A process that has closed its connection ends, or is ended. */
	private WorkerEnd awaitEnd() {
		Process running = this.process.process();
		boolean ended = false;
		try {
			ended = running.waitFor(1, TimeUnit.SECONDS);
			if (!ended) {
				ProcessTree.kill9(running);
				ended = running.waitFor(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		String said = this.stderr.text(SHOWN);
		String all = this.stderr.text(LONGEST_LAST_WORDS);
		boolean memory = this.process.ranOutOfMemory() || OUT_OF_HEAP.stream().anyMatch(all::contains);
		return new WorkerEnd(ended ? running.exitValue() : -1, said, memory);
	}

	/** The end of what it has written to standard error. */
	String stderr() {
		return this.stderr.text(SHOWN);
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.process.end();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.trace("The connection of worker {} has ended already", this.process.id(), ex);
		}
	}

	/** A call that runs. */
	static final class PendingCall {

		private final String id;

		private final JavaScriptListener listener;

		private final CompletableFuture<Answer> answer = new CompletableFuture<>();

		private int events;

		PendingCall(String id, JavaScriptListener listener) {
			this.id = id;
			this.listener = listener;
		}

		String id() {
			return this.id;
		}

		CompletableFuture<Answer> answer() {
			return this.answer;
		}

		private void answered(Map<String, Object> message, int bytes) {
			this.answer.complete(new Answer(message, null, bytes));
		}

		private void ended(WorkerEnd end) {
			this.answer.complete(new Answer(null, end, 0));
		}

		private boolean isHeard() {
			return ++this.events <= MOST_EVENTS;
		}

		private void log(Map<String, Object> message) {
			if (isHeard()) {
				hear(() -> this.listener.log(String.valueOf(message.get("level")),
						String.valueOf(message.get("message"))));
			}
		}

		private void progress(Map<String, Object> message) {
			if (message.get("value") instanceof Number value && isHeard()) {
				Double total = (message.get("total") instanceof Number number) ? number.doubleValue() : null;
				String text = (message.get("message") != null) ? String.valueOf(message.get("message")) : null;
				hear(() -> this.listener.progress(value.doubleValue(), total, text));
			}
		}

		/* What goes wrong there is nothing of the tool's. */
		private static void hear(Runnable listener) {
			try {
				listener.run();
			}
			catch (RuntimeException ex) {
				logger.warn("Whoever listens to a tool failed", ex);
			}
		}

	}

	/**
	 * What came of a call.
	 *
	 * @param message what the worker answered, or {@code null} if it ended without
	 * @param end how it ended, or {@code null} if it answered
	 * @param bytes how long the answer was
	 */
	record Answer(@Nullable Map<String, Object> message, @Nullable WorkerEnd end, int bytes) {

		Map<String, Object> requireMessage() {
			return Objects.requireNonNull(this.message);
		}

	}

}
