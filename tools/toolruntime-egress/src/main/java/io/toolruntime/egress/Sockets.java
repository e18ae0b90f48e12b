package io.toolruntime.egress;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of one connection, which are closed together, by whichever thread. */
final class Sockets implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Sockets.class);

	private final List<SocketChannel> open = new ArrayList<>();

	private boolean closed;

	/**
	 * Adds one.
	 * @param socket the socket; closed at once if the others are
	 * @throws IOException if the others are closed
	 */
	void add(SocketChannel socket) throws IOException {
		synchronized (this.open) {
			if (!this.closed) {
				this.open.add(socket);
				return;
			}
		}
		socket.close();
		throw new ClosedChannelException();
	}

	/**
	 * Closes one before the others, which it does not need any more.
	 * @param socket the socket
	 */
	void drop(SocketChannel socket) {
		synchronized (this.open) {
			this.open.remove(socket);
		}
		close(socket);
	}

	@Override
	public void close() {
		List<SocketChannel> closing;
		synchronized (this.open) {
			this.closed = true;
			closing = List.copyOf(this.open);
			this.open.clear();
		}
		closing.forEach(this::close);
	}

	private void close(SocketChannel socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			logger.trace("A socket was gone before it was closed", ex);
		}
	}

}
