package io.toolruntime.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;

import io.toolruntime.caller.Caller;

/**
 * Decides which requests are let in: those to a host name that is ours (against DNS
 * rebinding), from no web page but our own (against cross-site requests), and from
 * somebody that the application, the token, or the loopback interface vouches for.
 */
final class HttpAccess {

	private static final String BEARER = "bearer ";

	private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer realm=\"toolruntime\"");

	private final HttpApiSettings settings;

	private final List<Origin> allowedOrigins;

	private final LoopbackClients loopbackClients = new LoopbackClients();

	HttpAccess(HttpApiSettings settings) {
		this.settings = settings;
		this.allowedOrigins = settings.allowedOrigins().stream().map(HttpAccess::origin).toList();
	}

	private static Origin origin(String text) {
		return java.util.Objects.requireNonNull(Origin.parse(text));
	}

	/**
	 * Lets a request in, or not. The caller that showed the token is left in
	 * {@link HttpCallerResolver#TOKEN_CALLER_ATTRIBUTE}.
	 * @param request the request
	 * @throws ProblemException if it is not let in
	 */
	void check(HttpServletRequest request) {
		Authority host = requireAllowedHost(request);
		requireAllowedOrigin(request, host);
		requireKnownSender(request);
	}

	private Authority requireAllowedHost(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders("Host"));
		// HTTP/2 may have it as a pseudo header only
		String text = headers.isEmpty() ? request.getServerName() : headers.get(0);
		Authority host = (headers.size() <= 1 && text != null) ? Authority.parse(text) : null;
		if (host == null || !(host.isLoopback() || this.settings.allowedHosts().contains(host.host())
				|| this.settings.allowedHosts().contains(host.toString()))) {
			throw new ProblemException(ProblemType.FORBIDDEN, "Host: '" + Shown.name(String.valueOf(text))
					+ "' is not a name of this server; add it to toolruntime.server.allowed-hosts if it is");
		}
		return host;
	}

	private void requireAllowedOrigin(HttpServletRequest request, Authority host) {
		List<String> headers = Collections.list(request.getHeaders("Origin"));
		if (headers.isEmpty()) {
			requireNotCrossSite(request);
			return;
		}
		Origin origin = (headers.size() == 1) ? Origin.parse(headers.get(0)) : null;
		if (origin == null || !(origin.isSameAs(host, request.isSecure()) || this.allowedOrigins.contains(origin))) {
			throw new ProblemException(ProblemType.FORBIDDEN, "Origin: pages of '" + Shown.name(headers.get(0))
					+ "' may not call; add it to toolruntime.server.allowed-origins if they should");
		}
	}

	/*
	 * Browsers leave Origin out of plain GETs, but tell where the request comes from.
	 */
	private static void requireNotCrossSite(HttpServletRequest request) {
		String site = request.getHeader("Sec-Fetch-Site");
		if (site != null && site.toLowerCase(Locale.ROOT).endsWith("-site")) {
			throw new ProblemException(ProblemType.FORBIDDEN,
					"Sec-Fetch-Site: pages of other sites may not load anything from here");
		}
	}

	private void requireKnownSender(HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		if (principal != null && principal.getName() != null && !principal.getName().isBlank()) {
			return;
		}
		String token = this.settings.token();
		if (token != null) {
			requireToken(request, token);
			request.setAttribute(HttpCallerResolver.TOKEN_CALLER_ATTRIBUTE, Caller.named("token"));
		}
		else if (!this.loopbackClients.includes(request)) {
			throw new ProblemException(ProblemType.FORBIDDEN, "Without authentication only this machine itself is "
					+ "served, and not through a proxy; set toolruntime.server.token, or add Spring Security");
		}
	}

	private static void requireToken(HttpServletRequest request, String token) {
		List<String> headers = Collections.list(request.getHeaders("Authorization"));
		String header = (headers.size() == 1) ? headers.get(0) : null;
		if (header == null) {
			throw unauthorized("Authorization: is missing; send 'Bearer' and the token of toolruntime.server.token");
		}
		if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())
				|| !isSame(header.substring(BEARER.length()).trim(), token)) {
			throw unauthorized("Authorization: is not 'Bearer' and the token of toolruntime.server.token");
		}
	}

	private static ProblemException unauthorized(String detail) {
		return new ProblemException(Problem.of(ProblemType.UNAUTHORIZED, detail, CHALLENGE));
	}

	/*
	 * Digests have one length and are compared to the end: the time tells nothing of the
	 * token.
	 */
	private static boolean isSame(String shown, String token) {
		return MessageDigest.isEqual(digest(shown), digest(token));
	}

	private static byte[] digest(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This JVM has no SHA-256, which every JVM must have", ex);
		}
	}

}
