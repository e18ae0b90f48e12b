package io.toolruntime.wasm;

/**
 * What a guest can ask of its gateway, in the order of the numbers that the prelude uses.
 */
enum GatewayMethod {

	/** Run a tool by the names that code gives it. */
	RUN_NAMED_TOOL("a tool"),

	/** Search for tools. */
	SEARCH_TOOLS("gateway.searchTools"),

	/** List the namespaces. */
	LIST_NAMESPACES("gateway.listNamespaces"),

	/** Document a tool. */
	DESCRIBE_TOOL("gateway.describeTool"),

	/** List a tool's examples. */
	LIST_TOOL_EXAMPLES("gateway.listToolExamples"),

	/** Run a tool by its id. */
	RUN_TOOL("gateway.runTool"),

	/** Run a chain of tools. */
	RUN_CHAIN("gateway.runChain");

	private final String called;

	GatewayMethod(String called) {
		this.called = called;
	}

	/**
	 * Returns what code calls it, for messages.
	 * @return such as {@code gateway.runTool}
	 */
	String called() {
		return this.called;
	}

}
