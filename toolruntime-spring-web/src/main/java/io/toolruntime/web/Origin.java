package io.toolruntime.web;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a web page.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port
 */
record Origin(String scheme, Authority authority) {

	static @Nullable Origin parse(String text) {
		String origin = text.toLowerCase(Locale.ROOT);
		for (String scheme : new String[] { "http", "https" }) {
			String prefix = scheme + "://";
			Authority authority = origin.startsWith(prefix) ? Authority.parse(origin.substring(prefix.length())) : null;
			if (authority != null) {
				return new Origin(scheme, authority.withDefaultPort(scheme.equals("https") ? 443 : 80));
			}
		}
		return null;
	}

	/**
	 * Tells whether a page of this origin and an API under a host are one site.
	 * @param host the {@code Host} header of the request
	 * @param secure whether the request came over TLS, as far as this server can see
	 * @return whether they are the same origin
	 */
	boolean isSameAs(Authority host, boolean secure) {
		if (secure && !this.scheme.equals("https")) {
			return false;
		}
		// Behind a proxy that ends TLS the port that is not said is the one of its scheme
		return this.authority.equals(host.withDefaultPort(this.scheme.equals("https") ? 443 : 80));
	}

}
