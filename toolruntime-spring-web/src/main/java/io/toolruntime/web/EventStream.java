package io.toolruntime.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.JsonView;

/**
 * Writes the events of one execution to its client, as Server-Sent Events. A client that
 * goes away, or does not read, cancels the execution.
 */
final class EventStream {

	/**
	 * How often something is written when nothing happens: a client that has gone is
	 * noticed by nothing else.
	 */
	static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(EventStream.class);

	private final JsonAnswers json;

	private final Duration keepAlive;

	EventStream(JsonAnswers json, Duration keepAlive) {
		this.json = json;
		this.keepAlive = keepAlive;
	}

	/**
	 * Writes until the execution has ended or the client is gone.
	 * @param handle the execution
	 * @param queue its events
	 * @param out to the client
	 */
	void write(ExecutionHandle handle, EventQueue queue, OutputStream out) {
		boolean complete = false;
		try {
			event(out, "started", this.json.line(started(handle)));
			out.flush();
			writeEvents(queue, out);
			writeEnd(queue.end(), out);
			out.flush();
			complete = true;
		}
		catch (IOException ex) {
			logger.debug("The client of execution {} has gone", handle.id(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (!complete) {
				handle.cancel();
			}
		}
	}

	private void writeEvents(EventQueue queue, OutputStream out) throws IOException, InterruptedException {
		while (!queue.isOver()) {
			EventQueue.Event event = queue.take(this.keepAlive);
			if (event != null) {
				event(out, event.name(), event.data());
			}
			else if (!queue.isOver()) {
				out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
			}
			if (queue.isEmpty()) {
				out.flush();
			}
		}
	}

	private void writeEnd(EventQueue.@Nullable End end, OutputStream out) throws IOException {
		if (end == null) {
			problem(out, Problem.of(ProblemType.CLIENT_TOO_SLOW,
					"The execution was cancelled: its events were not read as fast as they came"));
			return;
		}
		ExecuteResult result = end.result();
		if (result == null) {
			problem(out, Problem.from((end.failure() != null) ? end.failure()
					: new IllegalStateException("The execution ended without result and without reason")));
			return;
		}
		String data;
		try {
			data = this.json.line(JsonView.of(result));
		}
		catch (JacksonException ex) {
			problem(out, Problem.from(ex));
			return;
		}
		event(out, "result", data);
	}

	private void problem(OutputStream out, Problem problem) throws IOException {
		event(out, "problem", this.json.line(problem.toJson()));
	}

	private static Map<String, @Nullable Object> started(ExecutionHandle handle) {
		ExecuteRequest request = handle.request();
		Map<String, @Nullable Object> started = new LinkedHashMap<>();
		started.put("id", handle.id());
		started.put("profile", request.profile());
		started.put("language", request.language());
		return started;
	}

	private static void event(OutputStream out, String name, String data) throws IOException {
		out.write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
	}

}
