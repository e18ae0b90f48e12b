package io.toolruntime.egress;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What configuration can say, and what it means. */
class EgressPolicyTests {

	private static Target target(String authority) {
		Target target = Target.of(authority, 0);
		assertThat(target).as(authority).isNotNull();
		return target;
	}

	@ParameterizedTest
	@CsvSource({ //
			"api.example.com, api.example.com:443, true", //
			"api.example.com, api.example.com:1, true", //
			"api.example.com, API.Example.COM:443, true", //
			"api.example.com, api.example.com.:443, true", //
			"API.Example.COM., api.example.com:443, true", //
			"api.example.com, www.api.example.com:443, false", //
			"api.example.com, example.com:443, false", //
			"api.example.com, api.example.com.evil.org:443, false", //
			"api.example.com, xapi.example.com:443, false", //
			"api.example.com:443, api.example.com:443, true", //
			"api.example.com:443, api.example.com:80, false", //
			"*.example.com, api.example.com:443, true", //
			"*.example.com, a.b.example.com:443, true", //
			"*.example.com, example.com:443, false", //
			"*.example.com, notexample.com:443, false", //
			"*.example.com:443, api.example.com:80, false", //
			"*.example.com, 203.0.113.7:443, false", //
			"203.0.113.7, 203.0.113.7:443, true", //
			"203.0.113.7, 203.0.113.8:443, false", //
			"203.0.113.7:443, 203.0.113.7:80, false", //
			"203.0.113.7, [::ffff:203.0.113.7]:80, true", //
			"[2001:db8::7], [2001:DB8:0:0::7]:443, true", //
			"[2001:db8::7], [2001:db8::8]:443, false", //
			"[2001:db8::7]:443, [2001:db8::7]:443, true", //
			"[2001:db8::7]:443, [2001:db8::7]:80, false", //
			"*, anything.example.org:443, true", //
			"*, 8.8.8.8:53, true", //
			"*:443, anything.example.org:443, true", //
			"*:443, anything.example.org:80, false", //
			"db=10.0.0.5, db:5432, true", //
			"db:5432=10.0.0.5, db:5432, true", //
			"db:5432=10.0.0.5, db:22, false", //
			"bücher.example, xn--bcher-kva.example:443, true", //
			"BÜCHER.example, xn--bcher-kva.example:443, true", //
			"*.bücher.example, www.xn--bcher-kva.example:443, true", //
			"localhost, localhost:80, true" })
	void anEntryAllowsWhatItNames(String entry, String asked, boolean allowed) {
		assertThat(EgressPolicy.of(entry).allows(target(asked))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ //
			"127.0.0.1, 127.0.0.1:80, 127.0.0.1", //
			"[::1], [::1]:80, 0:0:0:0:0:0:0:1", //
			"db=10.0.0.5, db:80, 10.0.0.5", //
			"db=::1, db:80, 0:0:0:0:0:0:0:1", //
			"db=[fd00::1], db:80, fd00:0:0:0:0:0:0:1", //
			"db:80=10.0.0.5, db:80, 10.0.0.5", //
			"db:80=10.0.0.5, db:81, ''", //
			"api.example.com, api.example.com:80, ''", //
			"*, 127.0.0.1:80, ''", //
			"*.example.com, api.example.com:80, ''" })
	void onlyLiteralsAndPinsNameAddresses(String entry, String asked, String address) {
		List<String> addresses = EgressPolicy.of(entry)
			.addresses(target(asked))
			.stream()
			.map((found) -> found.getHostAddress())
			.toList();
		assertThat(addresses).isEqualTo(address.isEmpty() ? List.of() : List.of(address));
	}

	@Test
	void aNameMayBePinnedToSeveralAddresses() {
		EgressPolicy policy = EgressPolicy.of("db=10.0.0.5", "other=10.0.0.9", "db=10.0.0.6", "db");
		assertThat(policy.addresses(target("db:80"))).extracting("hostAddress").containsExactly("10.0.0.5", "10.0.0.6");
	}

	@Test
	void noEntryAllowsNothing() {
		assertThat(EgressPolicy.of().allows(target("example.com:443"))).isFalse();
		assertThat(EgressPolicy.of().entries()).isEmpty();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "https://api.example.com", "api.example.com/path", "user@api.example.com", "a b",
			"api.example.com:", "api.example.com:0", "api.example.com:65536", "api.example.com:0443",
			"api.example.com:+1", "api.example.com:https", "*example.com", "*.*.example.com", "api.*.com", "**", "*.",
			"*.10.0.0.1", "*.[::1]", "*.example.com=10.0.0.1", "*=10.0.0.1", "10.0.0.1=10.0.0.2", "db=", "db=db2",
			"db=10.0.0.1:80", "=10.0.0.1", "db=10.0.0.1=10.0.0.2", "::1", "2001:db8::1", "[::1", "[::1]x",
			"[fe80::1%eth0]", "2130706433", "127.1", "0177.0.0.1", "0x7f.0.0.1", "1.2.3.256", "1.2.3.4.5", "a..b", ".a",
			"-a.example", "a-.example", "under_score.example", "xn--.:443:443", "a\u0000b", "a\nb", "10.0.0.0/8" })
	void whatIsInNoFormIsNamedTogetherWithTheForms(String entry) {
		assertThatIllegalArgumentException().isThrownBy(() -> EgressPolicy.of("good.example", entry))
			.withMessageContaining("*.example.com")
			.withMessageContaining("name:port=address")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\u0000", "\n", "good.example")
				.contains((entry == null || entry.isBlank()) ? "is empty" : "'" + new Printable(entry) + "'"));
	}

	@Test
	void fullWidthDigitsAreAnAddressAndNoName() {
		/* What IDN makes of them is judged, not what they look like */
		assertThat(EgressPolicy.of("１２７.0.0.1").addresses(target("127.0.0.1:80"))).hasSize(1);
	}

	@Test
	void aVeryLongEntryIsNotRepeatedWhole() {
		assertThatIllegalArgumentException().isThrownBy(() -> EgressPolicy.of("a".repeat(100_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(600));
	}

	@Test
	void policiesOfTheSameRulesAreEqual() {
		assertThat(EgressPolicy.of("API.example.com")).isEqualTo(EgressPolicy.of(List.of("api.example.com.")))
			.hasSameHashCodeAs(EgressPolicy.of("api.example.com"))
			.isNotEqualTo(EgressPolicy.of("api.example.com:443"));
	}

}
