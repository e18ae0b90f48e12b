package io.toolruntime.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of a gateway from outside this process, and how requests name it. */
public enum GatewayMethod {

	/** Search for tools: {@code query}, {@code limit}, {@code cursor}. */
	SEARCH_TOOLS("searchTools"),

	/** List the namespaces: {@code identifiers} for the names as code writes them. */
	LIST_NAMESPACES("listNamespaces"),

	/** List the names of tools as code writes them: {@code namespace}. */
	LIST_NAMES("listNames"),

	/** Document a tool: {@code id}, {@code detail}. */
	DESCRIBE_TOOL("describeTool"),

	/** List a tool's examples: {@code id}, {@code max}. */
	LIST_TOOL_EXAMPLES("listToolExamples"),

	/**
	 * Run a tool: {@code args} and {@code id}, or {@code namespace} and {@code name} as
	 * code writes them.
	 */
	RUN_TOOL("runTool"),

	/** Run a chain of tools: {@code steps}. */
	RUN_CHAIN("runChain");

	private static final Map<String, GatewayMethod> BY_NAME = Stream.of(values())
		.collect(Collectors.toUnmodifiableMap((method) -> method.wireName, Function.identity()));

	private final String wireName;

	GatewayMethod(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * Finds a method by the name that requests give it.
	 * @param wireName such as {@code runTool}
	 * @return the method, or empty if there is none
	 */
	public static Optional<GatewayMethod> named(String wireName) {
		return Optional.ofNullable(BY_NAME.get(wireName));
	}

	/**
	 * Returns the name in requests.
	 * @return such as {@code runTool}
	 */
	public String wireName() {
		return this.wireName;
	}

	/**
	 * Returns what code calls it, for messages.
	 * @return such as {@code gateway.runTool}
	 */
	String called() {
		return "gateway." + this.wireName;
	}

}
