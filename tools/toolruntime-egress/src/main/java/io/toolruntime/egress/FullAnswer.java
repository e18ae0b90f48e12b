package io.toolruntime.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Tells clients that there is no place for them, without a thread and without a place. A
 * socket is closed a moment later, because closing it with a request unread would take
 * the answer away too; of those that wait for that there are only so many.
 */
final class FullAnswer implements AutoCloseable {

	private static final Refusal FULL = new Refusal(503, EgressVerdict.FULL,
			"There are as many connections as there may be; try again later",
			"There are as many connections as there may be");

	private static final Duration LINGER = Duration.ofMillis(500);

	private static final int MOST = 64;

	private final Watch watch;

	private final Events events;

	private final Semaphore free = new Semaphore(MOST);

	private final Sockets waiting = new Sockets();

	/**
	 * Creates it.
	 * @param watch the clock
	 * @param events tells the listener
	 */
	FullAnswer(Watch watch, Events events) {
		this.watch = watch;
		this.events = events;
	}

	/**
	 * Answers, and closes the socket soon.
	 * @param socket a new socket of a client
	 * @throws IOException if it cannot be answered
	 */
	void send(SocketChannel socket) throws IOException {
		this.events.tell(null, FULL.verdict(), FULL.reason());
		if (!this.free.tryAcquire()) {
			socket.close();
			return;
		}
		boolean sent = false;
		try {
			this.waiting.add(socket);
			socket.configureBlocking(false);
			socket.write(ByteBuffer.wrap(ProxyConnection.answer(FULL)));
			socket.shutdownOutput();
			sent = true;
		}
		finally {
			if (!sent) {
				drop(socket);
			}
		}
		this.watch.after(LINGER, () -> drop(socket));
	}

	private void drop(SocketChannel socket) {
		this.waiting.drop(socket);
		this.free.release();
	}

	@Override
	public void close() {
		this.waiting.close();
	}

}
