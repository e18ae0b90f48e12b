package io.toolruntime.egress;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads addresses that are written as numbers, in one form each: four decimal numbers
 * without leading zeros, and RFC 4291 section 2.2 without zones. What else
 * {@link InetAddress#getByName} takes for an address ({@code 127.1}, {@code 0x7f.1}) is
 * none here, so that nobody reads one address and connects to another.
 */
final class AddressLiteral {

	/* Six groups of four, and a dotted quad. */
	private static final int LONGEST_IPV6 = 45;

	private static final int IPV6_BYTES = 16;

	private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

	private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

	private AddressLiteral() {
	}

	/**
	 * Reads an IPv4 address.
	 * @param text such as {@code 192.0.2.1}
	 * @return the address, or {@code null} if it is none
	 */
	static @Nullable InetAddress ipv4(String text) {
		byte[] bytes = ipv4Bytes(text);
		return (bytes != null) ? address(bytes) : null;
	}

	/**
	 * Reads an IPv6 address.
	 * @param text such as {@code 2001:db8::1}, without brackets
	 * @return the address, an IPv4 address if it is one in IPv6's form
	 * ({@code ::ffff:192.0.2.1}), or {@code null} if it is none
	 */
	static @Nullable InetAddress ipv6(String text) {
		if (text.length() > LONGEST_IPV6) {
			return null;
		}
		int gap = text.indexOf("::");
		if (gap < 0) {
			byte[] all = text.isEmpty() ? null : groups(text, true);
			return (all != null && all.length == IPV6_BYTES) ? address(all) : null;
		}
		byte[] before = groups(text.substring(0, gap), false);
		byte[] after = groups(text.substring(gap + 2), true);
		if (before == null || after == null || before.length + after.length > IPV6_BYTES - 2) {
			return null;
		}
		byte[] all = new byte[IPV6_BYTES];
		System.arraycopy(before, 0, all, 0, before.length);
		System.arraycopy(after, 0, all, IPV6_BYTES - after.length, after.length);
		return address(all);
	}

	/**
	 * Returns an address that is nothing but its bytes: no name, no zone.
	 * @param bytes four or sixteen
	 * @return the address
	 */
	static InetAddress address(byte[] bytes) {
		try {
			return InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("An address has 4 or 16 bytes, not " + bytes.length, ex);
		}
	}

	private static byte @Nullable [] groups(String text, boolean last) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (text.isEmpty()) {
			return new byte[0];
		}
		String[] groups = text.split(":", -1);
		for (int i = 0; i < groups.length; i++) {
			if (GROUP.matcher(groups[i]).matches()) {
				int group = Integer.parseInt(groups[i], 16);
				bytes.write(group >> Byte.SIZE);
				bytes.write(group);
				continue;
			}
			byte[] quad = (last && i == groups.length - 1) ? ipv4Bytes(groups[i]) : null;
			if (quad == null) {
				return null;
			}
			bytes.writeBytes(quad);
		}
		return bytes.toByteArray();
	}

	private static byte @Nullable [] ipv4Bytes(String text) {
		if (!IPV4.matcher(text).matches()) {
			return null;
		}
		String[] numbers = text.split("\\.");
		byte[] bytes = new byte[numbers.length];
		for (int i = 0; i < numbers.length; i++) {
			int number = Integer.parseInt(numbers[i]);
			if (number > 0xff) {
				return null;
			}
			bytes[i] = (byte) number;
		}
		return bytes;
	}

}
