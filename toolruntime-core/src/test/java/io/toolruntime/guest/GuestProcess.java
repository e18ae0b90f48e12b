package io.toolruntime.guest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * A real guest in a real interpreter, and the host's side of one conversation with it.
 * The interpreter is the one that the system property {@code toolruntime.test.<language>}
 * names, else the first that {@link GuestProgram#PATH} has. Everything that the guest
 * sends is read as strictly as the host does.
 */
final class GuestProcess implements AutoCloseable {

	private static final int MAX_FRAME = 32 << 20;

	private static final long SECONDS = 120;

	static final String NONCE = "0123456789abcdef0123456789abcdef";

	private final GuestJson json = new GuestJson();

	private final ExecutorService writer = Executors.newSingleThreadExecutor();

	private final List<String> events = new ArrayList<>();

	private final List<GuestMessage> requests = new ArrayList<>();

	private final Map<String, byte[]> artifacts = new LinkedHashMap<>();

	private final Map<String, String> skipped = new LinkedHashMap<>();

	private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

	private final ByteArrayOutputStream file = new ByteArrayOutputStream();

	private final Function<GuestMessage, @Nullable Object> gateway;

	final Process process;

	final Path workspace;

	private @Nullable String runtime;

	private @Nullable GuestMessage answer;

	private GuestProcess(Process process, Path workspace, Function<GuestMessage, @Nullable Object> gateway) {
		this.process = process;
		this.workspace = workspace;
		this.gateway = gateway;
	}

	/** Finds the interpreter that the tests of a language use. */
	static Optional<String> interpreter(String language) {
		String configured = System.getProperty("toolruntime.test." + language);
		if (configured != null) {
			return Optional.of(configured);
		}
		String name = GuestProgram.interpreterOf(language);
		return GuestProgram.PATH.stream()
			.map((folder) -> Path.of(folder, name))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

	/**
	 * Runs code in a guest of its own, whose gateway gives back the parameters of every
	 * request.
	 */
	static Run run(String language, String code) {
		return run(language, code, Map.of(), GuestMessage::body);
	}

	/** Runs code in a guest of its own. */
	static Run run(String language, String code, Map<String, @Nullable Object> params,
			Function<GuestMessage, @Nullable Object> gateway) {
		try (GuestProcess guest = start(language, gateway)) {
			guest.greet();
			guest.send(execute(code, params));
			return guest.finish();
		}
	}

	/** Starts a guest, and does not say anything to it yet. */
	static GuestProcess start(String language, Function<GuestMessage, @Nullable Object> gateway) {
		try {
			Path workspace = Files.createTempDirectory("guest").toRealPath();
			ProcessBuilder builder = new ProcessBuilder(
					GuestProgram.of(language).command(interpreter(language).orElseThrow()));
			builder.environment().put("SECRET", "of the host");
			Process process = builder.directory(workspace.toFile()).start();
			CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
			return new GuestProcess(process, workspace, gateway);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Sends a message of the host, without waiting for the guest to read it. */
	void send(Map<String, @Nullable Object> message) {
		byte[] line = this.json.line(message, MAX_FRAME);
		this.writer.execute(() -> write(line));
	}

	private void write(byte[] bytes) {
		try {
			OutputStream stdin = this.process.getOutputStream();
			stdin.write(bytes);
			stdin.flush();
		}
		catch (IOException ex) {
			// It has ended: that is for the test to see
		}
	}

	private void closeInput() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// It has ended already
		}
	}

	/** Writes bytes as they are. */
	void sendRaw(byte[] bytes) {
		this.writer.execute(() -> write(bytes));
	}

	void greet() {
		send(message("start", Map.of("protocol", 1, "nonce", NONCE)));
	}

	static Map<String, @Nullable Object> message(String method, Map<String, @Nullable Object> params) {
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("jsonrpc", "2.0");
		message.put("method", method);
		message.put("params", params);
		return message;
	}

	static Map<String, @Nullable Object> execute(String code, Map<String, @Nullable Object> more) {
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("code", code);
		params.put("input", null);
		params.put("env", Map.of());
		params.put("files", List.of());
		params.put("artifacts", Map.of("maxFiles", 100, "maxBytes", 32 << 20, "maxDepth", 8));
		params.putAll(more);
		Map<String, @Nullable Object> message = message("execute", params);
		message.put("id", 0);
		return message;
	}

	/**
	 * Reads all that the guest writes until it ends, and serves its requests meanwhile.
	 */
	Run finish() {
		try {
			CompletableFuture<String> stderr = CompletableFuture.supplyAsync(() -> text(this.process.errorReader()));
			new FrameReader(this.process.getInputStream(), NONCE, MAX_FRAME, new Reading()).readAll();
			int code = this.process.waitFor();
			return new Run(this.answer, this.events, this.raw.toString(StandardCharsets.UTF_8), stderr.join(),
					this.artifacts, this.skipped, this.requests, String.valueOf(this.runtime), code);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String text(java.io.BufferedReader reader) {
		try (reader) {
			StringBuilder text = new StringBuilder();
			char[] buffer = new char[8192];
			int read = reader.read(buffer);
			while (read >= 0) {
				text.append(buffer, 0, read);
				read = reader.read(buffer);
			}
			return text.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.writer.shutdownNow();
		try (Stream<Path> files = Files.walk(this.workspace)) {
			files.sorted(java.util.Comparator.reverseOrder()).forEach((path) -> path.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private final class Reading implements FrameReader.Sink {

		@Override
		public void output(byte[] bytes, int offset, int length) {
			GuestProcess.this.raw.write(bytes, offset, length);
			GuestProcess.this.events.add("raw: " + new String(bytes, offset, length, StandardCharsets.UTF_8));
		}

		@Override
		public void frame(byte[] json, int length) {
			take(GuestMessage.read(GuestProcess.this.json, json, length));
		}

	}

	private void take(GuestMessage message) {
		if (this.answer != null) {
			throw new IllegalStateException("There is a frame after the answer");
		}
		if (message.isAnswer()) {
			this.answer = message;
			// It waits for that
			this.writer.execute(this::closeInput);
		}
		else if (message.isRequest()) {
			this.requests.add(message);
			serve(message);
		}
		else {
			note(message);
		}
	}

	private void serve(GuestMessage message) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("jsonrpc", "2.0");
		answer.put("id", message.id());
		try {
			answer.put("result", this.gateway.apply(message));
		}
		catch (ToolException ex) {
			answer.put("error", Map.of("code", -32000, "message", ex.getMessage(), "data",
					Map.of("toolId", String.valueOf(ex.getToolId()), "code", ex.getCode().value())));
		}
		send(answer);
	}

	private void note(GuestMessage message) {
		switch (String.valueOf(message.method())) {
			case "ready" -> this.runtime = message.text("runtime");
			case "output" -> this.events.add(message.text("stream") + ": " + message.text("text"));
			case "skipped" -> this.skipped.put(message.text("path"), message.text("reason"));
			case "artifact" -> {
				this.file.writeBytes(Base64.getDecoder().decode(message.text("data")));
				if (Boolean.TRUE.equals(message.body().get("last"))) {
					this.artifacts.put(message.text("path"), this.file.toByteArray());
					this.file.reset();
				}
			}
			default -> throw new IllegalStateException("There is no notification " + message.method());
		}
	}

	static ToolException denied() {
		return new ToolException("orders:refund", ToolErrorCode.DENIED, "Ask a person");
	}

	/**
	 * What became of an execution.
	 *
	 * @param answer the guest's answer, or {@code null} if it gave none
	 * @param events output in its order: stream, colon, text
	 * @param raw what was written past the guest to standard output
	 * @param rawError what was written to standard error
	 * @param artifacts files that were given out
	 * @param skipped files that were not, and why
	 * @param requests what the guest asked for
	 * @param runtime what it runs on
	 * @param exitCode of the process
	 */
	record Run(@Nullable GuestMessage answer, List<String> events, String raw, String rawError,
			Map<String, byte[]> artifacts, Map<String, String> skipped, List<GuestMessage> requests, String runtime,
			int exitCode) {

		@Nullable Object value() {
			if (this.answer == null || !(this.answer.body().get("result") instanceof Map<?, ?> result)) {
				throw new AssertionError("There is no value but " + this.answer + " and " + this.rawError);
			}
			return result.get("value");
		}

		GuestEnd.Failed failed() {
			if (this.answer == null) {
				throw new AssertionError("There is no answer but " + this.rawError);
			}
			if (!(GuestAnswer.read(this.answer, List.of()) instanceof GuestEnd.Failed failed)) {
				throw new AssertionError("There is no error but " + this.answer);
			}
			return failed;
		}

		String output(String stream) {
			StringBuilder text = new StringBuilder();
			for (String event : this.events) {
				if (event.startsWith(stream + ": ")) {
					text.append(event, stream.length() + 2, event.length());
				}
			}
			return text.toString();
		}

		String stdout() {
			return output("stdout");
		}

		String stderr() {
			return output("stderr");
		}

	}

}
