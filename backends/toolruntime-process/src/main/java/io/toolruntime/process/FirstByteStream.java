package io.toolruntime.process;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Does something once, when the first bytes have come and before anybody sees them. Used
 * by one thread.
 */
final class FirstByteStream extends FilterInputStream {

	private final Action action;

	private boolean done;

	FirstByteStream(InputStream in, Action action) {
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
	interface Action {

		void run() throws IOException;

	}

}
