package io.toolruntime.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Addresses that are not public: what IANA's registries of special-purpose addresses (RFC
 * 6890 and its successors) do not call globally reachable, what is not unicast, and IPv6
 * addresses that lead to such an IPv4 address. Where a registry has small exceptions
 * inside a block, the whole block counts.
 */
final class SpecialAddresses {

	private static final List<AddressBlock> IPV4 = List.of( //
			AddressBlock.of("0.0.0.0/8", "this network, RFC 791"), //
			AddressBlock.of("10.0.0.0/8", "private, RFC 1918"), //
			AddressBlock.of("100.64.0.0/10", "carrier-grade NAT, RFC 6598"), //
			AddressBlock.of("127.0.0.0/8", "loopback, RFC 1122"), //
			AddressBlock.of("169.254.0.0/16", "link-local, where clouds serve metadata, RFC 3927"), //
			AddressBlock.of("172.16.0.0/12", "private, RFC 1918"), //
			AddressBlock.of("192.0.0.0/24", "IETF protocol assignments, RFC 6890"), //
			AddressBlock.of("192.0.2.0/24", "documentation, RFC 5737"), //
			AddressBlock.of("192.88.99.0/24", "6to4 relays, RFC 7526"), //
			AddressBlock.of("192.168.0.0/16", "private, RFC 1918"), //
			AddressBlock.of("198.18.0.0/15", "benchmarking, RFC 2544"), //
			AddressBlock.of("198.51.100.0/24", "documentation, RFC 5737"), //
			AddressBlock.of("203.0.113.0/24", "documentation, RFC 5737"), //
			AddressBlock.of("224.0.0.0/4", "multicast, RFC 5771"), //
			AddressBlock.of("240.0.0.0/4", "reserved or broadcast, RFC 1112"));

	private static final List<AddressBlock> IPV6 = List.of( //
			AddressBlock.of("::/128", "unspecified, RFC 4291"), //
			AddressBlock.of("::1/128", "loopback, RFC 4291"), //
			AddressBlock.of("::/96", "IPv4-compatible, RFC 4291"), //
			AddressBlock.of("64:ff9b:1::/48", "local NAT64, RFC 8215"), //
			AddressBlock.of("100::/64", "discard-only, RFC 6666"), //
			AddressBlock.of("2001::/23", "IETF protocol assignments, RFC 2928"), //
			AddressBlock.of("2001:db8::/32", "documentation, RFC 3849"), //
			AddressBlock.of("3fff::/20", "documentation, RFC 9637"), //
			AddressBlock.of("5f00::/16", "segment routing, RFC 9602"), //
			AddressBlock.of("fc00::/7", "unique local, RFC 4193"), //
			AddressBlock.of("fe80::/10", "link-local, RFC 4291"), //
			AddressBlock.of("fec0::/10", "site-local, RFC 3879"), //
			AddressBlock.of("ff00::/8", "multicast, RFC 4291"));

	/* RFC 6052: the IPv4 address is the last four bytes. */
	private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96", "NAT64, RFC 6052");

	/* RFC 3056: the IPv4 address follows the prefix. */
	private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16", "6to4, RFC 3056");

	/* All that IANA has allocated: RFC 4291 section 2.4. */
	private static final AddressBlock GLOBAL_UNICAST = AddressBlock.of("2000::/3", "global unicast, RFC 4291");

	private SpecialAddresses() {
	}

	/**
	 * Tells what a special address is for.
	 * @param address any address
	 * @return its use, or {@code null} if the address is public
	 */
	static @Nullable String use(InetAddress address) {
		/* Made anew because an Inet6Address can hold an IPv4 address */
		byte[] bytes = AddressLiteral.address(address.getAddress()).getAddress();
		return (bytes.length == 4) ? use(bytes, IPV4) : ipv6(bytes);
	}

	private static @Nullable String ipv6(byte[] bytes) {
		if (NAT64.has(bytes)) {
			return embedded(bytes, 12, NAT64);
		}
		if (SIX_TO_FOUR.has(bytes)) {
			return embedded(bytes, 2, SIX_TO_FOUR);
		}
		String use = use(bytes, IPV6);
		return (use != null || GLOBAL_UNICAST.has(bytes)) ? use : "not global unicast, RFC 4291";
	}

	private static @Nullable String embedded(byte[] bytes, int offset, AddressBlock block) {
		String use = use(Arrays.copyOfRange(bytes, offset, offset + 4), IPV4);
		return (use != null) ? block.use() + ", of an address that is " + use : null;
	}

	private static @Nullable String use(byte[] bytes, List<AddressBlock> blocks) {
		for (AddressBlock block : blocks) {
			if (block.has(bytes)) {
				return block.use();
			}
		}
		return null;
	}

}
