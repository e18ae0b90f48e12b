package io.toolruntime.sandbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Does something once, when the first bytes have come and before anybody sees them. Used
 * by one thread.
 */
public final class FirstByteStream extends FilterInputStream {

	private final Action action;

	private boolean done;

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
		came(count);
		return count;
	}

	private void came(int result) throws IOException {
		if (!this.done && result >= 0) {
			this.done = true;
			this.action.run();
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
