package io.toolruntime.egress;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** What has moved on a connection, in both directions together. */
final class Traffic {

	private final long most;

	private final AtomicLong bytes = new AtomicLong();

	private volatile long last = System.nanoTime();

	/**
	 * Creates it.
	 * @param most bytes that may be read of both sides together; 0 for any number
	 */
	Traffic(long most) {
		this.most = most;
	}

	/**
	 * Counts bytes that have been read.
	 * @param count their number
	 * @throws IOException if they are too many
	 */
	void read(int count) throws IOException {
		moved();
		if (this.bytes.addAndGet(count) > this.most && this.most > 0) {
			throw new IOException("More bytes than a connection may carry");
		}
	}

	/** Notes that somebody took something. */
	void moved() {
		this.last = System.nanoTime();
	}

	boolean tooMuch() {
		return this.most > 0 && this.bytes.get() > this.most;
	}

	long idleNanos() {
		return System.nanoTime() - this.last;
	}

}
