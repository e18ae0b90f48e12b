package io.toolruntime.guest;

import java.io.IOException;
import java.io.OutputStream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes messages to a guest, one line each. Blocks while the guest does not read, until
 * its sandbox is closed. Safe for use by several threads.
 */
final class GuestInput {

	private static final Logger logger = LoggerFactory.getLogger(GuestInput.class);

	/** Bytes of a message of the host. */
	static final int MAX_MESSAGE = 32 << 20;

	private final GuestJson json;

	private final OutputStream stdin;

	GuestInput(GuestJson json, OutputStream stdin) {
		this.json = json;
		this.stdin = stdin;
	}

	/**
	 * Writes a message. That a guest is gone is told by its output, not here.
	 * @param message maps, lists and scalars
	 * @throws IllegalArgumentException if it is too large or cannot be written as JSON
	 */
	void send(@Nullable Object message) {
		byte[] line = this.json.line(message, MAX_MESSAGE);
		synchronized (this.stdin) {
			try {
				this.stdin.write(line);
				this.stdin.flush();
			}
			catch (IOException ex) {
				logger.debug("A guest does not read any more", ex);
			}
		}
	}

}
