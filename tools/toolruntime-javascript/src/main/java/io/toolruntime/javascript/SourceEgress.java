package io.toolruntime.javascript;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.EgressLimits;
import io.toolruntime.egress.EgressPolicy;
import io.toolruntime.egress.EgressProxy;
import io.toolruntime.egress.HostResolver;

/**
 * The way out of a source's workers, which have no network: a proxy that connects to the
 * hosts that the source may reach. Started with the first worker.
 */
final class SourceEgress implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SourceEgress.class);

	/** Where a worker listens for its tools, alone in its network namespace. */
	static final int PORT = 3128;

	private final EgressPolicy policy;

	private final Path socket;

	private final String source;

	private @Nullable EgressProxy proxy;

	private boolean closed;

	/**
	 * Creates it. Starts nothing.
	 * @param source name of the source, for the log
	 * @param policy the hosts that may be reached
	 * @param socket where it will listen
	 */
	SourceEgress(String source, EgressPolicy policy, Path socket) {
		this.source = source;
		this.policy = policy;
		this.socket = socket;
	}

	/**
	 * Returns where it listens; listens if it does not yet.
	 * @return the path of a unix socket
	 * @throws IOException if it cannot listen
	 */
	synchronized Path socket() throws IOException {
		if (this.closed) {
			throw new IOException("the tools are closed");
		}
		if (this.proxy == null) {
			EgressProxy started = new EgressProxy(UnixDomainSocketAddress.of(this.socket), this.policy,
					EgressLimits.DEFAULTS, HostResolver.system(), (event) -> {
						if (!event.allowed()) {
							logger.info("Tools of '{}' were refused {} port {}: {}", this.source, event.host(),
									event.port(), event.reason());
						}
					});
			started.start();
			this.proxy = started;
		}
		return this.socket;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.proxy != null) {
			this.proxy.close();
			this.proxy = null;
		}
	}

}
