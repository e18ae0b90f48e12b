package io.toolruntime.builtin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.builtin.BuiltinToolsProperties.FetchKeys;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code fetch} does not reach. There is a server on loopback that is reached where
 * it is allowed, so that what does not come is kept away and not just not there.
 */
@Timeout(60)
class FetchConfinementTests {

	private TestSite site;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		this.site = TestSite.http().text("/", "reached").text("/latest/meta-data", "credentials");
	}

	@AfterEach
	void close() {
		if (this.tools != null) {
			this.tools.close();
		}
		this.site.close();
	}

	private TestTools allowing(HostResolver resolver, String... hosts) {
		this.tools = TestTools.in(null)
			.resolver(resolver)
			.fetch(new FetchKeys(List.of(hosts), null, null, null, null))
			.with("fetch");
		return this.tools;
	}

	private static HostResolver nobody() {
		return (name) -> {
			throw new UnknownHostException(name);
		};
	}

	private String local(String host) {
		return "http://" + host + ":" + this.site.port() + "/";
	}

	@Test
	void whereItIsAllowedTheServerIsReached() {
		allowing(nobody(), "127.0.0.1:" + this.site.port());
		assertThat(this.tools.call("fetch", "url", local("127.0.0.1")).text("body")).isEqualTo("reached");
	}

	@Test
	void withoutHostsNothingIsReachedAndTheKeyIsNamed() {
		allowing(nobody());
		ToolException failure = this.tools.failure("fetch", "url", local("127.0.0.1"));
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.DENIED);
		assertThat(failure).hasMessage("PermissionDenied: no host may be reached. Set builtin-tools.fetch.hosts to the"
				+ " hosts that may be, such as api.example.com:443; * is every public address");
	}

	@Test
	void aHostThatIsNotAllowedIsNotEvenLookedUp() {
		AtomicInteger lookups = new AtomicInteger();
		allowing((name) -> {
			lookups.incrementAndGet();
			return List.of(InetAddress.getLoopbackAddress());
		}, "api.example.com");
		ToolException failure = this.tools.failure("fetch", "url", local("evil.test"));
		assertThat(failure).hasMessage("PermissionDenied: evil.test:" + this.site.port()
				+ " is not among the hosts that may be reached. If it should be, add 'evil.test:" + this.site.port()
				+ "' to builtin-tools.fetch.hosts");
		assertThat(lookups).hasValue(0);
		assertThat(this.tools.failure("fetch", "url", "https://evil.test/").getMessage())
			.startsWith("PermissionDenied: evil.test:443 is not among the hosts");
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
			"[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "172.16.0.1", "192.168.1.1",
			"100.64.0.1", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "224.0.0.1", "255.255.255.255", "[::]",
			"[fd00::1]" })
	void withEveryPublicAddressAllowedOthersAreNot(String address) {
		allowing(nobody(), "*");
		assertThat(this.tools.refusal("fetch", "url", local(address))).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.site.asked()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.0.0.1", "0177.0.0.1",
			"127.0.0.1.", "[::1%25lo]", "127.0.0.01", "1.2.3.4.5", "%31%32%37.0.0.1", "ⓛocalhost", "１２７.0.0.1" })
	void anAddressInAnotherFormIsNone(String address) {
		allowing((name) -> List.of(InetAddress.getLoopbackAddress()), "*");
		ToolException failure = this.tools.failure("fetch", "url", local(address));
		assertThat(failure).isInstanceOf(BuiltinToolException.class);
		assertThat(((BuiltinToolException) failure).getCanonicalCode()).isIn(CanonicalCode.PERMISSION_DENIED,
				CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.site.asked()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "169.254.169.254", "10.1.2.3", "::1", "::ffff:127.0.0.1", "fe80::1" })
	void aNameThatLeadsInsideIsRefused(String address) {
		allowing((name) -> List.of(InetAddress.getByName(address)), "*", "inside.test");
		ToolException failure = this.tools.failure("fetch", "url", local("inside.test"));
		assertThat(failure).hasMessageContaining("inside.test:" + this.site.port() + " is at no public address")
			.hasMessageNotContaining(address);
		assertThat(this.site.asked()).isEmpty();
	}

	@Test
	void localhostIsANameLikeOthers() {
		allowing(HostResolver.system(), "*", "localhost");
		assertThat(this.tools.refusal("fetch", "url", local("localhost"))).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.site.asked()).isEmpty();
	}

	/* The name is public when it is checked, and leads inside when it is asked again. */
	@Test
	void aNameThatChangesItsAddressGainsNothing() {
		AtomicInteger lookups = new AtomicInteger();
		allowing((name) -> (lookups.getAndIncrement() % 2 == 0) ? List.of(InetAddress.getByName("192.88.99.1"))
				: List.of(InetAddress.getLoopbackAddress()), "rebinding.test");
		for (int i = 0; i < 6; i++) {
			assertThat(this.tools.refusal("fetch", "url", local("rebinding.test")))
				.isEqualTo(CanonicalCode.PERMISSION_DENIED);
		}
		assertThat(lookups).as("one look-up for each connection").hasValue(6);
		assertThat(this.site.asked()).isEmpty();
	}

	@Test
	void aConnectionGoesToTheAddressThatWasChecked() {
		// Public as far as the registries go, and given to nobody: nothing is there
		AtomicInteger lookups = new AtomicInteger();
		allowing((name) -> (lookups.getAndIncrement() == 0) ? List.of(InetAddress.getByName("3000::1"))
				: List.of(InetAddress.getLoopbackAddress()), "rebinding.test");
		ToolException failure = this.tools.failure("fetch", "url", local("rebinding.test"), "timeout_ms", 1500);
		assertThat(failure.getCode()).isIn(ToolErrorCode.EXECUTION_FAILED, ToolErrorCode.TIMEOUT);
		assertThat(lookups).hasValue(1);
		assertThat(this.site.asked()).isEmpty();
	}

	@Test
	void ofSeveralAddressesThoseInsideAreLeftOut() {
		allowing((name) -> List.of(InetAddress.getLoopbackAddress(), InetAddress.getByName("10.0.0.1")), "mixed.test");
		assertThat(this.tools.refusal("fetch", "url", local("mixed.test"))).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.site.asked()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://169.254.169.254/latest/meta-data", "http://127.0.0.1:%d/latest/meta-data",
			"http://[::ffff:127.0.0.1]:%d/latest/meta-data", "http://2130706433:%d/latest/meta-data",
			"http://0x7f.1:%d/latest/meta-data", "//127.0.0.1:%d/latest/meta-data",
			"http://inside.test:%d/latest/meta-data", "file:///etc/passwd",
			"http://user@127.0.0.1:%d/latest/meta-data" })
	void aRedirectInsideIsNotFollowed(String location) throws IOException {
		try (TestSite open = TestSite.http().redirect("/from", 302, location.formatted(this.site.port()))) {
			allowing((name) -> List.of(InetAddress.getLoopbackAddress()), "*", open.pinned("open.test"));
			ToolException failure = this.tools.failure("fetch", "url", open.url("open.test", "/from"));
			assertThat(failure.getCode()).isIn(ToolErrorCode.DENIED, ToolErrorCode.VALIDATION_INPUT);
			assertThat(open.asked()).hasSize(1);
			assertThat(this.site.asked()).isEmpty();
		}
	}

	@Test
	void aRedirectToAnAllowedHostIsFollowed() throws IOException {
		try (TestSite open = TestSite.http().redirect("/from", 302, this.site.url("site.test", "/latest/meta-data"))) {
			allowing(nobody(), this.site.pinned("site.test"), open.pinned("open.test"));
			assertThat(this.tools.call("fetch", "url", open.url("open.test", "/from")).text("body"))
				.isEqualTo("credentials");
		}
	}

	@Test
	void aRedirectToAHostThatIsNotAllowedIsNotFollowed() throws IOException {
		try (TestSite open = TestSite.http().redirect("/from", 302, this.site.url("site.test", "/"))) {
			allowing(nobody(), open.pinned("open.test"));
			assertThat(this.tools.refusal("fetch", "url", open.url("open.test", "/from")))
				.isEqualTo(CanonicalCode.PERMISSION_DENIED);
			assertThat(this.site.asked()).isEmpty();
		}
	}

	@Test
	void onlyTheAllowedPortIsReached() throws IOException {
		try (TestSite other = TestSite.http().text("/", "other")) {
			allowing(nobody(), this.site.pinned("site.test"));
			assertThat(this.tools.refusal("fetch", "url", other.url("site.test", "/")))
				.isEqualTo(CanonicalCode.PERMISSION_DENIED);
		}
	}

	@Test
	void whatIsNotThereIsNoRefusal() {
		allowing(nobody(), "gone.test:1=127.0.0.1", "missing.test");
		assertThat(this.tools.refusal("fetch", "url", "http://gone.test:1/")).isEqualTo(CanonicalCode.INTERNAL);
		assertThat(this.tools.refusal("fetch", "url", "http://missing.test/")).isEqualTo(CanonicalCode.INTERNAL);
	}

	@Test
	void theMachinesOwnProxyIsNotUsed() {
		String before = System.getProperty("http.nonProxyHosts");
		System.setProperty("http.nonProxyHosts", "*");
		try {
			allowing(nobody(), "api.example.com");
			assertThat(this.tools.refusal("fetch", "url", local("127.0.0.1")))
				.isEqualTo(CanonicalCode.PERMISSION_DENIED);
			assertThat(this.site.asked()).isEmpty();
		}
		finally {
			if (before == null) {
				System.clearProperty("http.nonProxyHosts");
			}
			else {
				System.setProperty("http.nonProxyHosts", before);
			}
		}
	}

	@Test
	void afterTheyAreClosedNothingIsReached() {
		TestTools closed = allowing(nobody(), this.site.pinned("site.test"));
		assertThat(closed.call("fetch", "url", local("site.test")).number("status_code")).isEqualTo(200);
		closed.close();
		assertThat(closed.refusal("fetch", "url", local("site.test"))).isEqualTo(CanonicalCode.UNAVAILABLE);
	}

}
