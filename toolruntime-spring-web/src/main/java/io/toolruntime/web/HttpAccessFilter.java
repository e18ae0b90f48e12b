package io.toolruntime.web;

import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Lets requests to other routes in by the rules of the API: to a host name that is ours,
 * from no web page but our own, and from somebody that the application, the token, or the
 * loopback interface vouches for. For routes by which code can be run, too, such as those
 * of an MCP server.
 */
public final class HttpAccessFilter implements HandlerFilterFunction<ServerResponse, ServerResponse> {

	private final HttpAccess access;

	private final JsonAnswers json = new JsonAnswers();

	/**
	 * Creates a filter.
	 * @param settings which hosts, origins and tokens are let in
	 */
	public HttpAccessFilter(HttpApiSettings settings) {
		this.access = new HttpAccess(settings);
	}

	@Override
	public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
		try {
			this.access.check(request.servletRequest());
		}
		catch (ProblemException ex) {
			return this.json.problem(ex.problem());
		}
		return next.handle(request);
	}

}
