package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to targets that are allowed, at the addresses that were checked and at no
 * other.
 */
final class Connector {

	private static final Logger logger = LoggerFactory.getLogger(Connector.class);

	/** Addresses of a name that are tried. */
	private static final int MOST_ADDRESSES = 8;

	private final Router router;

	private final Duration timeout;

	/**
	 * Creates it.
	 * @param router finds the addresses
	 * @param timeout time to find and connect, all addresses together
	 */
	Connector(Router router, Duration timeout) {
		this.router = router;
		this.timeout = timeout;
	}

	/**
	 * Connects to a target, trying its addresses in their order.
	 * @param target where to
	 * @param sockets where the socket is kept, so that others can close it meanwhile
	 * @return a connected channel in blocking mode
	 * @throws Refusal if the target is not allowed or cannot be connected
	 * @throws IOException if the sockets were closed meanwhile
	 */
	SocketChannel connect(Target target, Sockets sockets) throws Refusal, IOException {
		long end = System.nanoTime() + this.timeout.toNanos();
		List<InetAddress> addresses = this.router.addresses(target, this.timeout);
		addresses = addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES));
		boolean late = false;
		for (int i = 0; i < addresses.size(); i++) {
			long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) / (addresses.size() - i);
			if (millis <= 0) {
				late = true;
				break;
			}
			SocketChannel socket = open(target);
			sockets.add(socket);
			try {
				socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
				socket.socket().connect(new InetSocketAddress(addresses.get(i), target.port()), (int) millis);
				return socket;
			}
			catch (IOException | UnsupportedAddressTypeException ex) {
				late |= ex instanceof SocketTimeoutException;
				logger.debug("Cannot connect to {} at {}", target, addresses.get(i).getHostAddress(), ex);
				sockets.drop(socket);
			}
		}
		throw late ? Refusal.late(target, "did not accept a connection in time")
				: Refusal.unreachable(target, "cannot be connected to");
	}

	/* Not a Socket, which would obey socksProxyHost and let others resolve. */
	private static SocketChannel open(Target target) throws Refusal {
		try {
			return SocketChannel.open();
		}
		catch (IOException ex) {
			logger.warn("The egress proxy has no socket left", ex);
			throw Refusal.unreachable(target, "cannot be connected to: this proxy has no socket left");
		}
	}

}
