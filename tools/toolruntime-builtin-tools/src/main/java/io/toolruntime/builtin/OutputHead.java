package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads a stream to its end and keeps the beginning of it, however much comes: whoever
 * writes is never held up.
 */
final class OutputHead {

	private static final int PIECE = 8192;

	private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final int most;

	private boolean truncated;

	/**
	 * Creates it.
	 * @param most bytes that are kept
	 */
	OutputHead(int most) {
		this.most = most;
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
				this.ended.countDown();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	private synchronized void add(byte[] piece, int count) {
		int room = this.most - this.kept.size();
		this.truncated |= count > room;
		this.kept.write(piece, 0, Math.min(count, room));
	}

	/**
	 * Waits for the end.
	 * @param millis how long at most
	 * @return whether it was reached
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean awaitEnd(long millis) throws InterruptedException {
		return this.ended.await(millis, TimeUnit.MILLISECONDS);
	}

	synchronized boolean truncated() {
		return this.truncated;
	}

	synchronized String text() {
		return this.kept.toString(StandardCharsets.UTF_8);
	}

}
