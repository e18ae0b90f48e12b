package io.toolruntime.egress;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/** Addresses that begin with the same bits. */
final class AddressBlock {

	private final byte[] prefix;

	private final int bits;

	private final String use;

	private AddressBlock(byte[] prefix, int bits, String use) {
		this.prefix = prefix;
		this.bits = bits;
		this.use = use;
	}

	/**
	 * Creates one.
	 * @param text address and number of bits, such as {@code 10.0.0.0/8}
	 * @param use what the addresses are for
	 * @return the block
	 */
	static AddressBlock of(String text, String use) {
		int slash = text.indexOf('/');
		String address = text.substring(0, slash);
		@Nullable InetAddress prefix = (address.indexOf(':') < 0) ? AddressLiteral.ipv4(address) : AddressLiteral.ipv6(address);
		if (prefix == null) {
			throw new IllegalArgumentException(text + " is no block of addresses");
		}
		return new AddressBlock(prefix.getAddress(), Integer.parseInt(text.substring(slash + 1)), use);
	}

	/**
	 * Tells whether an address is in it.
	 * @param address the bytes of an address, of either version
	 * @return whether it is
	 */
	boolean has(byte[] address) {
		if (address.length != this.prefix.length) {
			return false;
		}
		int whole = this.bits / Byte.SIZE;
		for (int i = 0; i < whole; i++) {
			if (address[i] != this.prefix[i]) {
				return false;
			}
		}
		int rest = this.bits % Byte.SIZE;
		return rest == 0 || ((address[whole] ^ this.prefix[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
	}

	String use() {
		return this.use;
	}

}
