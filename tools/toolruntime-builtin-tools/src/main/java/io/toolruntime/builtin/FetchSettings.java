package io.toolruntime.builtin;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.toolruntime.builtin.BuiltinToolsProperties.FetchKeys;
import io.toolruntime.egress.EgressPolicy;

/**
 * What requests are held to.
 *
 * @param policy the hosts that may be reached
 * @param timeout how long a call may take, all redirects together
 * @param maxBody bytes of an answer that are kept
 * @param maxRedirects redirects that are followed
 * @param methods methods that may be used
 */
record FetchSettings(EgressPolicy policy, Duration timeout, int maxBody, int maxRedirects, Set<String> methods) {

	static final String HOSTS = "builtin-tools.fetch.hosts";

	private static final String PREFIX = "builtin-tools.fetch.";

	private static final List<String> ALL = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

	private static final int MOST_REDIRECTS = 20;

	static FetchSettings of(FetchKeys keys) {
		EgressPolicy policy;
		try {
			policy = EgressPolicy.of((keys.hosts() != null) ? keys.hosts() : List.of());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(HOSTS + ": " + ex.getMessage(), ex);
		}
		Set<String> methods = new TreeSet<>();
		for (String method : (keys.methods() != null) ? keys.methods() : ALL) {
			String upper = method.strip().toUpperCase(Locale.ROOT);
			if (!ALL.contains(upper)) {
				throw new IllegalArgumentException(PREFIX + "methods has '" + method + "'; write some of " + ALL);
			}
			methods.add(upper);
		}
		Integer redirects = keys.maxRedirects();
		if (redirects != null && (redirects < 0 || redirects > MOST_REDIRECTS)) {
			throw new IllegalArgumentException(
					PREFIX + "max-redirects is " + redirects + "; write 0 to " + MOST_REDIRECTS);
		}
		return new FetchSettings(policy,
				BuiltinToolsProperties.duration(PREFIX + "timeout", keys.timeout(), Duration.ofSeconds(5)),
				BuiltinToolsProperties.bytes(PREFIX + "max-body", keys.maxBody(), "2MB"),
				(redirects != null) ? redirects : 5, methods);
	}

}
