package io.toolruntime.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standard streams of a container, over one connection to the engine. What the
 * container writes comes in frames, for either stream: a header of eight bytes, of which
 * the first names the stream and the last four are the length, as the Engine API has it
 * under "Attach to a container". Whoever reads standard output reads the connection, so
 * that nothing waits for another thread; what comes for standard error meanwhile is kept
 * for whoever reads that, and no more than a little of it.
 */
final class AttachedStreams implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AttachedStreams.class);

	private static final int HEADER = 8;

	private static final int STDOUT = 1;

	private static final int STDERR = 2;

	private static final int PIECE = 16 << 10;

	private final InputStream connection;

	private final AutoCloseable closing;

	private final InputPipe stdin;

	private final InputPipe stderr = new InputPipe();

	private final InputStream stdout = new Stdout();

	/**
	 * Creates them.
	 * @param stdin what the engine reads for the container
	 * @param connection what the engine sends
	 * @param closing ends the connection
	 */
	AttachedStreams(InputPipe stdin, InputStream connection, AutoCloseable closing) {
		this.stdin = stdin;
		this.connection = connection;
		this.closing = closing;
	}

	OutputStream stdin() {
		return this.stdin.output();
	}

	InputStream stdout() {
		return this.stdout;
	}

	InputStream stderr() {
		return this.stderr.input();
	}

	@Override
	public void close() {
		this.stdin.close();
		this.stderr.close();
		try {
			this.closing.close();
		}
		catch (Exception ex) {
			logger.trace("A connection of a sandbox has ended already", ex);
		}
	}

	/** Standard output, and the one that reads for both. */
	private final class Stdout extends InputStream {

		private final byte[] header = new byte[HEADER];

		private final byte[] piece = new byte[PIECE];

		private int stream;

		/** What is still to come of the frame; the engine's number, never allocated. */
		private long left;

		/** Whether what comes is not what should come, so that no more is read of it. */
		private boolean broken;

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			if (length == 0) {
				return 0;
			}
			try {
				if (this.broken) {
					throw new IOException("The engine's stream cannot be read any more");
				}
				while (nextFrame()) {
					if (this.stream == STDOUT) {
						return payload(bytes, offset, length);
					}
					int count = payload(this.piece, 0, this.piece.length);
					AttachedStreams.this.stderr.output().write(this.piece, 0, count);
				}
				AttachedStreams.this.stderr.finish();
				return -1;
			}
			catch (IOException ex) {
				this.broken = true;
				AttachedStreams.this.stderr.finish();
				throw ex;
			}
		}

		/* Returns false at the end of the connection. */
		private boolean nextFrame() throws IOException {
			while (this.left == 0) {
				int got = AttachedStreams.this.connection.readNBytes(this.header, 0, HEADER);
				if (got == 0) {
					return false;
				}
				if (got < HEADER || (this.header[0] != STDOUT && this.header[0] != STDERR)) {
					throw new EOFException("The engine's stream ends within a frame, or is none");
				}
				this.stream = this.header[0];
				this.left = Integer.toUnsignedLong(ByteBuffer.wrap(this.header).getInt(HEADER - Integer.BYTES));
			}
			return true;
		}

		private int payload(byte[] bytes, int offset, int length) throws IOException {
			int count = AttachedStreams.this.connection.read(bytes, offset, (int) Math.min(length, this.left));
			if (count < 0) {
				throw new EOFException("The engine's stream ends within a frame");
			}
			this.left -= count;
			return count;
		}

	}

}
