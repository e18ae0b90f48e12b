package io.toolruntime.web;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletResponse;

import jakarta.servlet.http.HttpServletRequest;

import io.toolruntime.caller.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

class HttpAccessTests {

	private final HttpAccess local = new HttpAccess(HttpApiSettings.DEFAULTS);

	private final HttpAccess open = new HttpAccess(Api.settings("s3cret", Set.of("api.example.com", "other:8443"),
			Set.of("https://app.example.com", "http://dev.example.com:3000")));

	private static MockHttpServletRequest request(String host) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/toolruntime/profiles");
		request.setRemoteAddr("127.0.0.1");
		if (host != null) {
			request.addHeader("Host", host);
		}
		return request;
	}

	private static MockHttpServletRequest with(MockHttpServletRequest request, String name, String value) {
		request.addHeader(name, value);
		return request;
	}

	private static Problem refusal(HttpAccess access, HttpServletRequest request) {
		Throwable refusal = catchThrowable(() -> access.check(request));
		return (refusal != null) ? ((ProblemException) refusal).problem() : null;
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1", "127.0.0.1:80", "127.1.2.3",
			"[::1]", "[::1]:8080" })
	void namesOfTheLoopbackInterfaceAreOurs(String host) {
		assertThat(refusal(this.local, request(host))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"localhost@evil.example", "127.0.0.1.", "0.0.0.0", "[::]", "192.168.0.1", "127.0.0.256", "127.00.0.1", "",
			" ", "localhost:port", "localhost, evil.example", "api.example.com" })
	void anyOtherHostIsRefused(String host) {
		Problem refusal = refusal(this.local, request(host));
		assertThat(refusal.type()).isEqualTo(ProblemType.FORBIDDEN);
		assertThat(refusal.detail()).startsWith("Host:").contains("allowed-hosts");
	}

	@Test
	void twoHostHeadersAreRefused() {
		assertThat(refusal(this.local, with(request("localhost"), "Host", "localhost")).detail()).startsWith("Host:");
	}

	@Test
	void withoutHostHeaderTheNameByWhichTheServerWasReachedCounts() {
		MockHttpServletRequest http2 = request(null);
		http2.setServerName("localhost");
		assertThat(refusal(this.local, http2)).isNull();
		http2.setServerName("evil.example");
		assertThat(refusal(this.local, http2).detail()).startsWith("Host:");
	}

	@ParameterizedTest
	@CsvSource({ "api.example.com,true", "API.example.com:9000,true", "other:8443,true", "other,false",
			"other:8080,false", "example.com,false", "x.api.example.com,false" })
	void configuredHostsAreOurs(String host, boolean ours) {
		Problem refusal = refusal(this.open, with(request(host), "Authorization", "Bearer s3cret"));
		assertThat(refusal == null).isEqualTo(ours);
	}

	@ParameterizedTest
	@CsvSource({ "localhost:8080,http://localhost:8080,true", "localhost,http://localhost,true",
			"localhost:80,http://localhost,true", "localhost,http://localhost:80,true",
			"localhost,https://localhost,true", "[::1]:8080,http://[::1]:8080,true",
			"localhost:8080,http://localhost:8081,false", "localhost:8080,http://localhost,false",
			"localhost:8080,http://127.0.0.1:8080,false", "localhost:8080,http://evil.example,false",
			"localhost:8080,null,false", "localhost:8080,'',false", "localhost:8080,file://,false",
			"localhost:8080,http://localhost:8080/,false", "localhost:8080,http://localhost:8080@evil.example,false",
			"localhost:8080,chrome-extension://abc,false", "localhost:8080,https://app.example.com,false" })
	void onlyPagesOfTheSameOriginMayCall(String host, String origin, boolean allowed) {
		Problem refusal = refusal(this.local, with(request(host), "Origin", origin));
		assertThat(refusal == null).isEqualTo(allowed);
		if (!allowed) {
			assertThat(refusal.type()).isEqualTo(ProblemType.FORBIDDEN);
			assertThat(refusal.detail()).startsWith("Origin:");
		}
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com,true", "https://app.example.com:443,true", "HTTPS://APP.example.com,true",
			"http://app.example.com,false", "https://app.example.com.evil.example,false",
			"http://dev.example.com:3000,true", "http://dev.example.com,false" })
	void configuredOriginsMayCall(String origin, boolean allowed) {
		MockHttpServletRequest request = with(request("api.example.com"), "Authorization", "Bearer s3cret");
		assertThat(refusal(this.open, with(request, "Origin", origin)) == null).isEqualTo(allowed);
	}

	@Test
	void anInsecurePageIsNotTheSameOriginAsASecureApi() {
		MockHttpServletRequest request = with(request("localhost"), "Origin", "http://localhost");
		request.setSecure(true);
		assertThat(refusal(this.local, request).detail()).startsWith("Origin:");
	}

	@Test
	void twoOriginsAreRefused() {
		MockHttpServletRequest request = with(request("localhost"), "Origin", "http://localhost");
		assertThat(refusal(this.local, with(request, "Origin", "http://localhost"))).isNotNull();
	}

	@ParameterizedTest
	@CsvSource({ "cross-site,false", "same-site,false", "Cross-Site,false", "same-origin,true", "none,true" })
	void browsersThatSendNoOriginStillTellWhereAPageIsFrom(String site, boolean allowed) {
		assertThat(refusal(this.local, with(request("localhost"), "Sec-Fetch-Site", site)) == null).isEqualTo(allowed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::1%lo" })
	void programsOfThisMachineAreServedWithoutToken(String address) {
		MockHttpServletRequest request = request("localhost");
		request.setRemoteAddr(address);
		assertThat(refusal(this.local, request)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "192.168.0.7", "10.0.0.1", "8.8.8.8", "::2", "fe80::1%eth0", "localhost", "", "0.0.0.0" })
	void othersAreNotServedWithoutToken(String address) {
		MockHttpServletRequest request = request("localhost");
		request.setRemoteAddr(address);
		assertThat(refusal(this.local, request).type()).isEqualTo(ProblemType.FORBIDDEN);
		assertThat(refusal(this.local, request).detail()).contains("toolruntime.server.token");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto" })
	void whoIsBehindAProxyIsNotOfThisMachineWhateverTheHeaderSays(String header) {
		assertThat(refusal(this.local, with(request("localhost"), header, "127.0.0.1"))).isNotNull();
		assertThat(refusal(this.local, with(request("localhost"), header, ""))).isNotNull();
	}

	@Test
	void aFilterThatTakesTheAddressFromAHeaderMakesNobodyLocal() throws Exception {
		MockHttpServletRequest remote = with(request("localhost"), "X-Forwarded-For", "127.0.0.1");
		remote.setRemoteAddr("10.0.0.9");
		MockFilterChain chain = new MockFilterChain();
		new ForwardedHeaderFilter().doFilter(remote, new MockHttpServletResponse(), chain);
		HttpServletRequest wrapped = (HttpServletRequest) chain.getRequest();
		assertThat(wrapped.getRemoteAddr()).isEqualTo("127.0.0.1");
		assertThat(refusal(this.local, wrapped)).isNotNull();
	}

	@Test
	void aServerThatTookTheAddressFromAHeaderMakesNobodyLocal() {
		MockHttpServletRequest request = request("localhost");
		request.setAttribute("org.apache.tomcat.request.forwarded", true);
		assertThat(refusal(this.local, request)).isNotNull();
	}

	@Test
	void aWrapperThatHidesTheAddressMakesNobodyLocal() {
		MockHttpServletRequest remote = request("localhost");
		remote.setRemoteAddr("10.0.0.9");
		assertThat(refusal(this.local, new HttpServletRequestWrapper(remote) {
			@Override
			public String getRemoteAddr() {
				return "127.0.0.1";
			}
		})).isNotNull();
	}

	@Test
	void aPrincipalIsServedFromAnywhere() {
		MockHttpServletRequest request = request("localhost");
		request.setRemoteAddr("10.0.0.9");
		request.setUserPrincipal(() -> "ada");
		assertThat(refusal(this.local, request)).isNull();
		assertThat(refusal(this.open, request)).isNull();
	}

	@Test
	void aPrincipalWithoutNameIsNobody() {
		MockHttpServletRequest request = request("localhost");
		request.setRemoteAddr("10.0.0.9");
		request.setUserPrincipal(() -> " ");
		assertThat(refusal(this.local, request)).isNotNull();
	}

	@Test
	void aTokenIsNeededOnThisMachineTooWhereThereIsOne() {
		Problem refusal = refusal(this.open, request("localhost"));
		assertThat(refusal.type()).isEqualTo(ProblemType.UNAUTHORIZED);
		assertThat(refusal.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"toolruntime\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer s3cret", "bearer s3cret", "BEARER  s3cret" })
	void whoShowsTheTokenIsServedFromAnywhere(String authorization) {
		MockHttpServletRequest request = with(request("api.example.com"), "Authorization", authorization);
		request.setRemoteAddr("8.8.8.8");
		assertThatCode(() -> this.open.check(request)).doesNotThrowAnyException();
		assertThat(request.getAttribute(HttpCallerResolver.TOKEN_CALLER_ATTRIBUTE)).isEqualTo(Caller.named("token"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer s3cre", "Bearer s3crett", "Bearer", "Bearer ", "Basic s3cret", "s3cret",
			"Bearer S3CRET", "Bearer s3cret, Bearer x" })
	void anyOtherTokenIsRefused(String authorization) {
		MockHttpServletRequest request = with(request("localhost"), "Authorization", authorization);
		assertThat(refusal(this.open, request).type()).isEqualTo(ProblemType.UNAUTHORIZED);
		assertThat(refusal(this.open, request).detail()).doesNotContain("s3cret", "S3CRET");
		assertThat(request.getAttribute(HttpCallerResolver.TOKEN_CALLER_ATTRIBUTE)).isNull();
	}

	@Test
	void twoAuthorizationHeadersAreRefused() {
		MockHttpServletRequest request = with(request("localhost"), "Authorization", "Bearer s3cret");
		assertThat(refusal(this.open, with(request, "Authorization", "Bearer x"))).isNotNull();
	}

	@Test
	void theTokenDoesNotExcuseAForeignPage() {
		MockHttpServletRequest request = with(request("localhost"), "Authorization", "Bearer s3cret");
		assertThat(refusal(this.open, with(request, "Origin", "http://evil.example")).type())
			.isEqualTo(ProblemType.FORBIDDEN);
	}

}
