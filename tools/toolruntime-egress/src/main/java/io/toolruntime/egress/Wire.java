package io.toolruntime.egress;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * One side of a connection. One thread may read while another writes, which the streams
 * of {@link java.nio.channels.Channels} do not allow on JDK 17: there a write waits for
 * the end of a read.
 */
final class Wire {

	private static final int PIECE = 16 << 10;

	private final SocketChannel channel;

	private final Traffic traffic;

	/** What has come and not been taken; also the lock of those who read. */
	private final ByteBuffer read = ByteBuffer.allocate(PIECE).limit(0);

	/**
	 * Creates it.
	 * @param channel a connected channel in blocking mode
	 * @param traffic what moves on it is counted there
	 */
	Wire(SocketChannel channel, Traffic traffic) {
		this.channel = channel;
		this.traffic = traffic;
	}

	/**
	 * Reads a byte.
	 * @return the byte, or -1 at the end
	 * @throws IOException if nothing can be read any more
	 */
	int read() throws IOException {
		synchronized (this.read) {
			return fill() ? this.read.get() & 0xff : -1;
		}
	}

	/**
	 * Reads as many bytes as there are, and at least one.
	 * @param into where to put them
	 * @param most how many at most, more than 0
	 * @return their number, or -1 at the end
	 * @throws IOException if nothing can be read any more
	 */
	int read(byte[] into, int most) throws IOException {
		synchronized (this.read) {
			if (!fill()) {
				return -1;
			}
			int count = Math.min(most, this.read.remaining());
			this.read.get(into, 0, count);
			return count;
		}
	}

	/**
	 * Waits for a byte or the end.
	 * @return whether it is the end
	 * @throws IOException if nothing can be read any more
	 */
	boolean ended() throws IOException {
		synchronized (this.read) {
			return !fill();
		}
	}

	private boolean fill() throws IOException {
		if (this.read.hasRemaining()) {
			return true;
		}
		this.read.clear();
		int count;
		try {
			count = this.channel.read(this.read);
		}
		finally {
			this.read.flip();
		}
		if (count > 0) {
			this.traffic.read(count);
		}
		return count > 0;
	}

	/**
	 * Writes bytes, and returns when the system has taken all of them.
	 * @param bytes the bytes
	 * @param length how many of them
	 * @throws IOException if nothing can be written any more
	 */
	void write(byte[] bytes, int length) throws IOException {
		ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
		while (left.hasRemaining()) {
			/* In pieces, so that somebody who takes them slowly is seen to take them */
			ByteBuffer piece = left.slice(left.position(), Math.min(left.remaining(), PIECE));
			left.position(left.position() + this.channel.write(piece));
			this.traffic.moved();
		}
	}

	void write(byte[] bytes) throws IOException {
		write(bytes, bytes.length);
	}

	/**
	 * Carries everything to another side, and its end too.
	 * @param to the other side
	 * @throws IOException if it cannot be carried
	 */
	void carryTo(Wire to) throws IOException {
		byte[] piece = new byte[PIECE];
		for (int count = read(piece, PIECE); count >= 0; count = read(piece, PIECE)) {
			to.write(piece, count);
		}
		to.end();
	}

	/**
	 * Carries a number of bytes to another side.
	 * @param to the other side
	 * @param length their number
	 * @throws IOException if it cannot be carried, or this side ends before
	 */
	void carryTo(Wire to, long length) throws IOException {
		byte[] piece = new byte[(int) Math.min(length, PIECE)];
		for (long left = length; left > 0;) {
			int count = read(piece, (int) Math.min(left, PIECE));
			if (count < 0) {
				throw new EOFException("Ends " + left + " bytes before it should");
			}
			to.write(piece, count);
			left -= count;
		}
	}

	/**
	 * Says that no more will be written.
	 * @throws IOException if the connection is closed
	 */
	void end() throws IOException {
		this.channel.shutdownOutput();
	}

}
