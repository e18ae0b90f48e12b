package io.toolruntime.egress;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a policy.
 *
 * @param kind what it is about
 * @param host the host; {@code null} if it is about every public address
 * @param port the port; 0 for any
 * @param pin where the name is, whatever the DNS says; {@code null} to ask the DNS
 */
record EgressRule(Kind kind, @Nullable Host host, int port, @Nullable InetAddress pin) {

	private static final int LONGEST = 400;

	private static final String UNDERSTOOD = "write api.example.com, *.example.com, an address such as 203.0.113.7 or"
			+ " [2001:db8::7], or * for every public address, each with or without a port as in"
			+ " api.example.com:443; or name=address or name:port=address to pin a name to an address";

	/**
	 * Reads one.
	 * @param entry as it is configured
	 * @return the rule
	 * @throws IllegalArgumentException if it is none
	 */
	static EgressRule of(@Nullable String entry) {
		if (entry == null || entry.isBlank()) {
			throw new IllegalArgumentException("An allowed host is empty; " + UNDERSTOOD);
		}
		String text = entry.strip();
		EgressRule rule = (text.length() <= LONGEST) ? parse(text) : null;
		if (rule == null) {
			throw new IllegalArgumentException(
					"'" + new Printable(text) + "' is no host that can be allowed; " + UNDERSTOOD);
		}
		return rule;
	}

	private static @Nullable EgressRule parse(String text) {
		int equals = text.indexOf('=');
		String where = (equals < 0) ? text : text.substring(0, equals);
		int colon = Target.colon(where);
		int port = (colon < 0) ? 0 : Target.port(where.substring(colon + 1));
		if (colon >= 0 && port == 0) {
			return null;
		}
		String name = (colon < 0) ? where : where.substring(0, colon);
		if (equals >= 0) {
			InetAddress pin = pin(text.substring(equals + 1));
			Host host = Host.configured(name);
			return (pin != null && host != null && host.isName()) ? new EgressRule(Kind.HOST, host, port, pin) : null;
		}
		if (name.equals("*")) {
			return new EgressRule(Kind.PUBLIC, null, port, null);
		}
		boolean below = name.startsWith("*.");
		Host host = Host.configured(below ? name.substring(2) : name);
		if (host == null || below && !host.isName()) {
			return null;
		}
		return new EgressRule(below ? Kind.SUBDOMAINS : Kind.HOST, host, port, null);
	}

	private static @Nullable InetAddress pin(String text) {
		if (text.startsWith("[") && text.endsWith("]")) {
			return AddressLiteral.ipv6(text.substring(1, text.length() - 1));
		}
		return (text.indexOf(':') < 0) ? AddressLiteral.ipv4(text) : AddressLiteral.ipv6(text);
	}

	/**
	 * Tells whether it is about a target, be it by name or by number.
	 * @param target where a connection is to go
	 * @return whether it is
	 */
	boolean matches(Target target) {
		if (this.port != 0 && this.port != target.port()) {
			return false;
		}
		Host asked = target.host();
		return switch (this.kind) {
			case PUBLIC -> true;
			case SUBDOMAINS -> asked.isName() && this.host != null && asked.text().endsWith("." + this.host.text());
			case HOST -> this.host != null && sameHost(this.host, asked);
		};
	}

	private static boolean sameHost(Host host, Host asked) {
		return (host.address() != null) ? host.address().equals(asked.address())
				: asked.isName() && host.text().equals(asked.text());
	}

	/** What a rule is about. */
	enum Kind {

		/** A name, or an address. */
		HOST,

		/** The names below a name. */
		SUBDOMAINS,

		/** Every name and address, if the address is public. */
		PUBLIC

	}

}
