package io.toolruntime.web;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How the HTTP API is served.
 *
 * @param path where it begins, such as {@code /toolruntime}
 * @param token what callers send as {@code Authorization: Bearer}, or {@code null} to
 * serve only callers that the application has authenticated, and loopback addresses
 * @param allowedHosts names that a {@code Host} header may have beside those of the
 * loopback interface, with or without a port
 * @param allowedOrigins origins of web pages that may call beside the API's own, such as
 * {@code https://app.example.com}
 * @param maxBodyBytes largest body that is read
 * @param artifacts how long artifacts of ended executions can be had
 */
public record HttpApiSettings(String path, @Nullable String token, Set<String> allowedHosts, Set<String> allowedOrigins,
		int maxBodyBytes, ArtifactRetention artifacts) {

	/* First: the defaults below are checked by them */
	private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

	private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

	/** What holds where nobody says otherwise. */
	public static final HttpApiSettings DEFAULTS = new HttpApiSettings("/toolruntime", null, Set.of(), Set.of(),
			10 << 20, new ArtifactRetention(64, 64L << 20, Duration.ofMinutes(10)));

	public HttpApiSettings {
		if (!PATH.matcher(path).matches()) {
			throw new IllegalArgumentException("toolruntime.server.path is '" + path
					+ "'; it must begin with / and not end with it, such as /toolruntime");
		}
		if (token != null && !TOKEN.matcher(token).matches()) {
			// An empty token is a variable that was not set, not a wish to have none
			throw new IllegalArgumentException("toolruntime.server.token is empty or has characters that no header can"
					+ " carry; use printable ASCII without spaces, or leave the key out");
		}
		if (maxBodyBytes < 1 || maxBodyBytes > 1 << 30) {
			throw new IllegalArgumentException(
					"toolruntime.server.max-body-size is " + maxBodyBytes + " bytes; it must be from 1 to 1GB");
		}
		allowedHosts = normalised(allowedHosts);
		allowedHosts.forEach((host) -> {
			if (Authority.parse(host) == null) {
				throw new IllegalArgumentException("toolruntime.server.allowed-hosts has '" + host
						+ "'; write a host name or address, with or without a port, such as api.example.com");
			}
		});
		allowedOrigins = normalised(allowedOrigins);
		allowedOrigins.forEach((origin) -> {
			if (Origin.parse(origin) == null) {
				throw new IllegalArgumentException("toolruntime.server.allowed-origins has '" + origin
						+ "'; write scheme, host and port, such as https://app.example.com");
			}
		});
	}

	private static Set<String> normalised(Set<String> names) {
		Set<String> normalised = new TreeSet<>();
		names.forEach((name) -> normalised.add(name.trim().toLowerCase(Locale.ROOT)));
		return Set.copyOf(normalised);
	}

	/** Keeps the token out of logs. */
	@Override
	public String toString() {
		return "HttpApiSettings[path=" + this.path + ", token=" + ((this.token != null) ? "set" : "none")
				+ ", allowedHosts=" + this.allowedHosts + ", allowedOrigins=" + this.allowedOrigins + ", maxBodyBytes="
				+ this.maxBodyBytes + ", artifacts=" + this.artifacts + "]";
	}

	/**
	 * How long artifacts of ended executions can be had.
	 *
	 * @param maxExecutions of how many executions; the oldest go first
	 * @param maxBytes how many bytes all together
	 * @param maxAge how long after the end
	 */
	public record ArtifactRetention(int maxExecutions, long maxBytes, Duration maxAge) {

		public ArtifactRetention {
			if (maxExecutions < 0 || maxBytes < 0 || maxAge.isNegative()) {
				throw new IllegalArgumentException("toolruntime.server.artifacts: max-executions is " + maxExecutions
						+ ", max-size " + maxBytes + ", max-age " + maxAge + "; each must be 0 or more");
			}
		}

	}

}
