package io.toolruntime.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A guest that does what a test says, in this JVM: speaks the protocol, or breaks it.
 */
public final class ScriptedGuest implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final MemoryPipe stdin = new MemoryPipe();

	private final MemoryPipe stdout = new MemoryPipe();

	private final MemoryPipe stderr = new MemoryPipe();

	private final BufferedReader lines = new BufferedReader(
			new InputStreamReader(this.stdin.in(), StandardCharsets.UTF_8));

	private final OutputStream out = this.stdout.out();

	private String nonce = "";

	/** Starts a guest on a thread of its own; its streams end when the script does. */
	public static ScriptedGuest running(Script script) {
		ScriptedGuest guest = new ScriptedGuest();
		Thread thread = new Thread(() -> {
			try {
				script.run(guest);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				guest.close();
			}
		}, "scripted-guest");
		thread.setDaemon(true);
		thread.start();
		return guest;
	}

	/** A guest that is ready, and answers its execution with a value. */
	public static ScriptedGuest returning(@Nullable Object value) {
		return running((guest) -> {
			guest.becomeReady();
			guest.read();
			guest.answer(value);
		});
	}

	public OutputStream stdin() {
		return this.stdin.out();
	}

	public InputStream stdout() {
		return this.stdout.in();
	}

	public InputStream stderr() {
		return this.stderr.in();
	}

	// What scripts do

	public void becomeReady() throws IOException {
		this.nonce = (String) ((Map<?, ?>) read().get("params")).get("nonce");
		send(Map.of("jsonrpc", "2.0", "method", "ready", "params", Map.of("protocol", 1, "runtime", "scripted 1")));
	}

	/** Reads a message of the host. */
	public Map<?, ?> read() throws IOException {
		String line = this.lines.readLine();
		if (line == null) {
			throw new IOException("The host is gone");
		}
		return JSON.readValue(line, Map.class);
	}

	public void send(Map<String, ?> message) throws IOException {
		frame(JSON.writeValueAsString(message));
	}

	public void frame(String json) throws IOException {
		write("\u001e" + this.nonce + json + "\n");
	}

	public void write(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
	}

	public void writeError(String text) throws IOException {
		this.stderr.out().write(text.getBytes(StandardCharsets.UTF_8));
	}

	public void request(int id, String method, Map<String, ?> params) throws IOException {
		send(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params));
	}

	public void tell(String method, Map<String, ?> params) throws IOException {
		send(Map.of("jsonrpc", "2.0", "method", method, "params", params));
	}

	public void answer(@Nullable Object value) throws IOException {
		frame("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":" + JSON.writeValueAsString(value)
				+ ",\"exitCode\":0}}");
	}

	public void fail(String name, String message) throws IOException {
		send(Map.of("jsonrpc", "2.0", "id", 0, "error",
				Map.of("code", -32000, "message", message, "data", Map.of("name", name, "exitCode", 1))));
	}

	/** Waits for its end, as a guest does whose code runs for ever. */
	public void runForEver() throws IOException {
		while (true) {
			read();
		}
	}

	@Override
	public void close() {
		List.of(this.stdin, this.stdout, this.stderr).forEach(MemoryPipe::close);
	}

	/** What a guest does. */
	@FunctionalInterface
	public interface Script {

		void run(ScriptedGuest guest) throws IOException, InterruptedException;

	}

}
