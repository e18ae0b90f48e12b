package io.toolruntime.runtime;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;

/** Code cannot be transformed: it is wrong, or too hard. */
public class CodeTransformException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final @Nullable Integer line;

	private final @Nullable Integer column;

	/**
	 * Creates an exception.
	 * @param name the error's class, such as {@code SyntaxError}
	 * @param message what is wrong
	 * @param line line of the caller's source, from 1, or {@code null} if not known
	 * @param column column of the caller's source in UTF-16 code units, from 1, or
	 * {@code null} if not known
	 */
	public CodeTransformException(String name, String message, @Nullable Integer line, @Nullable Integer column) {
		super(message);
		this.name = name;
		this.line = line;
		this.column = column;
	}

	/**
	 * Returns this as the error of a result.
	 * @param sourceName name of the caller's source in the stack trace
	 * @return the error; its stack names the place, if that is known
	 */
	public ExecutionError toError(String sourceName) {
		String message = String.valueOf(getMessage());
		String stack = (this.line == null) ? null : this.name + ": " + message + "\n    at " + sourceName + ":"
				+ this.line + ((this.column != null) ? ":" + this.column : "");
		return new ExecutionError(this.name, message, stack, this.line, this.column);
	}

	/**
	 * Returns the line.
	 * @return line of the caller's source, from 1, or {@code null} if not known
	 */
	public @Nullable Integer getLine() {
		return this.line;
	}

	/**
	 * Returns the column.
	 * @return column of the caller's source in UTF-16 code units, from 1, or {@code null}
	 * if not known
	 */
	public @Nullable Integer getColumn() {
		return this.column;
	}

	/**
	 * Returns the error's class.
	 * @return such as {@code SyntaxError}
	 */
	public String getName() {
		return this.name;
	}

}
