package io.toolruntime.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.JsonView;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/**
 * Serves a gateway to somebody who is not in this process: reads the parameters of a
 * request, which are hostile, asks the gateway, and puts the answer as JSON has it. The
 * other end is a guest, or a {@link ToolGatewayClient}. Safe for use by several threads.
 */
public final class ToolGatewayServer {

	private final ToolGateway gateway;

	/** Tools that were called before, by the names that code gives them. */
	private final Map<String, String> ids = new ConcurrentHashMap<>();

	/**
	 * Creates a server.
	 * @param gateway what is served
	 */
	public ToolGatewayServer(ToolGateway gateway) {
		this.gateway = gateway;
	}

	/**
	 * Serves a request.
	 * @param method what is asked
	 * @param params the parameters by name: maps, lists and scalars
	 * @return the answer: maps, lists and scalars
	 * @throws ToolException if the parameters are not valid, or the gateway refuses
	 */
	public @Nullable Object serve(GatewayMethod method, Map<?, ?> params) {
		GatewayParameters parameters = new GatewayParameters(method.called(), params);
		return switch (method) {
			case RUN_TOOL -> run(parameters);
			case RUN_CHAIN -> chain(this.gateway.runChain(parameters.steps("steps")));
			case SEARCH_TOOLS -> JsonView.of(this.gateway.searchTools(parameters.text("query"),
					parameters.count("limit", ToolGateway.DEFAULT_SEARCH_LIMIT), parameters.textOrNull("cursor")));
			case LIST_NAMESPACES -> parameters.isTrue("identifiers") ? identifiers(this.gateway.listNamespaces())
					: this.gateway.listNamespaces();
			case LIST_NAMES -> names(parameters.text("namespace"));
			case DESCRIBE_TOOL ->
				JsonView.of(this.gateway.describeTool(parameters.toolId("id"), parameters.detail("detail")));
			case LIST_TOOL_EXAMPLES -> examples(this.gateway.listToolExamples(parameters.toolId("id"),
					parameters.count("max", ToolGateway.DEFAULT_EXAMPLES)));
		};
	}

	private @Nullable Object run(GatewayParameters parameters) {
		String id = parameters.has("namespace") ? resolve(parameters.text("namespace"), parameters.text("name"))
				: parameters.toolId("id");
		Map<String, Object> args = parameters.object("args");
		try {
			return this.gateway.runTool(id, args);
		}
		catch (ToolException ex) {
			throw (ex.getToolId() != null) ? ex : new ToolException(id, ex.getCode(), ex.getMessage(), ex);
		}
	}

	private String resolve(String namespace, String name) {
		String called = namespace + "." + name;
		String known = this.ids.get(called);
		if (known != null) {
			return known;
		}
		List<String> found = this.gateway.toolsCalled(namespace, name);
		if (found.isEmpty()) {
			// The gateway refuses it in its own words
			return namespace + ":" + name;
		}
		if (found.size() > 1) {
			throw new GatewayParameters("tools." + called, Map.of())
				.invalid("it is the name of " + String.join(" and ", found) + "; call one of them by its id");
		}
		this.ids.put(called, found.get(0));
		return found.get(0);
	}

	private List<String> names(String namespace) {
		TreeSet<String> names = new TreeSet<>();
		String identifier = ToolId.identifier(namespace);
		String cursor = null;
		do {
			ToolPage page = this.gateway.searchTools("", ToolGateway.MAX_SEARCH_LIMIT, cursor);
			for (ToolSummary tool : page.tools()) {
				if (ToolId.identifier(tool.namespace()).equals(identifier)) {
					names.add(ToolId.identifier(tool.name()));
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return List.copyOf(names);
	}

	private static List<String> identifiers(List<String> namespaces) {
		TreeSet<String> identifiers = new TreeSet<>();
		namespaces.forEach((namespace) -> identifiers.add(ToolId.identifier(namespace)));
		return List.copyOf(identifiers);
	}

	private static List<Map<String, @Nullable Object>> examples(List<ToolExample> examples) {
		return examples.stream().map(JsonView::of).toList();
	}

	private static Map<String, @Nullable Object> chain(ChainResult chain) {
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("value", chain.value());
		answer.put("steps", chain.steps().stream().map(ToolGatewayServer::step).toList());
		return answer;
	}

	private static Map<String, @Nullable Object> step(ChainResult.Step step) {
		ChainResult.Failure failure = step.error();
		Map<String, @Nullable Object> answer = new LinkedHashMap<>();
		answer.put("toolId", step.toolId());
		answer.put("value", step.value());
		answer.put("error",
				(failure != null) ? Map.of("code", failure.code().value(), "message", failure.message()) : null);
		return answer;
	}

}
