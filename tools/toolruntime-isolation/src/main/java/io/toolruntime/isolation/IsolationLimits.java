package io.toolruntime.isolation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;

/**
 * What a tool that does not run in the application may use. As everywhere, {@code null}
 * is absent and inherits, and 0 is unlimited.
 *
 * @param limits time of a call; memory, processors and processes of all that it runs in;
 * {@code disk}, by which its workspace may grow in a call; {@code output}, bytes of its
 * result, and of what it prints; {@code tool-calls} that it may make itself
 * @param fileSize bytes of one file
 */
public record IsolationLimits(Limits limits, @Nullable Long fileSize) {

	private static final String FILE_SIZE = "file-size";

	/** Nothing set: inherits everything. */
	public static final IsolationLimits NONE = new IsolationLimits(Limits.NONE, null);

	/** What holds where nobody says otherwise. */
	public static final IsolationLimits DEFAULTS = new IsolationLimits(
			new Limits(Duration.ofSeconds(60), 512L << 20, 2.0, 128, 250L << 20, 10L << 20, 64, 8), 100L << 20);

	/**
	 * Reads limits from keys and values as they stand in YAML.
	 * @param values strings or numbers by name: {@code timeout}, {@code memory},
	 * {@code cpus}, {@code pids}, {@code disk}, {@code output}, {@code tool-calls},
	 * {@code chain-steps}, {@code file-size}
	 * @return the limits
	 * @throws IllegalArgumentException if a name is unknown or a value cannot be read;
	 * the message names it
	 */
	public static IsolationLimits parse(Map<String, ? extends @Nullable Object> values) {
		Map<String, @Nullable Object> others = new LinkedHashMap<>(values);
		Object fileSize = others.remove(FILE_SIZE);
		try {
			return new IsolationLimits(Limits.parse(others),
					(fileSize != null) ? Long.valueOf(Quantity.bytes(fileSize.toString())) : null);
		}
		catch (IllegalArgumentException ex) {
			String message = String.valueOf(ex.getMessage());
			if (message.contains("is not a limit")) {
				throw new IllegalArgumentException(message + ", " + FILE_SIZE, ex);
			}
			throw message.startsWith("limits.") ? ex
					: new IllegalArgumentException("limits." + FILE_SIZE + ": " + message, ex);
		}
	}

	/**
	 * Fills what is absent here from a parent.
	 * @param parent what to inherit
	 * @return the combined limits
	 */
	public IsolationLimits orElse(IsolationLimits parent) {
		return new IsolationLimits(this.limits.orElse(parent.limits),
				(this.fileSize != null) ? this.fileSize : parent.fileSize);
	}

	/**
	 * Takes the smaller of each, so that a call can lower what its tool may use and never
	 * raise it.
	 * @param call the limits that a call asks for
	 * @return the combined limits
	 */
	public IsolationLimits tightenedBy(Limits call) {
		return new IsolationLimits(this.limits.tightenedBy(call), this.fileSize);
	}

	/**
	 * Returns the bytes of one file.
	 * @return the bytes; the largest number if it is unlimited
	 */
	long fileSizeOrMax() {
		return (this.fileSize == null || this.fileSize == 0) ? Long.MAX_VALUE : this.fileSize;
	}

}
