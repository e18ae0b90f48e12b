package io.toolruntime.tool;

import org.jspecify.annotations.Nullable;

/**
 * Where a tool puts what it makes besides its result: files, lines of a log, sources, and
 * how far it is. The same wherever the tool runs. Safe for use by several threads; what
 * comes after the call has ended is dropped.
 */
public interface ToolCallOutput {

	/** Bytes of a file at most. */
	long MAX_ARTIFACT_BYTES = 32 << 20;

	/** Keeps nothing. */
	ToolCallOutput NONE = new ToolCallOutput() {

		@Override
		public String artifact(String path, @Nullable String mediaType, byte[] content) {
			return path;
		}

		@Override
		public void log(String level, String text) {
		}

		@Override
		public String source(Citation source) {
			return Integer.toString((source.id() != null) ? source.id() : 1);
		}

		@Override
		public void progress(double value, @Nullable Double total, @Nullable String message) {
		}

	};

	/**
	 * Records a file: it is among the artifacts of the call and of its execution.
	 * @param path relative to the workspace, such as {@code reports/may.pdf}
	 * @param mediaType such as {@code application/pdf}, or {@code null} to go by the name
	 * @param content the file
	 * @return the path by which it is found: another if there is such a file already
	 * @throws ToolException if it is too large, or there are too many
	 */
	String artifact(String path, @Nullable String mediaType, byte[] content);

	/**
	 * Records a line of the tool's log.
	 * @param level such as {@code info}
	 * @param text the line
	 */
	void log(String level, String text);

	/**
	 * Records something that the tool drew on.
	 * @param source what it drew on
	 * @return the id by which text refers to it, the same for the same source in all
	 * calls of an execution
	 * @throws ToolException if there are too many
	 */
	String source(Citation source);

	/**
	 * Tells how far the tool is.
	 * @param value how far
	 * @param total how far it will be in the end, or {@code null} if not known
	 * @param message what it is doing, or {@code null}
	 */
	void progress(double value, @Nullable Double total, @Nullable String message);

	/**
	 * Tells where the tool ran. For whoever runs a tool elsewhere than in the
	 * application, not for tools.
	 * @param run where it ran, and how that ended
	 */
	default void ran(ToolRun run) {
	}

}
