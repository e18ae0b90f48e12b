package io.toolruntime.egress;

import java.time.Duration;

/**
 * What a proxy holds its clients to.
 *
 * @param connections connections at once; more are refused with 503. Each takes up to
 * three threads: one for each direction, one while its name is looked up
 * @param headBytes bytes of the head of a request, and of the head of an answer
 * @param helloBytes bytes that a TLS ClientHello takes on the wire
 * @param headTimeout time in which a client has to send its head, and in a tunnel its
 * ClientHello
 * @param connectTimeout time to look a name up and connect, all its addresses together
 * @param idleTimeout time after which a connection is closed on which nothing moves
 * @param lifetime time after which a connection is closed, whatever moves on it
 * @param bytes bytes that a connection may carry in both directions together; 0 for any
 * number
 */
public record EgressLimits(int connections, int headBytes, int helloBytes, Duration headTimeout,
		Duration connectTimeout, Duration idleTimeout, Duration lifetime, long bytes) {

	/* First, because the defaults are checked too */
	private static final Duration LONGEST = Duration.ofDays(7);

	/**
	 * 256 connections, heads and ClientHellos of 16 KB, 10 seconds for each of them and
	 * to connect, 5 minutes idle, an hour in all, any number of bytes.
	 */
	public static final EgressLimits DEFAULTS = new EgressLimits(256, 16 << 10, 16 << 10, Duration.ofSeconds(10),
			Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofHours(1), 0);

	private static final int MOST_CONNECTIONS = 10_000;

	private static final int LEAST_BYTES = 512;

	private static final int MOST_BYTES = 1 << 20;

	/**
	 * Checks them.
	 * @throws IllegalArgumentException if one is out of its range; the message names it
	 */
	public EgressLimits {
		within("connections", connections, 1, MOST_CONNECTIONS);
		within("headBytes", headBytes, LEAST_BYTES, MOST_BYTES);
		within("helloBytes", helloBytes, LEAST_BYTES, MOST_BYTES);
		within("bytes", bytes, 0, Long.MAX_VALUE);
		within("headTimeout", headTimeout);
		within("connectTimeout", connectTimeout);
		within("idleTimeout", idleTimeout);
		within("lifetime", lifetime);
	}

	private static void within(String name, long value, long least, long most) {
		if (value < least || value > most) {
			throw new IllegalArgumentException(name + " is " + value + "; write " + least + " to " + most);
		}
	}

	private static void within(String name, Duration value) {
		if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(name + " is " + value + "; write from a millisecond to seven days");
		}
	}

	/**
	 * Returns the same with another number of connections.
	 * @param most connections at once
	 * @return the limits
	 */
	public EgressLimits withConnections(int most) {
		return new EgressLimits(most, this.headBytes, this.helloBytes, this.headTimeout, this.connectTimeout,
				this.idleTimeout, this.lifetime, this.bytes);
	}

	/**
	 * Returns the same with another number of bytes for a connection.
	 * @param most bytes in both directions together; 0 for any number
	 * @return the limits
	 */
	public EgressLimits withBytes(long most) {
		return new EgressLimits(this.connections, this.headBytes, this.helloBytes, this.headTimeout,
				this.connectTimeout, this.idleTimeout, this.lifetime, most);
	}

	/**
	 * Returns the same with other times.
	 * @param head for a head and for a ClientHello
	 * @param connect to look up and connect
	 * @param idle with nothing moving
	 * @param whole in all
	 * @return the limits
	 */
	public EgressLimits withTimeouts(Duration head, Duration connect, Duration idle, Duration whole) {
		return new EgressLimits(this.connections, this.headBytes, this.helloBytes, head, connect, idle, whole,
				this.bytes);
	}

}
