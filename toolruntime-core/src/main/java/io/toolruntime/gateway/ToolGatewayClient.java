package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;

/**
 * A gateway that is somewhere else: each call is a request to a
 * {@link ToolGatewayServer}. What it answers is not trusted to have the right shape. Safe
 * for use by several threads if the transport is.
 */
public final class ToolGatewayClient implements ToolGateway {

	private final Transport transport;

	/**
	 * Creates a client.
	 * @param transport carries requests to the server
	 */
	public ToolGatewayClient(Transport transport) {
		this.transport = transport;
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		Map<String, @Nullable Object> params = new LinkedHashMap<>();
		params.put("query", query);
		params.put("limit", limit);
		params.put("cursor", cursor);
		return ask(GatewayMethod.SEARCH_TOOLS, params, GatewayAnswers::page);
	}

	@Override
	public List<String> listNamespaces() {
		return ask(GatewayMethod.LIST_NAMESPACES, Map.of(), GatewayAnswers::texts);
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		return ask(GatewayMethod.DESCRIBE_TOOL, Map.<String, @Nullable Object>of("id", id, "detail", detail.value()),
				GatewayAnswers::documentation);
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		return ask(GatewayMethod.LIST_TOOL_EXAMPLES, Map.<String, @Nullable Object>of("id", id, "max", max),
				GatewayAnswers::examples);
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		return this.transport.request(GatewayMethod.RUN_TOOL, Map.<String, @Nullable Object>of("id", id, "args", args));
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		List<Map<String, Object>> items = new ArrayList<>();
		for (ChainStep step : steps) {
			items.add(Map.<String, Object>of("toolId", step.toolId(), "args", step.args(), "usePrevious",
					step.usePrevious()));
		}
		return ask(GatewayMethod.RUN_CHAIN, Map.of("steps", items), GatewayAnswers::chain);
	}

	private <T> T ask(GatewayMethod method, Map<String, @Nullable Object> params,
			Function<@Nullable Object, T> reader) {
		Object answer = this.transport.request(method, params);
		try {
			return reader.apply(answer);
		}
		catch (IllegalArgumentException ex) {
			throw new ToolException(null, ToolErrorCode.INTERNAL,
					"The answer to " + method.called() + " does not have the shape that it must have", ex);
		}
	}

	/** Carries requests to a {@link ToolGatewayServer} and back. */
	@FunctionalInterface
	public interface Transport {

		/**
		 * Asks and waits for the answer.
		 * @param method what is asked
		 * @param params the parameters: maps, lists and scalars
		 * @return the answer: maps, lists and scalars
		 * @throws ToolException if the other end says that it failed, or cannot be
		 * reached
		 */
		@Nullable Object request(GatewayMethod method, Map<String, @Nullable Object> params);

	}

}
