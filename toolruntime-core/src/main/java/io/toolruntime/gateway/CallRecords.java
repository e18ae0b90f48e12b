package io.toolruntime.gateway;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionEvents;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * The runs of tools of one execution: each begins once and ends once, by itself or with
 * the execution. Safe for use by several threads.
 */
final class CallRecords {

	private final ExecutionEvents events;

	private final Object lock = new Object();

	private final SortedMap<Integer, ToolCallRecord> finished = new TreeMap<>();

	private final SortedMap<Integer, Running> running = new TreeMap<>();

	private final CitedSources sources = new CitedSources();

	private final ToolArtifacts artifacts = new ToolArtifacts();

	private int sequence;

	private boolean closed;

	CallRecords(ExecutionEvents events) {
		this.events = events;
	}

	/**
	 * Refuses what is asked after the end.
	 * @param toolId the tool, or {@code null} if there is none
	 * @throws ToolException with {@link ToolErrorCode#CANCELLED} if the execution ended
	 */
	void requireOpen(@Nullable String toolId) {
		synchronized (this.lock) {
			if (this.closed) {
				throw new ToolException(toolId, ToolErrorCode.CANCELLED, "The execution has ended");
			}
		}
	}

	/**
	 * Accepts a call.
	 * @param id the tool's id as the code gave it
	 * @param args its arguments
	 * @return the call, to be finished
	 * @throws ToolException with {@link ToolErrorCode#CANCELLED} if the execution ended
	 */
	Running begin(String id, Map<String, Object> args) {
		String recordedId = RecordedArguments.abbreviateId(id);
		Map<String, Object> recordedArgs = RecordedArguments.of(args);
		synchronized (this.lock) {
			requireOpen(id);
			int number = ++this.sequence;
			CallOutput output = new CallOutput(number, recordedId, this.sources, this.artifacts, this.events);
			Running call = new Running(number, recordedId, recordedArgs, System.nanoTime(), output);
			this.running.put(call.sequence(), call);
			return call;
		}
	}

	/**
	 * Records how a call ended, unless the execution ended before it.
	 * @param call the call
	 * @param error why it failed, or {@code null} if it did not
	 */
	void finish(Running call, ToolCallRecord.@Nullable Error error) {
		synchronized (this.lock) {
			if (this.running.remove(call.sequence()) == null) {
				// Recorded when the execution ended; what came later is not part of it
				return;
			}
			add(call.finished(error));
		}
		this.events.tell();
	}

	private void add(ToolCallRecord record) {
		this.finished.put(record.sequence(), record);
		this.events.add((listener) -> listener.onToolCall(record));
	}

	/**
	 * Ends: records the calls that still run as cancelled, and refuses later ones.
	 * @return whether this was the end; {@code false} the second time
	 */
	boolean close() {
		synchronized (this.lock) {
			if (this.closed) {
				return false;
			}
			this.closed = true;
			ToolCallRecord.Error error = new ToolCallRecord.Error(ToolErrorCode.CANCELLED,
					"The execution ended before the tool answered");
			this.running.values().forEach((call) -> add(call.finished(error)));
			this.running.clear();
		}
		this.events.tell();
		return true;
	}

	List<ToolCallRecord> list() {
		synchronized (this.lock) {
			return List.copyOf(this.finished.values());
		}
	}

	CitedSources sources() {
		return this.sources;
	}

	ToolArtifacts artifacts() {
		return this.artifacts;
	}

	int accepted() {
		synchronized (this.lock) {
			return this.sequence;
		}
	}

	/** A call that has not ended. */
	record Running(int sequence, String toolId, Map<String, Object> arguments, long startedAt, CallOutput output) {

		ToolCallRecord finished(ToolCallRecord.@Nullable Error error) {
			this.output.end();
			double durationMs = (System.nanoTime() - this.startedAt) / 1e6;
			String outcome = (error != null) ? error.code().value() : ToolCallRecord.OK;
			return new ToolCallRecord(this.sequence, this.toolId, this.arguments, outcome, durationMs, error,
					this.output.run(), this.output.output());
		}

	}

}
