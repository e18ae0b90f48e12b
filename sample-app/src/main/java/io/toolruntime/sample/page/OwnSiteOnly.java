package io.toolruntime.sample.page;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps web pages of other sites away from an application that has no authentication: a
 * browser on this machine reaches the loopback address, whoever wrote the page. Their
 * {@code Origin} gives them away, and after DNS rebinding their {@code Host}. The HTTP
 * API and the MCP server check this by themselves; Actuator does not.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class OwnSiteOnly extends OncePerRequestFilter {

	// Names are not looked up: what a foreign name resolves to is the attack
	private static final Pattern LOOPBACK_NAME = Pattern
		.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]", Pattern.CASE_INSENSITIVE);

	private final List<String> checkedElsewhere;

	OwnSiteOnly(@Value("${toolruntime.server.path}") String apiPath,
			@Value("${spring.ai.mcp.server.streamable-http.mcp-endpoint}") String mcpPath) {
		this.checkedElsewhere = List.of(apiPath, mcpPath);
	}

	/*
	 * These have their own rules, their own settings for them, and their own answers. The
	 * path is the one that was normalised: /toolruntime/..;/actuator is not the API's.
	 */
	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getServletPath();
		return this.checkedElsewhere.stream().anyMatch((own) -> path.equals(own) || path.startsWith(own + "/"));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String host = request.getHeader(HttpHeaders.HOST);
		if (isLoopback(request.getLocalAddr()) && !LOOPBACK_NAME.matcher(withoutPort(host)).matches()) {
			response.sendError(HttpStatus.FORBIDDEN.value(), "Host must be 127.0.0.1 or localhost");
			return;
		}
		String origin = request.getHeader(HttpHeaders.ORIGIN);
		if (origin != null && !origin.equalsIgnoreCase(request.getScheme() + "://" + host)) {
			response.sendError(HttpStatus.FORBIDDEN.value(), "Pages of other sites may not call");
			return;
		}
		chain.doFilter(request, response);
	}

	private static boolean isLoopback(String address) throws IOException {
		return InetAddress.getByName(address).isLoopbackAddress();
	}

	private static String withoutPort(@Nullable String host) {
		return (host != null) ? host.replaceFirst(":\\d+$", "") : "";
	}

}
