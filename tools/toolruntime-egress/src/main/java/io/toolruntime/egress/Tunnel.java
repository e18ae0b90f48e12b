package io.toolruntime.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose bytes are passed on as they are, once the first ones have been
 * judged.
 */
final class Tunnel {

	private static final Logger logger = LoggerFactory.getLogger(Tunnel.class);

	private static final byte[] ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final Wire client;

	private final Wire server;

	private final Executor threads;

	private final Runnable abort;

	/**
	 * Creates it.
	 * @param client the client, who has asked for it
	 * @param server the host that it has asked for
	 * @param threads where one direction is carried
	 * @param abort closes both sides
	 */
	Tunnel(Wire client, Wire server, Executor threads, Runnable abort) {
		this.client = client;
		this.server = server;
		this.threads = threads;
		this.abort = abort;
	}

	/**
	 * Carries everything in both directions until both have ended.
	 * @param opening judges what the client sends first
	 * @param serverFirst whether the server may speak before that
	 * @param late what to do if the client takes too long to begin
	 * @throws Refusal if what the client sends first may not pass
	 * @throws IOException if it cannot be carried on
	 */
	void run(Opening opening, boolean serverFirst, Runnable late) throws Refusal, IOException {
		this.client.write(ESTABLISHED);
		CountDownLatch answered = new CountDownLatch(1);
		if (serverFirst) {
			carryAnswers(answered);
		}
		this.server.write(opening.read(this.client, late));
		if (!serverFirst) {
			carryAnswers(answered);
		}
		this.client.carryTo(this.server);
		try {
			answered.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void carryAnswers(CountDownLatch answered) {
		this.threads.execute(() -> {
			try {
				this.server.carryTo(this.client);
			}
			catch (IOException ex) {
				logger.trace("A tunnel ended", ex);
				/* The client may be sending for hours what nobody gets */
				this.abort.run();
			}
			finally {
				answered.countDown();
			}
		});
	}

}
