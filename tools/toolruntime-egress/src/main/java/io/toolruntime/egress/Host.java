package io.toolruntime.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A host as it is asked for: a name of the DNS in lower case and without a trailing dot,
 * or an address.
 *
 * @param text the name, or the address as it was written, IPv6 in brackets; only letters,
 * digits and {@code -.:[]}
 * @param address the address, or {@code null} if it is a name
 */
record Host(String text, @Nullable InetAddress address) {

	/* RFC 1035 section 2.3.4, without the trailing dot. */
	private static final int LONGEST_NAME = 253;

	/* RFC 1123 section 2.1. */
	private static final Pattern NAME = Pattern
		.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

	/*
	 * A name that ends in one is an address to some who read it: WHATWG URL,
	 * "ends in a number checker".
	 */
	private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

	/**
	 * Reads a host of a request.
	 * @param text what was asked for
	 * @return the host, or {@code null} if it is neither a name, nor four decimal
	 * numbers, nor an IPv6 address in brackets
	 */
	static @Nullable Host of(String text) {
		if (text.startsWith("[") && text.endsWith("]")) {
			InetAddress address = AddressLiteral.ipv6(text.substring(1, text.length() - 1));
			return (address != null) ? new Host(text.toLowerCase(Locale.ROOT), address) : null;
		}
		InetAddress address = AddressLiteral.ipv4(text);
		if (address != null) {
			return new Host(text, address);
		}
		String name = withoutDot(text);
		if (name.length() > LONGEST_NAME) {
			return null;
		}
		name = lowerCase(name);
		return (NAME.matcher(name).matches() && !ENDS_IN_NUMBER.matcher(name).matches()) ? new Host(name, null) : null;
	}

	/**
	 * Reads a host of the configuration, where a name may have letters of any script.
	 * @param text what is configured
	 * @return the host, or {@code null} if it is none
	 */
	static @Nullable Host configured(String text) {
		try {
			return of(text.startsWith("[") ? text : IDN.toASCII(withoutDot(text), IDN.USE_STD3_ASCII_RULES));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static String withoutDot(String text) {
		return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
	}

	/* Nothing but ASCII: lower case of other letters can be ASCII. */
	private static String lowerCase(String text) {
		return text.chars().allMatch((c) -> c < 0x80) ? text.toLowerCase(Locale.ROOT) : text;
	}

	boolean isName() {
		return this.address == null;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
