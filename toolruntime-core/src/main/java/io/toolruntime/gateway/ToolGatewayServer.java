package io.toolruntime.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.JsonView;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;

/**
 * Serves a gateway to somebody who is not in this process: reads the parameters of a
 * request, which are hostile, asks the gateway, and puts the answer as JSON has it. The
 * other end is a guest, or a {@link ToolGatewayClient}. Safe for use by several threads.
 */
public final class ToolGatewayServer {

	private final ToolGateway gateway;

	/** Tools that were called before, by the names that code gives them. */
	private final Map<String, String> ids = new ConcurrentHashMap<>();

	private volatile @Nullable Map<String, List<String>> names;

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
		try {
			return serve(method, new GatewayParameters(method.called(), params));
		}
		catch (InvalidRequestException ex) {
			throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, ex.getMessage(), ex);
		}
	}

	private @Nullable Object serve(GatewayMethod method, GatewayParameters parameters) {
		return switch (method) {
			case RUN_TOOL -> run(parameters);
			case RUN_CHAIN -> JsonView.of(this.gateway.runChain(parameters.steps("steps")));
			case SEARCH_TOOLS -> JsonView.of(this.gateway.searchTools(parameters.text("query"),
					parameters.count("limit", ToolGateway.DEFAULT_SEARCH_LIMIT), parameters.textOrNull("cursor")));
			case LIST_NAMESPACES ->
				parameters.isTrue("identifiers") ? List.copyOf(names().keySet()) : this.gateway.listNamespaces();
			case LIST_NAMES -> names().getOrDefault(ToolId.identifier(parameters.text("namespace")), List.of());
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
			return GatewayParameters.printable(namespace + ":" + name);
		}
		if (found.size() > 1) {
			throw new GatewayParameters("tools." + called, Map.of()).invalid("it is the name of "
					+ String.join(" and ", found) + "; call one of them by gateway.runTool(id, args)");
		}
		this.ids.put(called, found.get(0));
		return found.get(0);
	}

	/*
	 * Asked once: code that lists names asks for each of them, and what it lists must not
	 * change under its hands.
	 */
	private Map<String, List<String>> names() {
		Map<String, List<String>> names = this.names;
		if (names == null) {
			names = this.gateway.toolNames();
			this.names = names;
		}
		return names;
	}

	private static List<Map<String, @Nullable Object>> examples(List<ToolExample> examples) {
		return examples.stream().map(JsonView::of).toList();
	}

}
