package io.toolruntime.egress;

/**
 * Hears of every connection that was allowed or refused, for logs and metrics. A tunnel
 * is heard of when it has been connected, and again if what then comes is refused.
 */
@FunctionalInterface
public interface EgressListener {

	/**
	 * Hears of one. Called in the thread that serves the connection, several at a time,
	 * and for {@link EgressVerdict#FULL} in the one that accepts connections, so it must
	 * not block; what it throws is logged and changes nothing.
	 * @param event what became of it
	 */
	void onConnection(EgressEvent event);

}
