package io.toolruntime.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a client sends first in a tunnel. Where it is TLS it has to be for the host that
 * was asked for, since a server may have others behind the same address.
 */
final class Opening {

	private final Target target;

	private final boolean mustBeTls;

	private final EgressLimits limits;

	private final Watch watch;

	/**
	 * Creates it.
	 * @param target what was asked for
	 * @param mustBeTls whether nothing else may pass
	 * @param limits bytes and time of a ClientHello
	 * @param watch the clock
	 */
	Opening(Target target, boolean mustBeTls, EgressLimits limits, Watch watch) {
		this.target = target;
		this.mustBeTls = mustBeTls;
		this.limits = limits;
		this.watch = watch;
	}

	/**
	 * Waits for it and judges it. Where other protocols may pass, the server may speak
	 * first, and the client has all the time that the connection has.
	 * @param client the client
	 * @param late what to do if it takes too long; has to end the reading
	 * @return the bytes that have been read and are to be passed on
	 * @throws Refusal if it may not pass
	 * @throws IOException if it cannot be read
	 */
	byte[] read(Wire client, Runnable late) throws Refusal, IOException {
		if (!this.mustBeTls && client.ended()) {
			return new byte[0];
		}
		Duration time = this.limits.headTimeout();
		try (Watch.Alarm alarm = this.watch.after(time, late)) {
			return judged(client);
		}
	}

	private byte[] judged(Wire client) throws Refusal, IOException {
		ByteArrayOutputStream raw = new ByteArrayOutputStream();
		if (!isTls(client, raw)) {
			if (this.mustBeTls) {
				throw Refusal.tls(this.target, "what is not TLS may not pass at this port");
			}
			return raw.toByteArray();
		}
		try {
			ClientHello hello = ClientHello.read(client, raw, this.limits.helloBytes());
			String wrong = wrong(hello);
			if (wrong != null) {
				throw Refusal.tls(this.target, wrong);
			}
			return raw.toByteArray();
		}
		catch (ClientHello.MalformedException ex) {
			throw Refusal.tls(this.target, "the client begins TLS, and " + ex.getMessage());
		}
	}

	/* Reads no more than it takes to tell, for the client may wait for an answer. */
	private boolean isTls(Wire client, ByteArrayOutputStream raw) throws IOException {
		for (int expected : new int[] { ClientHello.HANDSHAKE_RECORD, ClientHello.MAJOR_VERSION }) {
			int next = client.read();
			if (next < 0) {
				return false;
			}
			raw.write(next);
			if (next != expected) {
				return false;
			}
		}
		return true;
	}

	private @Nullable String wrong(ClientHello hello) {
		String written = hello.serverName();
		if (!this.target.host().isName()) {
			return (written != null)
					? "the client asked for an address, and in TLS for '" + new Printable(written) + "'" : null;
		}
		if (written == null) {
			return "the client does not say in TLS which host it wants (SNI)";
		}
		Host named = Host.of(written);
		if (named != null && named.isName() && named.text().equals(this.target.host().text())) {
			return null;
		}
		return "in TLS the client wants '" + new Printable(written) + "'"
				+ (hello.encrypted() ? ", and hides what else it says (encrypted_client_hello)" : "");
	}

}
