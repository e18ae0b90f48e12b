package io.toolruntime.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy of HTTP/1.1 that connects to the hosts of a policy and to nothing else: tunnels
 * by {@code CONNECT}, and plain requests for {@code http://} addresses, one for each
 * connection. It listens on a unix socket, which can be put into a sandbox that has no
 * network, or on a loopback address. Whoever can connect to it may use it: there is no
 * password.
 */
public final class EgressProxy implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EgressProxy.class);

	/** RFC 9110 section 4.2.2. */
	private static final int HTTPS_PORT = 443;

	private static final int LEAST_BACKLOG = 128;

	private static final long PAUSE_MILLIS = 100;

	private static final long CLOSE_MILLIS = 2000;

	private final SocketAddress address;

	private final ThreadPoolExecutor threads = ProxyThreads.pool();

	private final Watch watch = new Watch(new ProxyThreads("watch"));

	private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();

	private final ProxyParts parts;

	private final Semaphore free;

	private final FullAnswer full;

	private @Nullable ServerSocketChannel server;

	private @Nullable SocketFile file;

	private volatile boolean closed;

	/**
	 * Creates one with the default limits and the system's resolver.
	 * @param address where it will listen: a unix socket whose file is not there yet, or
	 * a loopback address, with port 0 for any that is free
	 * @param policy what may be reached
	 * @throws IllegalArgumentException if it may not listen there
	 */
	public EgressProxy(SocketAddress address, EgressPolicy policy) {
		this(address, policy, EgressLimits.DEFAULTS, HostResolver.system(), (event) -> {
		});
	}

	/**
	 * Creates one.
	 * @param address where it will listen: a unix socket whose file is not there yet, or
	 * a loopback address, with port 0 for any that is free
	 * @param policy what may be reached
	 * @param limits what clients are held to
	 * @param resolver finds the addresses of names
	 * @param listener hears of every connection
	 * @throws IllegalArgumentException if it may not listen there
	 */
	public EgressProxy(SocketAddress address, EgressPolicy policy, EgressLimits limits, HostResolver resolver,
			EgressListener listener) {
		this(address, policy, limits, resolver, listener, HTTPS_PORT);
	}

	EgressProxy(SocketAddress address, EgressPolicy policy, EgressLimits limits, HostResolver resolver,
			EgressListener listener, int tlsPort) {
		this.address = checked(address);
		Lookups lookups = new Lookups(resolver, this.threads, limits.connections());
		Connector connector = new Connector(new Router(policy, lookups), limits.connectTimeout());
		this.parts = new ProxyParts(limits, connector, this.watch, this.threads, new Events(listener), tlsPort);
		this.free = new Semaphore(limits.connections());
		this.full = new FullAnswer(this.watch, this.parts.events());
	}

	private static SocketAddress checked(SocketAddress address) {
		boolean unix = address instanceof UnixDomainSocketAddress path && !path.getPath().toString().isEmpty();
		boolean loopback = address instanceof InetSocketAddress tcp && tcp.getAddress() != null
				&& tcp.getAddress().isLoopbackAddress();
		if (!unix && !loopback) {
			throw new IllegalArgumentException("An egress proxy cannot listen on " + address
					+ ": everybody who can connect may use it. Give it a unix socket or a loopback address");
		}
		return address;
	}

	/**
	 * Starts to listen, in one thread; others are started when somebody connects. The
	 * file of a unix socket is made with permissions for its owner only.
	 * @return where it listens
	 * @throws IOException if it cannot listen, for example because the socket's file is
	 * already there or its directory is not
	 * @throws IllegalStateException if it has been started or closed before
	 */
	public synchronized SocketAddress start() throws IOException {
		if (this.server != null || this.closed) {
			throw new IllegalStateException("An egress proxy can be started once");
		}
		int backlog = Math.max(this.parts.limits().connections(), LEAST_BACKLOG);
		ServerSocketChannel listening = (this.address instanceof UnixDomainSocketAddress) ? SocketFile.channel()
				: ServerSocketChannel.open();
		try {
			if (this.address instanceof UnixDomainSocketAddress path) {
				this.file = SocketFile.bind(path.getPath(), listening, backlog);
			}
			else {
				listening.bind(this.address, backlog);
			}
			SocketAddress bound = (this.file != null) ? UnixDomainSocketAddress.of(this.file.path())
					: listening.getLocalAddress();
			new ProxyThreads("accept").newThread(() -> accept(listening)).start();
			this.server = listening;
			return bound;
		}
		finally {
			if (this.server == null) {
				listening.close();
				if (this.file != null) {
					this.file.delete();
				}
			}
		}
	}

	private void accept(ServerSocketChannel listening) {
		while (!this.closed) {
			try {
				admit(listening.accept());
			}
			catch (ClosedChannelException ex) {
				return;
			}
			catch (IOException | RuntimeException | OutOfMemoryError ex) {
				if (this.closed) {
					return;
				}
				/* No descriptor or no thread is left, perhaps for a moment */
				logger.warn("The egress proxy cannot serve a connection", ex);
				pause();
			}
		}
	}

	/* What a client does to its own socket must not keep others waiting. */
	private void admit(SocketChannel socket) {
		boolean admitted = false;
		try {
			if (socket.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
				socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
			}
			if (!this.free.tryAcquire()) {
				this.full.send(socket);
				admitted = true;
				return;
			}
			ProxyConnection connection = new ProxyConnection(socket, this.parts);
			this.connections.add(connection);
			try {
				this.threads.execute(() -> serve(connection));
				admitted = true;
			}
			finally {
				if (!admitted) {
					leave(connection);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("A client went before it was served", ex);
		}
		finally {
			if (!admitted) {
				close(socket);
			}
		}
	}

	private static void close(SocketChannel socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			logger.trace("A socket was gone before it was closed", ex);
		}
	}

	private void serve(ProxyConnection connection) {
		try {
			/* Whoever closes the proxy may have looked before this one was there */
			if (!this.closed) {
				connection.run();
			}
		}
		finally {
			connection.abort();
			leave(connection);
		}
	}

	private void leave(ProxyConnection connection) {
		this.connections.remove(connection);
		this.free.release();
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends it: nothing listens any more, the file of the socket is deleted, connections
	 * and tunnels are closed. Waits two seconds at most for its threads; one that a
	 * resolver keeps ends when the resolver does.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
			try {
				if (this.server != null) {
					this.server.close();
				}
			}
			catch (IOException ex) {
				logger.debug("Cannot close the socket that listens", ex);
			}
			if (this.file != null) {
				this.file.delete();
			}
		}
		this.connections.forEach(ProxyConnection::abort);
		this.threads.shutdownNow();
		this.full.close();
		this.watch.close();
		try {
			if (!this.threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
				logger.warn("A resolver or a listener still keeps threads of the egress proxy");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
