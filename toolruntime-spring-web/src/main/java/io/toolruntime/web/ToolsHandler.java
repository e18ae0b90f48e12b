package io.toolruntime.web;

import java.util.LinkedHashMap;
import java.util.List;
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
import io.toolruntime.tool.ToolException;

/** Finds, describes and runs tools outside any execution. */
final class ToolsHandler {

	private final ProfileGateways gateways;

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
		Map<String, @Nullable Object> arguments = fields.object("arguments");
		String profile = fields.string("profile");
		Limits limits = fields.limits("limits");
		fields.refuseOthers();
		try (MeteredToolGateway gateway = open(request, limits, profile)) {
			return run(gateway, request.pathVariable("id"), arguments);
		}
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private ServerResponse run(MeteredToolGateway gateway, String id, Map<String, @Nullable Object> arguments) {
		try {
			Map<String, @Nullable Object> answer = new LinkedHashMap<>();
			answer.put("value", gateway.runTool(id, (Map) arguments));
			answer.put("call", JsonView.of(gateway.records().get(0)));
			return this.json.ok(answer);
		}
		catch (ToolException ex) {
			List<ToolCallRecord> records = gateway.records();
			throw new ProblemException(Problem.of(ex, records.isEmpty() ? null : records.get(0)));
		}
	}

	private MeteredToolGateway open(ServerRequest request, Limits limits, @Nullable String profile) {
		return this.gateways.open(profile, this.callers.resolve(request.servletRequest()), limits);
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
