package io.toolruntime.isolation;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that has made a tool and runs it, one call at a time. After a call that did
 * not end as it should, it is not used again.
 */
final class Child implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Child.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int NUMBER = 16;

	/** What is kept of what it writes. */
	private static final int SHOWN = 4000;

	private final ChildProcess process;

	private final FrameChannel channel;

	private final OutputTail output;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final CompletableFuture<ChildEnd> end = new CompletableFuture<>();

	private final AtomicReference<@Nullable KillReason> killed = new AtomicReference<>();

	private int calls;

	private volatile long idleSince = System.nanoTime();

	/**
	 * Creates it, for a process that has made its tool.
	 * @param process the process
	 * @param channel messages to and from it
	 * @param output the end of what it writes
	 * @param closer runs what ends it
	 */
	Child(ChildProcess process, FrameChannel channel, OutputTail output, Executor closer) {
		this.process = process;
		this.channel = channel;
		this.output = output;
		process.process().onExit().thenRunAsync(this::close, closer);
	}

	int calls() {
		return this.calls;
	}

	boolean isAlive() {
		return !this.closed.get() && this.process.process().isAlive();
	}

	/** Bytes that it has written to its standard output and error. */
	long written() {
		return this.output.total();
	}

	ChildProcess process() {
		return this.process;
	}

	/** Since when it has had nothing to do, as {@link System#nanoTime()} tells it. */
	long idleSince() {
		return this.idleSince;
	}

	/** A name for a call that nobody can guess. */
	static String number() {
		byte[] number = new byte[NUMBER];
		RANDOM.nextBytes(number);
		return HexFormat.of().formatHex(number);
	}

	/**
	 * Begins a call.
	 * @param next the call
	 * @param message what the child is told
	 */
	void start(BrokeredCall next, Map<String, @Nullable Object> message) {
		this.calls++;
		this.end.thenAccept(next::ended);
		Map<String, @Nullable Object> whole = new LinkedHashMap<>(message);
		whole.put("type", "call");
		whole.put("id", next.id());
		try {
			this.channel.send(whole);
		}
		catch (IOException ex) {
			logger.debug("{} does not listen", this.process.id(), ex);
			// Its end says why
			close();
		}
	}

	/** From now on it has nothing to do. */
	void finish() {
		this.idleSince = System.nanoTime();
	}

	/** Tells the tool that nobody waits for it, if the child listens. */
	void cancel(BrokeredCall cancelled) {
		this.channel.trySend(Map.of("type", "cancel", "id", cancelled.id()));
	}

	/** Answers what the child has asked. */
	void answer(Map<String, ? extends @Nullable Object> answer) throws IOException {
		this.channel.send(answer);
	}

	/**
	 * Reads what the child says until it has answered, or has ended. On the thread of the
	 * caller: to wake another would take longer than most calls.
	 * @param running the call
	 */
	void read(BrokeredCall running) {
		boolean answered = false;
		try {
			while (!running.answer().isDone()) {
				Map<String, Object> message = this.channel.receive();
				if (message == null) {
					awaitExit();
					return;
				}
				running.handle(message);
			}
			answered = true;
		}
		catch (FrameChannel.TooLongException | BrokeredCall.TooMuchException ex) {
			kill(KillReason.OUTPUT);
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed.get()) {
				logger.debug("What {} says cannot be read: {}", this.process.id(), ex.toString());
				awaitExit();
			}
		}
		finally {
			if (!answered) {
				close();
			}
		}
	}

	/* A connection that breaks is often the first that is heard of a process's end. */
	private void awaitExit() {
		try {
			this.process.process().waitFor(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Kills it.
	 * @param reason why; the first one counts
	 */
	void kill(KillReason reason) {
		this.killed.compareAndSet(null, reason);
		close();
	}

	/**
	 * Says that it will be killed, so that what it still answers is too late.
	 * @param reason why; the first one counts
	 */
	void doom(KillReason reason) {
		this.killed.compareAndSet(null, reason);
	}

	/** Why it was killed, or {@code null} if it was not. */
	@Nullable KillReason killed() {
		return this.killed.get();
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		// The counters are gone with the group
		long refused = this.process.processRefusals();
		long kills = this.process.memoryKills();
		int code = this.process.end();
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.trace("The connection of {} has ended already", this.process.id(), ex);
		}
		this.output.awaitEnd();
		String tail = this.output.text(SHOWN);
		boolean memory = kills > 0 || tail.contains("Terminating due to java.lang.OutOfMemoryError");
		this.end.complete(new ChildEnd(code, tail, memory, refused > 0));
	}

	/** The end of what it has written. */
	String tail() {
		return this.output.text(SHOWN);
	}

	/** Why a child was killed. */
	enum KillReason {

		/** It wrote more than it may. */
		OUTPUT,

		/** Its files grew more than they may. */
		DISK,

		/** Its time was up. */
		TIMEOUT,

		/** Nobody waits for it. */
		CANCELLED

	}

}
