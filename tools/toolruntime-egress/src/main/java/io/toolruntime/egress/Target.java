package io.toolruntime.egress;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection is to go.
 *
 * @param host the host
 * @param port the port, from 1 to 65535
 */
record Target(Host host, int port) {

	private static final int HIGHEST_PORT = 0xffff;

	private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,4}");

	/**
	 * Reads the authority of a request: a host and a port, and nobody's name before it.
	 * @param authority such as {@code api.example.com:443}
	 * @param defaultPort the port if there is none; 0 if there must be one
	 * @return the target, or {@code null} if it is none
	 */
	static @Nullable Target of(String authority, int defaultPort) {
		int colon = colon(authority);
		int port = (colon < 0) ? defaultPort : port(authority.substring(colon + 1));
		Host host = Host.of((colon < 0) ? authority : authority.substring(0, colon));
		return (host != null && port > 0) ? new Target(host, port) : null;
	}

	/**
	 * Finds the colon before the port.
	 * @param authority a host, perhaps with a port
	 * @return its index, or -1 if there is none
	 */
	static int colon(String authority) {
		return authority.indexOf(':', authority.startsWith("[") ? authority.indexOf(']') : 0);
	}

	/**
	 * Reads a port.
	 * @param text decimal digits, the first of them not zero
	 * @return the port, or 0 if it is none
	 */
	static int port(String text) {
		int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
		return (port <= HIGHEST_PORT) ? port : 0;
	}

	/**
	 * Writes it as a Host header does, RFC 9110 section 7.2.
	 * @param defaultPort the port that is left out
	 * @return the authority
	 */
	String authority(int defaultPort) {
		return (this.port == defaultPort) ? this.host.text() : toString();
	}

	@Override
	public String toString() {
		return this.host + ":" + this.port;
	}

}
