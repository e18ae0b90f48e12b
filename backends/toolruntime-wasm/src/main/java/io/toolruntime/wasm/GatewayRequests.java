package io.toolruntime.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/**
 * Serves what the code of one execution asks of its gateway: reads the arguments, calls
 * the gateway, and puts the answer as code sees it. Safe for use by several threads.
 */
final class GatewayRequests {

	private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

	private final ToolGateway gateway;

	private final GuestJson json;

	/** Tools that were called before, by the names that code gives them. */
	private final Map<String, String> ids = new ConcurrentHashMap<>();

	GatewayRequests(ToolGateway gateway, GuestJson json) {
		this.json = json;
		this.gateway = gateway;
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
		Map<String, Object> args = arguments(method, json);
		return switch (method) {
			case RUN_NAMED_TOOL -> run(resolve(first, second), args);
			case RUN_TOOL -> run(requireId(method, first), args);
			case LIST_NAMESPACES -> this.gateway.listNamespaces();
			case SEARCH_TOOLS -> GatewayValues.page(this.gateway.searchTools(text(method, args, "query"),
					count(method, args, "limit"), (args.get("cursor") != null) ? text(method, args, "cursor") : null));
			case DESCRIBE_TOOL ->
				GatewayValues.documentation(this.gateway.describeTool(requireId(method, first), detail(method, args)));
			case LIST_TOOL_EXAMPLES ->
				this.gateway.listToolExamples(requireId(method, first), count(method, args, "max"))
					.stream()
					.map(GatewayValues::example)
					.toList();
			case RUN_CHAIN -> GatewayValues.chain(this.gateway.runChain(steps(method, args)));
		};
	}

	private @Nullable Object run(String id, Map<String, Object> args) {
		try {
			return this.gateway.runTool(id, args);
		}
		catch (ToolException ex) {
			throw (ex.getToolId() != null) ? ex : new ToolException(id, ex.getCode(), ex.getMessage(), ex);
		}
	}

	/**
	 * Lists names as code writes them.
	 * @param namespace the namespace whose tools are asked for, or {@code null} for the
	 * namespaces
	 * @return the names, sorted
	 */
	List<String> names(@Nullable String namespace) {
		TreeSet<String> names = new TreeSet<>();
		if (namespace == null) {
			this.gateway.listNamespaces().forEach((name) -> names.add(ToolId.identifier(name)));
			return List.copyOf(names);
		}
		String cursor = null;
		do {
			ToolPage page = this.gateway.searchTools("", ToolGateway.MAX_SEARCH_LIMIT, cursor);
			for (ToolSummary tool : page.tools()) {
				if (ToolId.identifier(tool.namespace()).equals(ToolId.identifier(namespace))) {
					names.add(ToolId.identifier(tool.name()));
				}
			}
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return List.copyOf(names);
	}

	private String resolve(String namespace, String name) {
		String called = namespace + "." + name;
		String known = this.ids.get(called);
		if (known != null) {
			return known;
		}
		List<String> found = this.gateway.toolsCalled(namespace, name);
		if (found.size() > 1) {
			throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, "tools." + called + " is the name of "
					+ String.join(" and ", found) + "; call one of them by gateway.runTool(id, args)");
		}
		if (found.isEmpty()) {
			// The gateway refuses it in its own words
			return printable(namespace + ":" + name);
		}
		this.ids.put(called, found.get(0));
		return found.get(0);
	}

	private Map<String, Object> arguments(GatewayMethod method, byte[] json) {
		Object value;
		try {
			value = this.json.read(json);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(method, "the arguments cannot be read: " + ex.getMessage());
		}
		if (value instanceof Map<?, ?> map) {
			return asArguments(map);
		}
		throw invalid(method, "the arguments must be an object, such as {id: 1}");
	}

	@SuppressWarnings("unchecked") // JSON objects have no other keys
	private static Map<String, Object> asArguments(Map<?, ?> map) {
		return (Map<String, Object>) map;
	}

	private static ToolException invalid(GatewayMethod method, String what) {
		return new ToolException(null, ToolErrorCode.VALIDATION_INPUT,
				"The call of " + method.called() + " is not valid: " + what);
	}

	private static String requireId(GatewayMethod method, String id) {
		if (id.isEmpty()) {
			throw invalid(method, "the first argument must be a tool's id, such as orders:find_order");
		}
		return printable(id);
	}

	/*
	 * Records and logs show ids that no tool has, too. What is put in is in no id, so
	 * that one that is not valid never becomes one that is.
	 */
	private static String printable(String id) {
		return UNPRINTABLE.matcher(id).replaceAll("?");
	}

	private static String text(GatewayMethod method, Map<String, Object> args, String name) {
		if (args.get(name) instanceof String text) {
			return text;
		}
		throw invalid(method, "'" + name + "' must be a string");
	}

	private static int count(GatewayMethod method, Map<String, Object> args, String name) {
		if (args.get(name) instanceof Integer count) {
			return count;
		}
		throw invalid(method, "'" + name + "' must be a whole number");
	}

	private static DetailLevel detail(GatewayMethod method, Map<String, Object> args) {
		try {
			return DetailLevel.of(text(method, args, "detail"));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(method, "'detail' must be summary, schema or full");
		}
	}

	private static List<ChainStep> steps(GatewayMethod method, Map<String, Object> args) {
		if (!(args.get("steps") instanceof List<?> items)) {
			throw invalid(method, "the steps must be an array of {toolId, args, usePrevious}");
		}
		List<ChainStep> steps = new ArrayList<>(items.size());
		for (Object item : items) {
			if (!(item instanceof Map<?, ?> step) || !(step.get("toolId") instanceof String toolId)) {
				throw invalid(method, "each step must be an object with a 'toolId'");
			}
			Object stepArgs = step.get("args");
			if (stepArgs != null && !(stepArgs instanceof Map)) {
				throw invalid(method, "the 'args' of a step must be an object");
			}
			Map<String, Object> given = (stepArgs instanceof Map<?, ?> map) ? asArguments(map) : Map.of();
			steps.add(new ChainStep(printable(toolId), given, Boolean.TRUE.equals(step.get("usePrevious"))));
		}
		return steps;
	}

}
