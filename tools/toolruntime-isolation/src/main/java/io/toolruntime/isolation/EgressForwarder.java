package io.toolruntime.isolation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/**
 * The way out of a child that is alone in its network: listens on loopback, where clients
 * of HTTP can be told to look for a proxy, and passes everything on to the proxy's
 * socket.
 */
final class EgressForwarder {

	/** Where it listens. */
	static final int PORT = 3128;

	private static final int PIECE = 16 << 10;

	private static final int MOST = 128;

	private final UnixDomainSocketAddress proxy;

	private final Semaphore free = new Semaphore(MOST);

	EgressForwarder(UnixDomainSocketAddress proxy) {
		this.proxy = proxy;
	}

	void start() throws IOException {
		ServerSocketChannel server = ServerSocketChannel.open();
		server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), PORT), MOST);
		thread(() -> accept(server));
	}

	private static void thread(Runnable task) {
		Thread thread = new Thread(task, "egress");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept(ServerSocketChannel server) {
		try {
			while (true) {
				SocketChannel client = server.accept();
				this.free.acquireUninterruptibly();
				thread(() -> pass(client));
			}
		}
		catch (IOException ex) {
			// Nobody reaches anything any more
		}
	}

	private void pass(SocketChannel client) {
		try (client; SocketChannel out = SocketChannel.open(this.proxy)) {
			Thread back = new Thread(() -> copy(out, client), "egress");
			back.setDaemon(true);
			back.start();
			copy(client, out);
			back.join();
		}
		catch (IOException ex) {
			// The client sees that its connection has ended
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.free.release();
		}
	}

	private static void copy(SocketChannel from, SocketChannel to) {
		ByteBuffer piece = ByteBuffer.allocate(PIECE);
		try {
			while (from.read(piece) >= 0) {
				piece.flip();
				while (piece.hasRemaining()) {
					to.write(piece);
				}
				piece.clear();
			}
			to.shutdownOutput();
		}
		catch (IOException ex) {
			close(from);
			close(to);
		}
	}

	private static void close(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// It is
		}
	}

}
