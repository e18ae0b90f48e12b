package io.toolruntime.builtin;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One request on the way to an answer.
 *
 * @param uri where it goes
 * @param method the method
 * @param headers headers that the caller gave
 * @param body the body, or {@code null}
 */
record Hop(URI uri, String method, Map<String, String> headers, byte @Nullable [] body) {

	private static final int SEE_OTHER = 303;

	/* What a host that was not asked may know of the request. */
	private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "content-type", "user-agent");

	/** Where a connection goes: scheme, host and port. */
	String origin() {
		return this.uri.getScheme().toLowerCase(Locale.ROOT) + "://" + target();
	}

	/** Host and port, as the egress proxy knows them. */
	String target() {
		String host = this.uri.getHost().toLowerCase(Locale.ROOT);
		return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host) + ":" + port();
	}

	private int port() {
		if (this.uri.getPort() != -1) {
			return this.uri.getPort();
		}
		return isSecure() ? 443 : 80;
	}

	boolean isSecure() {
		return this.uri.getScheme().equalsIgnoreCase("https");
	}

	/**
	 * Returns what follows a redirect: as browsers do, a GET where something was posted,
	 * and to another origin without anything that could be a secret.
	 * @param status status of the redirect
	 * @param next where it leads
	 * @return the next request
	 */
	Hop redirected(int status, URI next) {
		boolean becomesGet = status == SEE_OTHER && !this.method.equals("HEAD")
				|| (status == 301 || status == 302) && this.method.equals("POST");
		Hop hop = new Hop(next, becomesGet ? "GET" : this.method, this.headers, becomesGet ? null : this.body);
		boolean same = hop.origin().equals(origin());
		Map<String, String> kept = new LinkedHashMap<>();
		this.headers.forEach((name, value) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if ((same || HARMLESS.contains(lower)) && !(becomesGet && lower.startsWith("content-"))) {
				kept.put(name, value);
			}
		});
		return new Hop(next, hop.method, kept, hop.body);
	}

}
