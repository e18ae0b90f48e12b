package io.toolruntime.tool;

/**
 * Code in a sandbox has one name for two tools, or for two namespaces: their own names
 * differ only in characters that no identifier has, and that code writes {@code _}.
 */
public class ToolNameClashException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String calledName;

	private final ToolId firstTool;

	private final String firstSource;

	private final ToolId secondTool;

	private final String secondSource;

	/**
	 * Creates an exception.
	 * @param calledName what code calls both, such as {@code tools.orders.find_order}, or
	 * {@code tools.orders} if their namespaces clash
	 * @param firstTool one of the tools
	 * @param firstSource name of its source
	 * @param secondTool the other
	 * @param secondSource name of its source
	 */
	public ToolNameClashException(String calledName, ToolId firstTool, String firstSource, ToolId secondTool,
			String secondSource) {
		super("Code in a sandbox cannot tell '" + firstTool + "' from '" + firstSource + "' and '" + secondTool
				+ "' from '" + secondSource + "' apart: it calls " + what(firstTool, secondTool) + " " + calledName
				+ ". Rename one of them, so that they differ in more than characters that become '_'");
		this.calledName = calledName;
		this.firstTool = firstTool;
		this.firstSource = firstSource;
		this.secondTool = secondTool;
		this.secondSource = secondSource;
	}

	private static String what(ToolId first, ToolId second) {
		return first.namespace().equals(second.namespace()) ? "both" : "both namespaces";
	}

	/**
	 * Returns what code calls both.
	 * @return such as {@code tools.orders.find_order}, or {@code tools.orders} if their
	 * namespaces clash
	 */
	public String getCalledName() {
		return this.calledName;
	}

	/**
	 * Returns one of the tools.
	 * @return its id
	 */
	public ToolId getFirstTool() {
		return this.firstTool;
	}

	/**
	 * Returns where it comes from.
	 * @return the name of its {@link ToolSource}
	 */
	public String getFirstSource() {
		return this.firstSource;
	}

	/**
	 * Returns the other tool.
	 * @return its id
	 */
	public ToolId getSecondTool() {
		return this.secondTool;
	}

	/**
	 * Returns where the other comes from.
	 * @return the name of its {@link ToolSource}, which may be the same
	 */
	public String getSecondSource() {
		return this.secondSource;
	}

}
