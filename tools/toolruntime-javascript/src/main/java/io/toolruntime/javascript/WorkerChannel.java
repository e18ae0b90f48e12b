package io.toolruntime.javascript;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages to and from a worker: JSON, one on a line. What comes is bounded in length,
 * depth and size of its parts, and no message is told apart from what a tool prints,
 * which goes elsewhere.
 */
final class WorkerChannel implements Closeable {

	/** What a message has besides a tool's result. */
	private static final int BESIDES = 64 << 10;

	private static final int MOST_DEPTH = 200;

	private static final int PIECE = 16 << 10;

	private final SocketChannel socket;

	private final int longest;

	private final JsonMapper json;

	private final ReentrantLock writing = new ReentrantLock();

	private final ByteBuffer piece = ByteBuffer.allocate(PIECE).limit(0);

	private int received;

	/**
	 * Creates it.
	 * @param socket the connection
	 * @param maxOutput bytes of the largest result
	 */
	WorkerChannel(SocketChannel socket, long maxOutput) {
		this.socket = socket;
		this.longest = Math.toIntExact(maxOutput + BESIDES);
		StreamReadConstraints bounds = StreamReadConstraints.builder()
			.maxNestingDepth(MOST_DEPTH)
			.maxStringLength(this.longest)
			.maxNameLength(this.longest)
			.maxDocumentLength(this.longest)
			.build();
		this.json = JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(bounds)
				.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
				.build())
			.build();
	}

	/**
	 * Writes a message as JSON.
	 * @param message what Jackson can write
	 * @return its bytes, without an end of line
	 * @throws JacksonException if it cannot be written
	 */
	byte[] encode(Object message) {
		return this.json.writeValueAsBytes(message);
	}

	/**
	 * Sends a message. Waits for the worker to take it, until somebody closes this.
	 * @param message its bytes, from {@link #encode}
	 * @throws IOException if the connection has ended
	 */
	void send(byte[] message) throws IOException {
		this.writing.lock();
		try {
			write(message);
		}
		finally {
			this.writing.unlock();
		}
	}

	/**
	 * Sends a message, if nobody else is sending one at this moment: never waits behind
	 * one that the worker does not take.
	 * @param message its bytes
	 * @return whether it was sent
	 */
	boolean trySend(byte[] message) {
		if (!this.writing.tryLock()) {
			return false;
		}
		try {
			write(message);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			this.writing.unlock();
		}
	}

	private void write(byte[] message) throws IOException {
		ByteBuffer[] parts = { ByteBuffer.wrap(message), ByteBuffer.wrap(new byte[] { '\n' }) };
		while (parts[1].hasRemaining()) {
			this.socket.write(parts);
		}
	}

	/**
	 * Waits for a message. Called by one thread only.
	 * @return the message, or {@code null} at the end of the connection
	 * @throws IOException if the connection broke, or what comes is no message
	 */
	@SuppressWarnings("unchecked")
	@org.jspecify.annotations.Nullable
	Map<String, Object> receive() throws IOException {
		byte[] line = new byte[PIECE];
		int length = 0;
		while (true) {
			if (!this.piece.hasRemaining() && !fill()) {
				if (length > 0) {
					throw new IOException("the connection ended within a message");
				}
				return null;
			}
			byte next = this.piece.get();
			if (next == '\n') {
				break;
			}
			if (length == this.longest) {
				throw new IOException("a message is longer than " + this.longest + " bytes");
			}
			if (length == line.length) {
				line = Arrays.copyOf(line, Math.min(2 * length, this.longest));
			}
			line[length++] = next;
		}
		this.received = length;
		try {
			return this.json.readValue(line, 0, length, Map.class);
		}
		catch (JacksonException ex) {
			throw new IOException((ex instanceof StreamConstraintsException)
					? "it is nested more than " + MOST_DEPTH + " levels deep, or has a number that is too long"
					: "it is no JSON", ex);
		}
	}

	/** How long the last message was, in bytes; for the thread that received it. */
	int received() {
		return this.received;
	}

	private boolean fill() throws IOException {
		this.piece.clear();
		int count = this.socket.read(this.piece);
		this.piece.flip();
		return count > 0;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
