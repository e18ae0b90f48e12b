package io.toolruntime.web;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.JsonView;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.runtime.ProfileGateways;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** Finds, describes and runs tools outside any execution. */
final class ToolsHandler {

	/* Calls at once: as many as a servlet container of the usual size would run */
	private static final int MAX_CONCURRENT = 200;

	private final ProfileGateways gateways;

	private final ToolCalls calls = new ToolCalls(MAX_CONCURRENT);

	private final JsonBody body;

	private final JsonAnswers json;

	private final HttpCallerResolver callers;

	ToolsHandler(ProfileGateways gateways, JsonBody body, JsonAnswers json, HttpCallerResolver callers) {
		this.gateways = gateways;
		this.body = body;
		this.json = json;
		this.callers = callers;
	}

	ServerResponse search(ServerRequest request) {
		String query = request.param("query").orElse("");
		int limit = request.param("limit").map(ToolsHandler::limit).orElse(ToolGateway.DEFAULT_SEARCH_LIMIT);
		String cursor = request.param("cursor").filter((text) -> !text.isEmpty()).orElse(null);
		try (MeteredToolGateway gateway = open(request, Limits.NONE, profile(request))) {
			return this.json.ok(JsonView.of(gateway.searchTools(query, limit, cursor)));
		}
	}

	ServerResponse describe(ServerRequest request) {
		DetailLevel detail = request.param("detail").map(ToolsHandler::detail).orElse(DetailLevel.SUMMARY);
		try (MeteredToolGateway gateway = open(request, Limits.NONE, profile(request))) {
			return this.json.ok(JsonView.of(gateway.describeTool(request.pathVariable("id"), detail)));
		}
	}

	ServerResponse run(ServerRequest request) throws Exception {
		JsonFields fields = this.body.read(request.servletRequest());
		Map<String, Object> arguments = arguments(fields);
		String profile = fields.string("profile");
		Limits limits = fields.limits("limits");
		fields.refuseOthers();
		try (MeteredToolGateway gateway = open(request, limits, profile)) {
			return run(gateway, request.pathVariable("id"), arguments);
		}
	}

	private ServerResponse run(MeteredToolGateway gateway, String id, Map<String, Object> arguments) {
		try {
			Map<String, @Nullable Object> answer = new LinkedHashMap<>();
			answer.put("value", this.calls.run(gateway, id, arguments));
			answer.put("call", JsonView.of(gateway.records().get(0)));
			return this.json.ok(answer);
		}
		catch (ToolException ex) {
			throw new ProblemException(
					Problem.of(ex, gateway.records().stream().findFirst().map((call) -> ended(call, ex)).orElse(null)));
		}
	}

	/*
	 * The gateway saw a call that was given up as cancelled; why it was is known here.
	 */
	private static ToolCallRecord ended(ToolCallRecord call, ToolException failure) {
		return (failure.getCode() != ToolErrorCode.TIMEOUT) ? call
				: call.withError(new ToolCallRecord.Error(failure.getCode(), failure.getMessage()));
	}

	private MeteredToolGateway open(ServerRequest request, Limits limits, @Nullable String profile) {
		return this.gateways.open(profile, this.callers.resolve(request.servletRequest()), limits);
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static Map<String, Object> arguments(JsonFields fields) {
		return new LinkedHashMap<>(fields.object("arguments"));
	}

	private static @Nullable String profile(ServerRequest request) {
		return request.param("profile").filter((text) -> !text.isEmpty()).orElse(null);
	}

	private static int limit(String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			throw new InvalidRequestException("limit: must be a whole number from 1 to 100", ex);
		}
	}

	private static DetailLevel detail(String text) {
		try {
			return DetailLevel.of(text);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException("detail: there are summary, schema and full", ex);
		}
	}

}
