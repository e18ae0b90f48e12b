package io.toolruntime.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.jspecify.annotations.Nullable;

/** A pipe between two threads; the end of one side is the end of the other. */
public final class MemoryPipe {

	private static final byte[] END = new byte[0];

	private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>();

	private volatile boolean closed;

	/** What is written here comes out of {@link #in()}. */
	public OutputStream out() {
		return new OutputStream() {

			@Override
			public void write(int value) throws IOException {
				write(new byte[] { (byte) value }, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				if (MemoryPipe.this.closed) {
					throw new IOException("Broken pipe");
				}
				if (length > 0) {
					MemoryPipe.this.pieces.add(Arrays.copyOfRange(bytes, offset, offset + length));
				}
			}

			@Override
			public void close() {
				MemoryPipe.this.close();
			}

		};
	}

	/** Comes to its end when the pipe is closed. */
	public InputStream in() {
		return new InputStream() {

			private byte @Nullable [] piece;

			private int at;

			@Override
			public int read() throws IOException {
				byte[] one = new byte[1];
				return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
			}

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				while (this.piece == null || this.at == this.piece.length) {
					if (this.piece == END) {
						return -1;
					}
					this.piece = take();
					this.at = 0;
					if (this.piece == END) {
						return -1;
					}
				}
				int count = Math.min(length, this.piece.length - this.at);
				System.arraycopy(this.piece, this.at, bytes, offset, count);
				this.at += count;
				return count;
			}

		};
	}

	private byte[] take() throws IOException {
		try {
			return this.pieces.take();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	/** Ends it: what is in it can still be read. */
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.pieces.add(END);
		}
	}

}
