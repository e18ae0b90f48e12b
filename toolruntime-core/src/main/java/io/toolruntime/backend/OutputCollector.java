package io.toolruntime.backend;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import io.toolruntime.ExecutionEvents;
import io.toolruntime.ExecutionListener;
import io.toolruntime.limit.Quantity;

/**
 * Keeps standard output and error of an execution up to its limit, together. What comes
 * beyond is counted and dropped. Safe for use by several threads.
 */
public final class OutputCollector {

	/** Output of this many times the limit ends an execution. */
	public static final int FLOOD_FACTOR = 10;

	private final long limit;

	private final ExecutionEvents events;

	private final StringBuilder stdout = new StringBuilder();

	private final StringBuilder stderr = new StringBuilder();

	private long kept;

	private long received;

	/**
	 * Creates a collector.
	 * @param limit bytes to keep, or {@link Long#MAX_VALUE}
	 * @param listener hears of what is kept, piece by piece
	 */
	public OutputCollector(long limit, ExecutionListener listener) {
		this.limit = limit;
		this.events = ExecutionEvents.of(listener);
	}

	/**
	 * Takes a piece of standard output.
	 * @param text the text
	 */
	public void stdout(String text) {
		append(this.stdout, text, ExecutionListener::onStdout);
	}

	/**
	 * Takes a piece of standard error.
	 * @param text the text
	 */
	public void stderr(String text) {
		append(this.stderr, text, ExecutionListener::onStderr);
	}

	private void append(StringBuilder target, String text, BiConsumer<ExecutionListener, String> event) {
		synchronized (this) {
			String piece = keep(text);
			if (piece.isEmpty()) {
				return;
			}
			target.append(piece);
			this.events.add((listener) -> event.accept(listener, piece));
		}
		this.events.tell();
	}

	private String keep(String text) {
		long bytes = utf8Length(text);
		this.received += bytes;
		if (bytes <= this.limit - this.kept) {
			this.kept += bytes;
			return text;
		}
		String piece = beginning(text, this.limit - this.kept);
		// Nothing more, even if it would fit: what is kept has no gaps
		this.kept = this.limit;
		return piece;
	}

	private static long utf8Length(String text) {
		long length = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			length += (c < 0x80) ? 1 : (c < 0x800) ? 2 : Character.isSurrogate(c) ? 2 : 3;
		}
		return length;
	}

	private static String beginning(String text, long bytes) {
		if (bytes <= 0) {
			return "";
		}
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		int end = (int) Math.min(bytes, encoded.length);
		// Not in the middle of a character
		while (end > 0 && end < encoded.length && (encoded[end] & 0xC0) == 0x80) {
			end--;
		}
		return new String(encoded, 0, end, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the standard output that was kept.
	 * @return the text
	 */
	public synchronized String stdout() {
		return this.stdout.toString();
	}

	/**
	 * Returns the standard error that was kept.
	 * @return the text
	 */
	public synchronized String stderr() {
		return this.stderr.toString();
	}

	/**
	 * Tells whether something was dropped.
	 * @return whether there was more than the limit
	 */
	public synchronized boolean isTruncated() {
		return this.received > this.limit;
	}

	/**
	 * Tells whether there was so much that the execution must end.
	 * @return whether there was ten times the limit
	 */
	public synchronized boolean isFlooded() {
		// Divided, because the product may be more than there are numbers
		return this.limit != Long.MAX_VALUE && this.received / FLOOD_FACTOR >= this.limit;
	}

	/**
	 * Returns how much there was, dropped output included, as limits are written.
	 * @return such as {@code 31KB}
	 */
	public synchronized String peak() {
		return Quantity.formatBytes(this.received);
	}

}
