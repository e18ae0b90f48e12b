package io.toolruntime.egress;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener, whatever it does.
 *
 * @param listener who is told
 */
record Events(EgressListener listener) {

	private static final Logger logger = LoggerFactory.getLogger(Events.class);

	void allowed(Target target) {
		tell(target, EgressVerdict.ALLOWED, "Connected to " + target);
	}

	/**
	 * Tells of a connection.
	 * @param target what was asked for; {@code null} if that is not known
	 * @param verdict what became of it
	 * @param reason why
	 */
	void tell(@Nullable Target target, EgressVerdict verdict, String reason) {
		try {
			this.listener
				.onConnection((target != null) ? new EgressEvent(target.host().text(), target.port(), verdict, reason)
						: new EgressEvent("", 0, verdict, reason));
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A listener of the egress proxy failed", ex);
		}
	}

}
