package io.toolruntime.egress;

/**
 * What became of a connection that somebody asked for.
 *
 * @param host the host that was asked for, as a normalised name or an address; empty if
 * that was not understood or not said
 * @param port the port that was asked for; 0 if that was not understood or not said
 * @param verdict what became of it
 * @param reason why, in a sentence for a log: bounded and printable. It may name
 * addresses that the client is not told
 */
public record EgressEvent(String host, int port, EgressVerdict verdict, String reason) {

	/**
	 * Tells whether the connection was allowed.
	 * @return whether it was
	 */
	public boolean allowed() {
		return this.verdict == EgressVerdict.ALLOWED;
	}

}
