package io.toolruntime.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.InputFile;
import io.toolruntime.gateway.ToolGatewayServer;

/**
 * The host's end of the conversation with one guest: starts it, gives it one execution,
 * serves its requests, and tells how it ended. Two threads of its own read the guest's
 * streams until they end, which they do when the sandbox is closed. Whatever the guest
 * does, the host holds one frame, a few requests and the files that it was allowed.
 */
public final class GuestSession {

	private static final Logger logger = LoggerFactory.getLogger(GuestSession.class);

	/** The version of the protocol. */
	static final int PROTOCOL = 1;

	private static final int MAX_FRAME = 32 << 20;

	private static final int NONCE_BYTES = 16;

	private static final int MAX_BOOT_OUTPUT = 2000;

	private static final int BUFFER = 16 << 10;

	private final String name;

	private final InputStream stdout;

	private final InputStream stderr;

	private final GuestJson json = new GuestJson();

	private final GuestInput input;

	private final String nonce;

	private final CountDownLatch ready = new CountDownLatch(1);

	private final CompletableFuture<GuestEnd> end = new CompletableFuture<>();

	private final StringBuilder bootOutput = new StringBuilder();

	/** What the guest runs; {@code null} until it is given an execution. */
	private volatile @Nullable Running running;

	private volatile @Nullable String runtime;

	/**
	 * Creates the conversation.
	 * @param name of the sandbox, for threads and the log
	 * @param stdin where the guest reads from
	 * @param stdout what it writes
	 * @param stderr what else it writes
	 */
	public GuestSession(String name, OutputStream stdin, InputStream stdout, InputStream stderr) {
		this.name = name;
		this.stdout = stdout;
		this.stderr = stderr;
		this.input = new GuestInput(this.json, stdin);
		byte[] random = new byte[NONCE_BYTES];
		new SecureRandom().nextBytes(random);
		this.nonce = HexFormat.of().formatHex(random);
	}

	/** Begins to read, and starts the guest. Does not wait for it. */
	public void start() {
		thread("out", this::readStdout);
		thread("err", this::readStderr);
		// A few bytes, which fit into any pipe: does not block
		this.input.send(message("start", object("protocol", PROTOCOL, "nonce", this.nonce)));
	}

	private void thread(String stream, Runnable task) {
		Thread thread = new Thread(task, "toolruntime-guest-" + this.name + "-" + stream);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Returns what marks the guest's frames.
	 * @return 32 hexadecimal digits
	 */
	String nonce() {
		return this.nonce;
	}

	/**
	 * Waits until the guest is ready.
	 * @param nanos how long at most
	 * @return whether it is ready; if not, it may be slow, or be dead
	 * @throws InterruptedException if this thread is interrupted
	 */
	public boolean awaitReady(long nanos) throws InterruptedException {
		return this.ready.await(nanos, TimeUnit.NANOSECONDS) && !hasEnded();
	}

	/**
	 * Tells whether the guest waits for an execution.
	 * @return whether it was ready, and has not ended since
	 */
	public boolean isReady() {
		return this.ready.getCount() == 0 && !hasEnded();
	}

	/**
	 * Tells whether the conversation is over.
	 * @return whether the guest has ended, or broken the protocol
	 */
	public boolean hasEnded() {
		return this.end.isDone();
	}

	/**
	 * Returns how the conversation ends.
	 * @return completed with the end, by the thread that hears of it
	 */
	public CompletableFuture<GuestEnd> end() {
		return this.end.copy();
	}

	/**
	 * Returns what the guest says it is.
	 * @return such as {@code node 20.20.2}, or {@code null} before it is ready
	 */
	public @Nullable String runtime() {
		return this.runtime;
	}

	/**
	 * Returns what a guest wrote that had nothing to run: why it did not start, usually.
	 * @return the beginning of it
	 */
	public String bootOutput() {
		synchronized (this.bootOutput) {
			return this.bootOutput.toString().strip();
		}
	}

	/**
	 * Gives the guest its execution. Does not wait. Called once.
	 * @param request what to run
	 * @param gateway what it may reach
	 * @param threads run the guest's requests, and write to it
	 * @param events hears of everything
	 * @throws IllegalArgumentException if the request is too large
	 */
	public void execute(GuestRequest request, ToolGatewayServer gateway, Executor threads, GuestEvents events) {
		this.running = new Running(events, new GuestCalls(gateway, threads, this.input, events, this.name),
				new GuestArtifacts(request.artifacts()), new AtomicBoolean());
		GuestEnd early = this.end.getNow(null);
		if (early != null) {
			// Ended before it was given anything, by when nobody listened
			tellEnd(early);
			return;
		}
		Map<String, @Nullable Object> message = executeMessage(request);
		// A guest that does not read must block a thread that nobody waits for
		threads.execute(() -> {
			try {
				this.input.send(message);
			}
			catch (IllegalArgumentException ex) {
				end(new GuestEnd.Broken("the request is too large for a guest"));
			}
		});
	}

	private static Map<String, @Nullable Object> executeMessage(GuestRequest request) {
		List<Map<String, @Nullable Object>> files = new ArrayList<>();
		for (InputFile file : request.files()) {
			files.add(object("path", file.path(), "data", Base64.getEncoder().encodeToString(file.content())));
		}
		ArtifactBounds bounds = request.artifacts();
		Map<String, @Nullable Object> params = object("code", request.code(), "input",
				new GuestJson.Raw(request.inputJson()), "env", request.env(), "files", files, "names", request.names(),
				"artifacts",
				object("maxFiles", bounds.maxFiles(), "maxBytes", bounds.maxBytes(), "maxDepth", bounds.maxDepth()));
		Map<String, @Nullable Object> message = message("execute", params);
		message.put("id", GuestMessage.EXECUTE);
		return message;
	}

	private static Map<String, @Nullable Object> message(String method, Map<String, @Nullable Object> params) {
		return object("jsonrpc", "2.0", "method", method, "params", params);
	}

	private static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
		}
		return object;
	}

	// Threads that read

	private void readStdout() {
		read(this.stdout);
		drain(this.stdout);
	}

	/**
	 * Reads what the guest writes, to its end or that of the conversation.
	 * @param in the guest's standard output
	 */
	void read(InputStream in) {
		TextDecoder text = new TextDecoder();
		FrameReader reader = new FrameReader(in, this.nonce, MAX_FRAME, new FrameReader.Sink() {

			@Override
			public void output(byte[] bytes, int offset, int length) {
				GuestSession.this.output(false, text.decode(bytes, offset, length));
			}

			@Override
			public void frame(byte[] json, int length) {
				take(GuestMessage.read(GuestSession.this.json, json, length));
			}

		});
		GuestEnd end = new GuestEnd.Gone();
		try {
			reader.readAll();
			output(false, text.end());
		}
		catch (GuestProtocolException ex) {
			end = new GuestEnd.Broken(ex.how());
		}
		catch (IOException ex) {
			logger.debug("Guest {}: standard output cannot be read any more", this.name, ex);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Guest {}: its output could not be handled", this.name, ex);
			end = new GuestEnd.Broken("its output could not be handled by the host");
		}
		end(end);
	}

	/* A guest that cannot write does not end. */
	private void drain(InputStream in) {
		byte[] buffer = new byte[BUFFER];
		try {
			while (in.read(buffer) >= 0) {
				continue;
			}
		}
		catch (IOException ex) {
			logger.debug("Guest {}: a stream has ended", this.name, ex);
		}
	}

	private void readStderr() {
		TextDecoder text = new TextDecoder();
		byte[] buffer = new byte[BUFFER];
		try {
			int read = this.stderr.read(buffer);
			while (read >= 0) {
				output(true, text.decode(buffer, 0, read));
				read = this.stderr.read(buffer);
			}
			output(true, text.end());
		}
		catch (IOException ex) {
			logger.debug("Guest {}: standard error cannot be read any more", this.name, ex);
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Guest {}: its output could not be handled", this.name, ex);
			end(new GuestEnd.Broken("its output could not be handled by the host"));
			drain(this.stderr);
		}
	}

	private void output(boolean error, String text) {
		if (text.isEmpty()) {
			return;
		}
		Running running = this.running;
		if (running != null) {
			if (!hasEnded()) {
				running.events().output(error, text);
			}
			return;
		}
		synchronized (this.bootOutput) {
			int room = MAX_BOOT_OUTPUT - this.bootOutput.length();
			this.bootOutput.append(text, 0, Math.min(room, text.length()));
		}
	}

	private void take(GuestMessage message) {
		if (hasEnded()) {
			throw new GuestProtocolException("there is a frame after the answer");
		}
		Running running = this.running;
		if (running == null) {
			boot(message);
		}
		else if (message.isRequest()) {
			running.calls().take(message);
		}
		else if (message.isAnswer()) {
			end(GuestAnswer.read(message, running.artifacts().files()));
		}
		else {
			tell(message, running);
		}
	}

	private void boot(GuestMessage message) {
		if (this.ready.getCount() == 0 || !"ready".equals(message.method()) || message.isRequest()
				|| !Integer.valueOf(PROTOCOL).equals(message.body().get("protocol"))) {
			throw new GuestProtocolException("the first frame is not that the guest is ready");
		}
		String runtime = message.text("runtime");
		this.runtime = runtime.substring(0, Math.min(runtime.length(), 100)).replaceAll("[^\\w .+-]", "");
		this.ready.countDown();
	}

	private void tell(GuestMessage message, Running running) {
		switch (String.valueOf(message.method())) {
			case "output" -> {
				String stream = message.text("stream");
				if (!stream.equals("stdout") && !stream.equals("stderr")) {
					throw new GuestProtocolException("output is neither standard output nor standard error");
				}
				if (message.text("text").isEmpty()) {
					throw new GuestProtocolException("output is empty");
				}
				output(stream.equals("stderr"), message.text("text"));
			}
			case "artifact" -> running.artifacts()
				.add(message.text("path"), message.text("data"), Boolean.TRUE.equals(message.body().get("last")));
			case "skipped" -> running.artifacts().skip();
			default -> throw new GuestProtocolException("a notification has an unknown method");
		}
	}

	private void end(GuestEnd end) {
		if (!this.end.complete(end)) {
			return;
		}
		this.ready.countDown();
		tellEnd(end);
	}

	/*
	 * By the thread that gave the execution and found the guest dead, or by one that
	 * reads.
	 */
	private void tellEnd(GuestEnd end) {
		Running running = this.running;
		if (running != null) {
			running.calls().close();
		}
		if (running != null && running.told().compareAndSet(false, true)) {
			running.events().ended(end);
		}
	}

	private record Running(GuestEvents events, GuestCalls calls, GuestArtifacts artifacts, AtomicBoolean told) {
	}

}
