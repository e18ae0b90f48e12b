package io.toolruntime.egress;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a client asks of a proxy.
 *
 * @param method the method
 * @param target the host and port
 * @param path the path and query for the host; empty for a tunnel
 * @param head the whole head
 * @param body the body that follows
 */
record ProxyRequest(String method, Target target, String path, MessageHead head, Body body) {

	static final int HTTP_PORT = 80;

	private static final String CONNECT = "CONNECT";

	private static final String SCHEME = "http://";

	private static final Pattern VERSION = Pattern.compile("HTTP/1\\.[01]");

	/* RFC 3986 with what browsers leave as it is; no fragment, which is never sent. */
	private static final Pattern PATH = Pattern.compile("[!-~&&[^#]]*");

	/**
	 * Reads the request of a head.
	 * @param head what the client sent
	 * @return the request
	 * @throws Refusal if it is none that a proxy serves
	 */
	static ProxyRequest of(MessageHead head) throws Refusal {
		String[] words = head.start().split(" ", -1);
		if (words.length != 3 || !HeaderField.TOKEN.matcher(words[0]).matches()
				|| !VERSION.matcher(words[2]).matches()) {
			throw Refusal.malformed("The first line is not a method, an address and HTTP/1.1");
		}
		if (head.values("Host").size() > 1) {
			throw Refusal.malformed("There is more than one Host header");
		}
		Body body = Body.of(head, Body.Form.NONE, ProxyRequest::malformed);
		return words[0].equals(CONNECT) ? tunnel(words[1], head, body) : plain(words, head, body);
	}

	private static ProxyRequest tunnel(String authority, MessageHead head, Body body) throws Refusal {
		Target target = Target.of(authority, 0);
		if (target == null) {
			throw notUnderstood(authority);
		}
		/*
		 * RFC 9110 section 9.3.6: what follows is the tunnel's. Some say that it is 0
		 * long
		 */
		if (body.form() == Body.Form.CHUNKED || body.length() > 0) {
			throw Refusal.malformed("CONNECT has no body");
		}
		return new ProxyRequest(CONNECT, target, "", head, body);
	}

	private static ProxyRequest plain(String[] words, MessageHead head, Body body) throws Refusal {
		String uri = words[1];
		if (!uri.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
			throw Refusal
				.malformed("This is a proxy: ask for http://host/path, or CONNECT host:port for anything else");
		}
		if (!words[2].equals("HTTP/1.1") || head.values("Host").isEmpty()) {
			throw Refusal.malformed("Only HTTP/1.1 with a Host header is understood, except for CONNECT");
		}
		int end = SCHEME.length();
		while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
			end++;
		}
		String authority = uri.substring(SCHEME.length(), end);
		Target target = Target.of(authority, HTTP_PORT);
		if (target == null) {
			throw notUnderstood(authority);
		}
		String path = uri.substring(end);
		if (!PATH.matcher(path).matches()) {
			throw Refusal.malformed("The path holds characters that have to be encoded");
		}
		return new ProxyRequest(words[0], target, path.startsWith("/") ? path : "/" + path, head, body);
	}

	private static Refusal notUnderstood(String authority) {
		return Refusal.malformed("'" + new Printable(authority)
				+ "' is no host with a port: write a name, four decimal numbers or an IPv6 address in brackets");
	}

	boolean isTunnel() {
		return this.method.equals(CONNECT);
	}

	/**
	 * Makes a refusal of what is wrong with a request.
	 * @param what a sentence without its beginning and end
	 * @return the refusal
	 */
	static Refusal malformed(String what) {
		return Refusal.malformed("The request is malformed: " + what);
	}

}
