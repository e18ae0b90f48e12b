package io.toolruntime.wasm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static io.toolruntime.gateway.GatewayMethod.DESCRIBE_TOOL;
import static io.toolruntime.gateway.GatewayMethod.LIST_NAMES;
import static io.toolruntime.gateway.GatewayMethod.LIST_NAMESPACES;
import static io.toolruntime.gateway.GatewayMethod.LIST_TOOL_EXAMPLES;
import static io.toolruntime.gateway.GatewayMethod.RUN_CHAIN;
import static io.toolruntime.gateway.GatewayMethod.RUN_TOOL;
import static io.toolruntime.gateway.GatewayMethod.SEARCH_TOOLS;

/**
 * Turns what the code of one execution asks of its gateway into requests that the
 * gateway's server reads and serves. Safe for use by several threads.
 */
final class GatewayRequests {

	private final ToolGatewayServer server;

	private final GuestJson json;

	GatewayRequests(ToolGateway gateway, GuestJson json) {
		this.json = json;
		this.server = new ToolGatewayServer(gateway);
	}

	/**
	 * Serves a call.
	 * @param method what is asked
	 * @param first the namespace or id
	 * @param second the name
	 * @param json the arguments
	 * @return the answer: maps, lists and scalars
	 * @throws ToolException if the arguments are not valid, or the gateway refuses
	 */
	@Nullable Object serve(GatewayMethod method, String first, String second, byte[] json) {
		Map<?, ?> args = arguments(method, json);
		return switch (method) {
			case RUN_NAMED_TOOL ->
				this.server.serve(RUN_TOOL, Map.<String, Object>of("namespace", first, "name", second, "args", args));
			case RUN_TOOL -> this.server.serve(RUN_TOOL, Map.<String, Object>of("id", first, "args", args));
			case LIST_NAMESPACES -> this.server.serve(LIST_NAMESPACES, Map.of());
			case SEARCH_TOOLS -> this.server.serve(SEARCH_TOOLS, args);
			case DESCRIBE_TOOL -> this.server.serve(DESCRIBE_TOOL, withId(first, args));
			case LIST_TOOL_EXAMPLES -> this.server.serve(LIST_TOOL_EXAMPLES, withId(first, args));
			case RUN_CHAIN -> this.server.serve(RUN_CHAIN, args);
		};
	}

	private static Map<Object, Object> withId(String id, Map<?, ?> args) {
		Map<Object, Object> params = new LinkedHashMap<>(args);
		params.put("id", id);
		return params;
	}

	/**
	 * Lists names as code writes them.
	 * @param namespace the namespace whose tools are asked for, or {@code null} for the
	 * namespaces
	 * @return the names, sorted
	 */
	List<String> names(@Nullable String namespace) {
		Object names = (namespace != null) ? this.server.serve(LIST_NAMES, Map.of("namespace", namespace))
				: this.server.serve(LIST_NAMESPACES, Map.of("identifiers", true));
		return (names instanceof List<?> list) ? list.stream().map(String::valueOf).toList() : List.of();
	}

	private Map<?, ?> arguments(GatewayMethod method, byte[] json) {
		Object value;
		try {
			value = this.json.read(json);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(method, "the arguments cannot be read: " + ex.getMessage());
		}
		if (value instanceof Map<?, ?> map) {
			return map;
		}
		throw invalid(method, "the arguments must be an object, such as {id: 1}");
	}

	private static ToolException invalid(GatewayMethod method, String what) {
		return new ToolException(null, ToolErrorCode.VALIDATION_INPUT,
				"The call of " + method.called() + " is not valid: " + what);
	}

}
