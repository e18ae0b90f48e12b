package io.toolruntime.web;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Host and port, as a {@code Host} header or an origin has them.
 *
 * @param host name or address in lower case; an IPv6 address in brackets
 * @param port the port, or -1 if it is not said
 */
record Authority(String host, int port) {

	private static final Pattern PATTERN = Pattern
		.compile("(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253})(?::(\\d{1,5}))?");

	private static final Pattern LOOPBACK = Pattern
		.compile("localhost|127(?:\\.(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])){3}|\\[::1\\]");

	static @Nullable Authority parse(String text) {
		Matcher matcher = PATTERN.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		int port = (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : -1;
		return new Authority(matcher.group(1).toLowerCase(Locale.ROOT), port);
	}

	/*
	 * By name only: resolving it would ask the attacker's own name server.
	 */
	boolean isLoopback() {
		return LOOPBACK.matcher(this.host).matches();
	}

	Authority withDefaultPort(int defaultPort) {
		return (this.port >= 0) ? this : new Authority(this.host, defaultPort);
	}

	@Override
	public String toString() {
		return (this.port >= 0) ? this.host + ":" + this.port : this.host;
	}

}
