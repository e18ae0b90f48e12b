package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries what is written to one that reads in another thread, without delay and without
 * growing: whoever writes waits while too much has not been read.
 */
final class InputPipe implements AutoCloseable {

	private static final int MOST = 1 << 20;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Deque<byte[]> pieces = new ArrayDeque<>();

	/** Bytes of the first piece that have been read. */
	private int read;

	private int waiting;

	private boolean finished;

	private boolean closed;

	private final OutputStream end = new End();

	private final InputStream beginning = new Beginning();

	/**
	 * Returns where it is written to.
	 * @return the stream; when it is closed, what was written can still be read
	 */
	OutputStream output() {
		return this.end;
	}

	/**
	 * Returns where it is read from.
	 * @return the stream; ends when the pipe is finished or closed
	 */
	InputStream input() {
		return this.beginning;
	}

	/** Lets no more be written; what is there can still be read. */
	void finish() {
		this.lock.lock();
		try {
			this.finished = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends it: what has not been read is lost. */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.pieces.clear();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void put(byte[] bytes, int offset, int length) throws IOException {
		if (length == 0) {
			return;
		}
		byte[] piece = new byte[length];
		System.arraycopy(bytes, offset, piece, 0, length);
		this.lock.lock();
		try {
			while (!this.closed && !this.finished && this.waiting > 0 && length > MOST - this.waiting) {
				this.changed.awaitUninterruptibly();
			}
			if (this.closed || this.finished) {
				throw new IOException("Nobody reads any more");
			}
			this.pieces.add(piece);
			this.waiting += length;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private int take(byte[] into, int offset, int length) throws IOException {
		this.lock.lock();
		try {
			while (!this.closed && !this.finished && this.pieces.isEmpty()) {
				this.changed.awaitUninterruptibly();
			}
			byte[] piece = this.pieces.peek();
			if (piece == null) {
				return -1;
			}
			int count = Math.min(length, piece.length - this.read);
			System.arraycopy(piece, this.read, into, offset, count);
			this.read += count;
			if (this.read == piece.length) {
				this.pieces.remove();
				this.read = 0;
			}
			this.waiting -= count;
			this.changed.signalAll();
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	private final class End extends OutputStream {

		@Override
		public void write(int value) throws IOException {
			put(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			put(bytes, offset, length);
		}

		@Override
		public void close() {
			finish();
		}

	}

	private final class Beginning extends InputStream {

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (take(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return (length == 0) ? 0 : take(bytes, offset, length);
		}

	}

}
