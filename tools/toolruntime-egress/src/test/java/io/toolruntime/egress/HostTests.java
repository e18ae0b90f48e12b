package io.toolruntime.egress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What requests may call a host: one form each, so that everybody reads the same. */
class HostTests {

	@ParameterizedTest
	@CsvSource({ "example.com, example.com", "EXAMPLE.Com., example.com", "a, a", "localhost, localhost",
			"xn--bcher-kva.example, xn--bcher-kva.example", "1a.example, 1a.example", "3com.com, 3com.com",
			"1.2.3.4.example, 1.2.3.4.example" })
	void namesAreLowerCaseAndHaveNoTrailingDot(String text, String name) {
		assertThat(Host.of(text)).isEqualTo(new Host(name, null));
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, 192.0.2.1", "0.0.0.0, 0.0.0.0", "255.255.255.255, 255.255.255.255",
			"[::], 0:0:0:0:0:0:0:0", "[::1], 0:0:0:0:0:0:0:1", "[1::], 1:0:0:0:0:0:0:0",
			"[1:2:3:4:5:6:7:8], 1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7::], 1:2:3:4:5:6:7:0",
			"[::2:3:4:5:6:7:8], 0:2:3:4:5:6:7:8", "[2001:DB8::A:0:1], 2001:db8:0:0:0:a:0:1",
			"[1:2:3:4:5:6:1.2.3.4], 1:2:3:4:5:6:102:304", "[64:ff9b::1.2.3.4], 64:ff9b:0:0:0:0:102:304",
			"[::ffff:127.0.0.1], 127.0.0.1", "[::ffff:7f00:1], 127.0.0.1", "[0:0:0:0:0:ffff:7f00:1], 127.0.0.1" })
	void addressesAreNumbersInOneForm(String text, String address) {
		Host host = Host.of(text);
		assertThat(host).isNotNull();
		assertThat(host.address()).isNotNull().extracting("hostAddress").isEqualTo(address);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "a..", "a..b", ".a", "2130706433", "127.1", "127.0.1", "0177.0.0.1",
			"0x7f.0.0.1", "0x7f.1", "0x7f000001", "017700000001", "00.0.0.0", "1.2.3.04", "256.1.1.1", "1.2.3.4.",
			"1.2.3.4.5", "example.1", "example.0x1", "example.0x", "a%2eb", "%31", "127.0.0.1%00", "user@host",
			"host:80", "a/b", "a\\b", "a b", " a", "a ", "a\u0000", "a\t", "a\r\n", "a#b", "a?b", "-a", "a-", "a_b",
			"bücher.example", "１２７.0.0.1", "a。b", "ⓔxample.com", "\u212Aelvin.example", "::1", "[::1", "::1]", "[]",
			"[:]", "[:::]", "[::1::]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7:8::]", "[12345::]",
			"[g::]", "[fe80::1%25eth0]", "[fe80::1%1]", "[::1]x", "x[::1]", "[::127.1]", "[::1.2.3.4:5]", "[1.2.3.4::]",
			"[1.2.3.4]", "[v1.a]", "[ ::1]", "[[::1]]", "[::0x7f.0.0.1]", "[::0177.0.0.1]" })
	void whateverElseIsNoHost(String text) {
		assertThat(Host.of(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 63, 64 })
	void aLabelHas63LettersAtMost(int letters) {
		assertThat(Host.of("a".repeat(letters) + ".example") != null).isEqualTo(letters == 63);
	}

	@ParameterizedTest
	@ValueSource(ints = { 253, 254 })
	void aNameHas253LettersAtMost(int letters) {
		String name = "a.".repeat(200).substring(0, letters - 2) + "bb";
		assertThat(name).hasSize(letters);
		assertThat(Host.of(name) != null).isEqualTo(letters == 253);
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "example.com:", "example.com:0", "example.com:65536", "example.com:-1",
			"example.com:080", "example.com: 80", "example.com:80:80", "[::1]", "[::1]80", "[::1]:", ":80", "",
			"[::1]]:80", "example.com:8080808080" })
	void aTargetNeedsAHostAndAPort(String authority) {
		assertThat(Target.of(authority, 0)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "example.com:80, example.com", "example.com:8080, example.com:8080", "[::1]:80, [::1]",
			"EXAMPLE.com.:1, example.com:1" })
	void aTargetIsWrittenAsAHostHeaderIs(String authority, String header) {
		Target target = Target.of(authority, 0);
		assertThat(target).isNotNull();
		assertThat(target.authority(80)).isEqualTo(header);
	}

}
