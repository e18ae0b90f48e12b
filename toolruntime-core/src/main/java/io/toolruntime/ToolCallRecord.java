package io.toolruntime;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolRun;

/**
 * One run of a tool, as the host saw it.
 *
 * @param sequence position in order of acceptance, from 1
 * @param toolId the tool
 * @param arguments its effective arguments; abbreviated when large
 * @param outcome {@code ok}, or the code of the error
 * @param durationMs how long it took, in fractional milliseconds
 * @param error why it failed, or {@code null}
 * @param run where it ran, and how its process ended if it did
 * @param output what it made besides its result
 */
public record ToolCallRecord(int sequence, String toolId, Map<String, Object> arguments, String outcome,
		double durationMs, @Nullable Error error, ToolRun run, Output output) {

	/** The outcome of a run that succeeded. */
	public static final String OK = "ok";

	/**
	 * Creates the record of a run in the application that made nothing but its result.
	 * @param sequence position in order of acceptance, from 1
	 * @param toolId the tool
	 * @param arguments its effective arguments
	 * @param outcome {@code ok}, or the code of the error
	 * @param durationMs how long it took, in fractional milliseconds
	 * @param error why it failed, or {@code null}
	 */
	public ToolCallRecord(int sequence, String toolId, Map<String, Object> arguments, String outcome, double durationMs,
			@Nullable Error error) {
		this(sequence, toolId, arguments, outcome, durationMs, error, ToolRun.IN_APPLICATION, Output.NONE);
	}

	/**
	 * Returns this with another end.
	 * @param error why it failed
	 * @return the new record
	 */
	public ToolCallRecord withError(Error error) {
		return new ToolCallRecord(this.sequence, this.toolId, this.arguments, error.code().value(), this.durationMs,
				error, this.run, this.output);
	}

	/**
	 * Why a run failed.
	 *
	 * @param code the code
	 * @param message what the code in the sandbox was told
	 */
	public record Error(ToolErrorCode code, String message) {
	}

	/**
	 * A line of a tool's log.
	 *
	 * @param level such as {@code info}
	 * @param text the line
	 */
	public record Log(String level, String text) {
	}

	/**
	 * What a run made besides its result.
	 *
	 * @param artifacts paths of its files, which are among the result's artifacts
	 * @param sources ids of what it drew on, which are among the result's sources
	 * @param logs lines of its log
	 * @param logsTruncated whether there were more lines
	 */
	public record Output(List<String> artifacts, List<String> sources, List<Log> logs, boolean logsTruncated) {

		/** Nothing. */
		public static final Output NONE = new Output(List.of(), List.of(), List.of(), false);

		public Output {
			artifacts = List.copyOf(artifacts);
			sources = List.copyOf(sources);
			logs = List.copyOf(logs);
		}

	}

}
