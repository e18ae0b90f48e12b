package io.toolruntime.tool;

/** Two tools have one id, so that nobody could say which of them a call means. */
public class DuplicateToolException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final ToolId toolId;

	private final String firstSource;

	private final String secondSource;

	/**
	 * Creates an exception.
	 * @param toolId the id
	 * @param firstSource name of the source of one of them
	 * @param secondSource name of the source of the other
	 */
	public DuplicateToolException(ToolId toolId, String firstSource, String secondSource) {
		super("Two tools are called '" + toolId + "', one from '" + firstSource + "' and one from '" + secondSource
				+ "'; give one of them another name or namespace");
		this.toolId = toolId;
		this.firstSource = firstSource;
		this.secondSource = secondSource;
	}

	/**
	 * Returns the id that both have.
	 * @return the id
	 */
	public ToolId getToolId() {
		return this.toolId;
	}

	/**
	 * Returns where one of them comes from.
	 * @return the name of its {@link ToolSource}
	 */
	public String getFirstSource() {
		return this.firstSource;
	}

	/**
	 * Returns where the other comes from.
	 * @return the name of its {@link ToolSource}, which may be the same
	 */
	public String getSecondSource() {
		return this.secondSource;
	}

}
