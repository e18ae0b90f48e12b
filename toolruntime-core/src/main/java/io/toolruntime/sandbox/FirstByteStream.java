package io.toolruntime.sandbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Does something once, when the first bytes have come and before anybody sees them. Used
 * by one thread.
 */
public final class FirstByteStream extends FilterInputStream {

	private static final long LONGEST_SKIP = 8192;

	private final Action action;

	private boolean done;

	private boolean refused;

	/**
	 * Creates it.
	 * @param in where the bytes come from
	 * @param action what is done once; what it throws is thrown to whoever reads
	 */
	public FirstByteStream(InputStream in, Action action) {
		super(in);
		this.action = action;
	}

	@Override
	public int read() throws IOException {
		int read = super.read();
		came(read);
		return read;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int count = super.read(bytes, offset, length);
		if (length > 0) {
			came(count);
		}
		return count;
	}

	/* What is skipped has come too. */
	@Override
	public long skip(long count) throws IOException {
		byte[] skipped = new byte[(int) Math.max(0, Math.min(count, LONGEST_SKIP))];
		return Math.max(0, read(skipped, 0, skipped.length));
	}

	private void came(int result) throws IOException {
		if (this.refused) {
			throw new IOException("Nothing of this may be seen");
		}
		if (!this.done && result >= 0) {
			this.refused = true;
			this.action.run();
			this.done = true;
			this.refused = false;
		}
	}

	/** What is done. */
	public interface Action {

		/**
		 * Does it.
		 * @throws IOException if nothing that came may be seen
		 */
		void run() throws IOException;

	}

}
