package io.toolruntime.tool;

import java.util.Map;

/**
 * A step of a chain.
 *
 * @param toolId the tool to run
 * @param args its arguments
 * @param usePrevious whether the result of the step before is put at
 * {@code args["previous"]}
 */
public record ChainStep(String toolId, Map<String, Object> args, boolean usePrevious) {

	/** The argument that holds the result of the step before. */
	public static final String PREVIOUS = "previous";

	public ChainStep {
		args = JsonCopy.of(args);
	}

}
