package io.toolruntime.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request comes from a program on this machine. A proxy on this machine
 * is one too, but whoever is behind it may be anywhere: a request that shows signs of a
 * proxy does not count. What such headers say is never believed, only that they are
 * there: anybody can write "127.0.0.1" into one.
 */
final class LoopbackClients {

	/* Set by Tomcat when it has replaced the address by that of a header */
	private static final String TOMCAT_FORWARDED = "org.apache.tomcat.request.forwarded";

	private static final Set<String> PROXY_HEADERS = Set.of("forwarded", "via", "x-real-ip", "x-client-ip",
			"true-client-ip", "cf-connecting-ip");

	/* An address, not a name: nothing here may be looked up */
	private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

	boolean includes(HttpServletRequest request) {
		HttpServletRequest received = received(request);
		return isLoopback(request.getRemoteAddr()) && isLoopback(received.getRemoteAddr()) && !isForwarded(request)
				&& !isForwarded(received);
	}

	/*
	 * The request as the server received it: wrappers (Spring's ForwardedHeaderFilter is
	 * one) change the address and hide the headers that say so.
	 */
	private static HttpServletRequest received(HttpServletRequest request) {
		HttpServletRequest received = request;
		while (received instanceof ServletRequestWrapper wrapper) {
			ServletRequest inner = wrapper.getRequest();
			if (!(inner instanceof HttpServletRequest http)) {
				return received;
			}
			received = http;
		}
		return received;
	}

	private static boolean isForwarded(HttpServletRequest request) {
		return Boolean.TRUE.equals(request.getAttribute(TOMCAT_FORWARDED))
				|| Collections.list(request.getHeaderNames()).stream().anyMatch(LoopbackClients::isOfProxy);
	}

	private static boolean isOfProxy(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return name.startsWith("x-forwarded") || PROXY_HEADERS.contains(name);
	}

	private static boolean isLoopback(@Nullable String address) {
		String literal = (address != null) ? address.replaceFirst("%.*$", "") : "";
		if (!ADDRESS.matcher(literal).matches()) {
			return false;
		}
		try {
			return InetAddress.getByName(literal).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
