package io.toolruntime.egress;

/**
 * What became of a connection that somebody asked for: a few values, fit for a metric.
 */
public enum EgressVerdict {

	/** Connected to the host. */
	ALLOWED,

	/** The host is not among the allowed hosts. */
	NOT_ALLOWED,

	/** The host is allowed, and is at no address that is public. */
	FORBIDDEN_ADDRESS,

	/** What the client sent is no request of a proxy, or can be read in two ways. */
	MALFORMED,

	/** The client took too long to say what it wants. */
	TOO_SLOW,

	/**
	 * The host has no address, refuses connections, or answers what cannot be passed on.
	 */
	UNREACHABLE,

	/** The host was not found or connected to in time. */
	CONNECT_TIMEOUT,

	/** There were as many connections as there may be. */
	FULL,

	/** An open tunnel whose client did not begin TLS with the host it had asked for. */
	TLS_REFUSED,

	/** An open connection that carried more bytes than it may. */
	TOO_MANY_BYTES

}
