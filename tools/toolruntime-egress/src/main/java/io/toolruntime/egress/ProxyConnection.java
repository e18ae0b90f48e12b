package io.toolruntime.egress;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of a client: one request, or one tunnel. */
final class ProxyConnection implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ProxyConnection.class);

	private static final Map<Integer, String> PHRASES = Map.of(400, "Bad Request", 403, "Forbidden", 502, "Bad Gateway",
			503, "Service Unavailable", 504, "Gateway Timeout");

	/**
	 * How long a client may go on sending what nobody reads, so that it sees its answer.
	 */
	private static final Duration LINGER = Duration.ofSeconds(1);

	private static final int LINGER_BYTES = 1 << 20;

	private final ProxyParts parts;

	private final Sockets sockets = new Sockets();

	private final SocketChannel socket;

	private final Traffic traffic;

	private final Wire client;

	private @Nullable Target target;

	private volatile boolean late;

	/**
	 * Creates it.
	 * @param socket the client's socket
	 * @param parts what it shares with others
	 */
	ProxyConnection(SocketChannel socket, ProxyParts parts) {
		this.parts = parts;
		this.socket = socket;
		this.traffic = new Traffic(parts.limits().bytes());
		this.client = new Wire(socket, this.traffic);
	}

	@Override
	public void run() {
		try (this.sockets; Watch.Alarm end = this.parts.watch().after(this.parts.limits().lifetime(), this::abort)) {
			this.sockets.add(this.socket);
			serve();
		}
		catch (IOException ex) {
			logger.debug("A connection to {} ended", this.target, ex);
			if (this.late) {
				tell(EgressVerdict.TOO_SLOW, "The client took too long to say what it wants");
			}
			else if (this.traffic.tooMuch()) {
				tellTooMuch();
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("A connection to {} ended: the proxy is closing", this.target, ex);
		}
		catch (RuntimeException ex) {
			logger.warn("A connection to {} failed", this.target, ex);
		}
	}

	/** Ends it, from another thread. */
	void abort() {
		this.sockets.close();
	}

	private void lateAbort() {
		this.late = true;
		abort();
	}

	private void serve() throws IOException {
		try {
			ProxyRequest request = request();
			if (request == null) {
				return;
			}
			this.target = request.target();
			if (!request.isTunnel() && request.target().port() == this.parts.tlsPort()) {
				throw Refusal.malformed("What is not TLS may not pass at port " + request.target().port()
						+ ": use CONNECT and begin TLS, or another port");
			}
			SocketChannel out = this.parts.connector().connect(request.target(), this.sockets);
			this.parts.events().allowed(request.target());
			this.traffic.moved();
			try (Watch.Alarm idle = this.parts.watch()
				.whenIdle(this.traffic, this.parts.limits().idleTimeout(), this::abort)) {
				carry(request, out);
			}
		}
		catch (Refusal ex) {
			if (this.traffic.tooMuch()) {
				tellTooMuch();
			}
			else {
				tell(ex.verdict(), ex.reason());
			}
			if (ex.status() != 0) {
				this.client.write(answer(ex));
				linger();
			}
		}
	}

	private @Nullable ProxyRequest request() throws Refusal, IOException {
		try (Watch.Alarm alarm = this.parts.watch().after(this.parts.limits().headTimeout(), this::lateAbort)) {
			if (this.client.ended()) {
				return null;
			}
			return ProxyRequest
				.of(MessageHead.read(this.client, this.parts.limits().headBytes(), ProxyRequest::malformed));
		}
	}

	private void carry(ProxyRequest request, SocketChannel out) throws Refusal, IOException {
		Wire server = new Wire(out, this.traffic);
		if (request.isTunnel()) {
			boolean mustBeTls = request.target().port() == this.parts.tlsPort();
			Opening opening = new Opening(request.target(), mustBeTls, this.parts.limits(), this.parts.watch());
			new Tunnel(this.client, server, this.parts.threads(), this::abort).run(opening, !mustBeTls,
					this::lateAbort);
		}
		else {
			new Exchange(request, this.client, server, this.parts.limits().headBytes()).run(this.parts.threads(),
					() -> this.sockets.drop(out));
			this.sockets.drop(out);
			linger();
		}
	}

	private void linger() throws IOException {
		this.client.end();
		try (Watch.Alarm alarm = this.parts.watch().after(LINGER, this::abort)) {
			byte[] ignored = new byte[1 << 10];
			int count = 0;
			for (int total = 0; count >= 0 && total < LINGER_BYTES; total += count) {
				count = this.client.read(ignored, ignored.length);
			}
		}
		catch (IOException ex) {
			logger.trace("A client went on sending", ex);
		}
	}

	private void tellTooMuch() {
		tell(EgressVerdict.TOO_MANY_BYTES,
				"The connection carried more than " + this.parts.limits().bytes() + " bytes");
	}

	private void tell(EgressVerdict verdict, String reason) {
		this.parts.events().tell(this.target, verdict, reason);
	}

	/**
	 * Writes the answer to what is refused.
	 * @param refusal why
	 * @return the whole answer
	 */
	static byte[] answer(Refusal refusal) {
		String body = refusal.message() + "\n";
		return ("HTTP/1.1 " + refusal.status() + " " + PHRASES.getOrDefault(refusal.status(), "Refused") + "\r\n"
				+ "Content-Type: text/plain; charset=us-ascii\r\nContent-Length: " + body.length()
				+ "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

}
