package io.toolruntime.web;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import io.toolruntime.JsonView;
import io.toolruntime.ToolRuntime;
import io.toolruntime.runtime.ProfileGateways;

/**
 * The HTTP API, as a router function for Spring MVC. Whatever it answers went through its
 * own access check first: the check belongs to the routes, not to a pattern of paths
 * beside them, so that no spelling of a path gets past it.
 */
public final class ToolRuntimeHttpApi {

	private final HttpApiSettings settings;

	private final HttpAccess access;

	private final ToolRuntime runtime;

	private final JsonAnswers json = new JsonAnswers();

	private final ExecutionsHandler executions;

	private final ToolsHandler tools;

	/**
	 * Creates the API.
	 * @param settings how it is served
	 * @param runtime runs the code
	 * @param gateways opens the tools
	 * @param callers tells who sends a request
	 */
	public ToolRuntimeHttpApi(HttpApiSettings settings, ToolRuntime runtime, ProfileGateways gateways,
			HttpCallerResolver callers) {
		this(settings, runtime, gateways, callers, EventStream.KEEP_ALIVE, EventQueue.MAX_WAITING);
	}

	ToolRuntimeHttpApi(HttpApiSettings settings, ToolRuntime runtime, ProfileGateways gateways,
			HttpCallerResolver callers, Duration keepAlive, int maxWaiting) {
		this.settings = settings;
		this.access = new HttpAccess(settings);
		this.runtime = runtime;
		JsonBody body = new JsonBody(settings.maxBodyBytes());
		this.executions = new ExecutionsHandler(new OwnExecutions(runtime),
				new KeptArtifacts(settings.artifacts(), InstantSource.system()), body, this.json, callers,
				new EventStream(this.json, keepAlive), maxWaiting);
		this.tools = new ToolsHandler(gateways, body, this.json, callers);
	}

	/**
	 * Returns the routes: everything below the path of the settings.
	 * @return the router function, to be a bean
	 */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route().path(this.settings.path(), this::addRoutes).build();
	}

	private void addRoutes(RouterFunctions.Builder routes) {
		resource(routes, "/executions", Map.of(HttpMethod.POST, this.executions::execute));
		resource(routes, "/executions/{id}", Map.of(HttpMethod.DELETE, this.executions::cancel));
		resource(routes, "/executions/{id}/artifacts/{*path}", Map.of(HttpMethod.GET, this.executions::artifact));
		resource(routes, "/profiles", Map.of(HttpMethod.GET, this::profiles));
		resource(routes, "/tools", Map.of(HttpMethod.GET, this.tools::search));
		resource(routes, "/tools/{id}", Map.of(HttpMethod.GET, this.tools::describe, HttpMethod.POST, this.tools::run));
		routes.route(RequestPredicates.all(), (request) -> {
			throw new ProblemException(ProblemType.NOT_FOUND, "There is nothing here; the API has executions, "
					+ "profiles and tools below " + this.settings.path());
		});
		routes.filter(this::answer);
	}

	private static void resource(RouterFunctions.Builder routes, String path,
			Map<HttpMethod, HandlerFunction<ServerResponse>> methods) {
		methods.forEach((method, handler) -> routes
			.route(RequestPredicates.method(method).and(RequestPredicates.path(path)), handler));
		String allowed = String.join(", ", new TreeMap<>(methods).keySet().stream().map(HttpMethod::name).toList());
		routes.route(RequestPredicates.path(path), (request) -> {
			throw new ProblemException(
					Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Here is only " + allowed, Map.of("Allow", allowed)));
		});
	}

	private ServerResponse answer(ServerRequest request, HandlerFunction<ServerResponse> handler) {
		try {
			this.access.check(request.servletRequest());
			return handler.handle(request);
		}
		catch (Exception ex) {
			return this.json.problem(Problem.from(ex));
		}
	}

	private ServerResponse profiles(ServerRequest request) {
		return this.json.ok(this.runtime.profiles().stream().map(JsonView::of).toList());
	}

}
