package io.toolruntime.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream to its end and keeps the last of it, however much comes: whoever writes
 * is never held up.
 */
final class OutputTail {

	private static final Logger logger = LoggerFactory.getLogger(OutputTail.class);

	private static final int PIECE = 32 << 10;

	private static final long LONGEST_END = 500;

	private final byte[] kept;

	private long total;

	private final CountDownLatch open = new CountDownLatch(1);

	/**
	 * Creates it.
	 * @param most bytes that are kept
	 */
	OutputTail(int most) {
		this.kept = new byte[most];
	}

	/**
	 * Reads a stream on a thread of its own.
	 * @param in the stream, which ends when the last process that has it is gone
	 * @param name name of the thread
	 */
	void read(InputStream in, String name) {
		Thread thread = new Thread(() -> {
			byte[] piece = new byte[PIECE];
			try (in) {
				for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
					add(piece, count);
				}
			}
			catch (IOException ex) {
				// Closed
			}
			finally {
				this.open.countDown();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private synchronized void add(byte[] piece, int count) {
		for (int done = 0; done < count;) {
			int at = (int) (this.total % this.kept.length);
			int length = Math.min(count - done, this.kept.length - at);
			System.arraycopy(piece, done, this.kept, at, length);
			this.total += length;
			done += length;
		}
	}

	/** Waits a moment until all was read that a process which has ended wrote. */
	void awaitEnd() {
		try {
			if (!this.open.await(LONGEST_END, TimeUnit.MILLISECONDS)) {
				logger.debug("Somebody holds the output of a process that has ended");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** How many bytes were read. */
	synchronized long total() {
		return this.total;
	}

	/**
	 * Returns the end of what was read.
	 * @param most bytes
	 * @return the text
	 */
	synchronized String text(int most) {
		int length = (int) Math.min(Math.min(this.total, this.kept.length), most);
		byte[] end = new byte[length];
		for (int i = 0; i < length; i++) {
			end[i] = this.kept[(int) ((this.total - length + i) % this.kept.length)];
		}
		return new String(end, StandardCharsets.UTF_8).strip();
	}

}
