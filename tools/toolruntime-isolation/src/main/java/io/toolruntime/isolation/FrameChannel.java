package io.toolruntime.isolation;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Messages between the application and a child: JSON, each after its length in four
 * bytes. What comes is bounded before it is read, and nothing but JSON is ever read from
 * it.
 */
final class FrameChannel implements Closeable {

	/** What a message has besides the value that it carries. */
	static final int BESIDES = 64 << 10;

	private static final int SMALL = 64 << 10;

	private final SocketChannel socket;

	private final int longest;

	private final PlainJson json;

	private final ReentrantLock writing = new ReentrantLock();

	private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

	/**
	 * Creates it.
	 * @param socket the connection
	 * @param longest bytes of the longest message that may come
	 */
	FrameChannel(SocketChannel socket, int longest) {
		this.socket = socket;
		this.longest = longest;
		this.json = new PlainJson(longest);
	}

	/**
	 * Writes a message as JSON.
	 * @param message what Jackson can write
	 * @return its bytes
	 * @throws JacksonException if it cannot be written
	 */
	byte[] encode(Object message) {
		return this.json.write(message);
	}

	/**
	 * Sends a message. Waits until it is taken, or somebody closes this.
	 * @param message what Jackson can write
	 * @throws IOException if the connection has ended
	 */
	void send(Map<String, ? extends @Nullable Object> message) throws IOException {
		send(encode(message));
	}

	/**
	 * Sends a message. Waits until it is taken, or somebody closes this.
	 * @param message its bytes, from {@link #encode}
	 * @throws IOException if the connection has ended
	 */
	void send(byte[] message) throws IOException {
		// A channel closes itself when a thread that was interrupted uses it
		boolean interrupted = Thread.interrupted();
		this.writing.lock();
		try {
			write(message);
		}
		finally {
			this.writing.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Sends a message, if nobody else is sending one at this moment: never waits behind
	 * one that is not taken.
	 * @param message what Jackson can write
	 */
	void trySend(Map<String, ? extends @Nullable Object> message) {
		if (!this.writing.tryLock()) {
			return;
		}
		try {
			write(encode(message));
		}
		catch (IOException ex) {
			// Its end says why
		}
		finally {
			this.writing.unlock();
		}
	}

	private void write(byte[] message) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + ((message.length <= SMALL) ? message.length : 0));
		frame.putInt(message.length);
		if (message.length <= SMALL) {
			frame.put(message);
			writeAll(frame.flip());
			return;
		}
		writeAll(frame.flip());
		writeAll(ByteBuffer.wrap(message));
	}

	private void writeAll(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			this.socket.write(bytes);
		}
	}

	/**
	 * Waits for a message. Called by one thread only.
	 * @return the message, or {@code null} at the end of the connection
	 * @throws IOException if the connection broke, or what comes is no message
	 */
	@Nullable Map<String, Object> receive() throws IOException {
		return receive(this.longest);
	}

	/**
	 * Waits for a message. Called by one thread only.
	 * @param most bytes that it may have
	 * @return the message, or {@code null} at the end of the connection
	 * @throws TooLongException if it is longer
	 * @throws IOException if the connection broke, or what comes is no message
	 */
	@Nullable Map<String, Object> receive(int most) throws IOException {
		this.length.clear();
		if (!fill(this.length)) {
			return null;
		}
		int count = this.length.flip().getInt();
		if (count < 0 || count > most) {
			throw new TooLongException(count, most);
		}
		ByteBuffer message = ByteBuffer.allocate(count);
		if (!fill(message)) {
			throw new IOException("the connection ended within a message");
		}
		try {
			return this.json.readObject(message.array());
		}
		catch (JacksonException ex) {
			throw new IOException("a message is no JSON of an object", ex);
		}
	}

	private boolean fill(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			if (this.socket.read(bytes) < 0) {
				if (bytes.position() == 0) {
					return false;
				}
				throw new IOException("the connection ended within a message");
			}
		}
		return true;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/** A message is longer than it may be. */
	static final class TooLongException extends IOException {

		private static final long serialVersionUID = 1L;

		TooLongException(int length, int most) {
			super("a message of " + Integer.toUnsignedString(length) + " bytes is longer than " + most);
		}

	}

}
