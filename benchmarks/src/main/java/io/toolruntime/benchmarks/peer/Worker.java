package io.toolruntime.benchmarks.peer;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that answers one question at a time, each a line of JSON. */
public final class Worker implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final Process process;

	private final BufferedWriter in;

	private final BufferedReader out;

	private Worker(Process process) {
		this.process = process;
		this.in = process.outputWriter();
		this.out = process.inputReader();
	}

	static Worker start(List<String> command) {
		try {
			return new Worker(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Asks a question and serves the calls of the tool on the way to the answer.
	 * @param question the question
	 * @param tool what is called
	 * @return the answer
	 * @throws IllegalStateException if the answer is an error, or there is none
	 */
	public JsonNode ask(Map<String, Object> question, PriceTool tool) {
		try {
			send(question);
			while (true) {
				JsonNode message = receive();
				if (message.has("error")) {
					throw new IllegalStateException(message.get("error").asString());
				}
				if (!message.has("call")) {
					return message;
				}
				send(Map.of("price", tool.price(message.get("call").asInt())));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Identifies the process.
	 * @return its id
	 */
	public long pid() {
		return this.process.pid();
	}

	private void send(Map<String, Object> message) throws IOException {
		this.in.write(JSON.writeValueAsString(message));
		this.in.newLine();
		this.in.flush();
	}

	private JsonNode receive() throws IOException {
		String line = this.out.readLine();
		if (line == null) {
			throw new IllegalStateException("The process ended without an answer");
		}
		return JSON.readTree(line);
	}

	@Override
	public void close() {
		try {
			this.in.close();
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			this.out.close();
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
