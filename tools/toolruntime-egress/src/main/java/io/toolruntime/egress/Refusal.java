package io.toolruntime.egress;

/**
 * A connection that is refused. The message is for the client, who may be anybody: it
 * holds nothing that the client did not say itself, and no address that it could not
 * know.
 */
final class Refusal extends Exception {

	private final int status;

	private final EgressVerdict verdict;

	private final String reason;

	/**
	 * Creates one.
	 * @param status HTTP status
	 * @param verdict what became of the connection
	 * @param message for the client
	 * @param reason for whoever listens
	 */
	Refusal(int status, EgressVerdict verdict, String message, String reason) {
		super(message, null, false, false);
		this.status = status;
		this.verdict = verdict;
		this.reason = reason;
	}

	static Refusal malformed(String message) {
		return new Refusal(400, EgressVerdict.MALFORMED, message, message);
	}

	static Refusal notAllowed(Target target) {
		String message = target + " is not among the allowed hosts";
		return new Refusal(403, EgressVerdict.NOT_ALLOWED,
				message + ". If it should be reached, add '" + target + "' to the allowed hosts of this proxy",
				message);
	}

	static Refusal forbidden(Target target, String reason) {
		boolean name = target.host().isName();
		return new Refusal(403, EgressVerdict.FORBIDDEN_ADDRESS,
				target + (name ? " is an allowed host but is at no public address" : " is no public address")
						+ ", and others have to be among the allowed hosts themselves. If it should be reached, add '"
						+ target + (name ? "=<address>" : "") + "' to the allowed hosts of this proxy",
				reason);
	}

	static Refusal unreachable(Target target, String why) {
		String message = target + " " + why;
		return new Refusal(502, EgressVerdict.UNREACHABLE, message, message);
	}

	static Refusal late(Target target, String why) {
		String message = target + " " + why;
		return new Refusal(504, EgressVerdict.CONNECT_TIMEOUT, message, message);
	}

	static Refusal tls(Target target, String why) {
		return new Refusal(0, EgressVerdict.TLS_REFUSED, why, "The tunnel to " + target + " was closed: " + why);
	}

	/**
	 * Returns the HTTP status.
	 * @return the status; 0 if it is too late to answer with one
	 */
	int status() {
		return this.status;
	}

	EgressVerdict verdict() {
		return this.verdict;
	}

	String reason() {
		return this.reason;
	}

	/**
	 * Returns what the client is told.
	 * @return the message, which is never {@code null}
	 */
	String message() {
		String message = getMessage();
		return (message != null) ? message : "";
	}

}
