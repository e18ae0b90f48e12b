package io.toolruntime.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each block of IANA's registries "IPv4 Special-Purpose Address Space" and "IPv6
 * Special-Purpose Address Space" that is not globally reachable, at its first and last
 * address, and what lies next to it.
 */
class SpecialAddressesTests {

	private static InetAddress address(String text) {
		InetAddress address = (text.indexOf(':') < 0) ? AddressLiteral.ipv4(text) : AddressLiteral.ipv6(text);
		assertThat(address).as(text).isNotNull();
		return address;
	}

	@ParameterizedTest
	@CsvSource({ //
			"0.0.0.0, 0.255.255.255, RFC 791", //
			"10.0.0.0, 10.255.255.255, RFC 1918", //
			"100.64.0.0, 100.127.255.255, RFC 6598", //
			"127.0.0.0, 127.255.255.255, RFC 1122", //
			"169.254.0.0, 169.254.255.255, RFC 3927", //
			"169.254.169.254, 169.254.170.2, metadata", //
			"172.16.0.0, 172.31.255.255, RFC 1918", //
			"192.0.0.0, 192.0.0.255, RFC 6890", //
			"192.0.2.0, 192.0.2.255, RFC 5737", //
			"192.88.99.0, 192.88.99.255, RFC 7526", //
			"192.168.0.0, 192.168.255.255, RFC 1918", //
			"198.18.0.0, 198.19.255.255, RFC 2544", //
			"198.51.100.0, 198.51.100.255, RFC 5737", //
			"203.0.113.0, 203.0.113.255, RFC 5737", //
			"224.0.0.0, 239.255.255.255, RFC 5771", //
			"240.0.0.0, 255.255.255.255, RFC 1112", //
			"::, ::, unspecified", //
			"::1, ::1, loopback", //
			"::2, ::8.8.8.8, IPv4-compatible", //
			"::127.0.0.1, ::10.0.0.1, IPv4-compatible", //
			"64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, RFC 8215", //
			"100::, 100::ffff:ffff:ffff:ffff, RFC 6666", //
			"100:0:0:1::, 100:0:0:1:ffff:ffff:ffff:ffff, RFC 4291", //
			"2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 2928", //
			"2001:0:4136:e378:8000:63bf:3fff:fdd2, 2001:20::1, RFC 2928", //
			"2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, RFC 3849", //
			"3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 9637", //
			"5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 9602", //
			"fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 4193", //
			"fd00:ec2::254, fd20:ce::254, RFC 4193", //
			"fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 4291", //
			"fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 3879", //
			"ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, RFC 4291", //
			"1::1, 1fff::1, not global unicast", //
			"4000::1, fbff::1, not global unicast" })
	void aBlockIsNotPublicFromItsFirstAddressToItsLast(String first, String last, String use) {
		assertThat(SpecialAddresses.use(address(first))).as(first).contains(use);
		assertThat(SpecialAddresses.use(address(last))).as(last).contains(use);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
			"126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
			"191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255",
			"192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
			"203.0.114.0", "223.255.255.255", "2000::1", "2001:200::", "2001:db7::1", "2001:db9::1",
			"2606:4700:4700::1111", "2a00:1450::1", "3ffe::1", "64:ff9b::8.8.8.8", "2002:808:808::1" })
	void whatLiesNextToABlockIsPublic(String address) {
		assertThat(SpecialAddresses.use(address(address))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::ffff:0.0.0.0",
			"64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::0.0.0.0",
			"64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:a00:1::", "2002:c0a8:101::1",
			"2002:e000:1::" })
	void anIpv4AddressInAnIpv6AddressIsJudged(String address) {
		assertThat(SpecialAddresses.use(address(address))).isNotNull();
	}

	@Test
	void anAddressThatOnlyLooksLikeIpv6IsJudgedAsWhatItIs() throws UnknownHostException {
		byte[] mapped = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1 };
		assertThat(SpecialAddresses.use(Inet6Address.getByAddress("mapped", mapped, 0))).contains("loopback");
	}

}
