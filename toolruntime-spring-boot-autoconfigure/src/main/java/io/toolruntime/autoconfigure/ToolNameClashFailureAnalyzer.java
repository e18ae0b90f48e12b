package io.toolruntime.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.toolruntime.tool.ToolNameClashException;

/** Tells which two tools, or namespaces, code in a sandbox cannot tell apart. */
class ToolNameClashFailureAnalyzer extends AbstractFailureAnalyzer<ToolNameClashException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ToolNameClashException cause) {
		String description = "Code in a sandbox would call both of these %s:%n%n    %s from %s%n    %s from %s%n"
			.formatted(cause.getCalledName(), cause.getFirstTool(), cause.getFirstSource(), cause.getSecondTool(),
					cause.getSecondSource());
		return new FailureAnalysis(description,
				"Rename one of them, or its namespace with @ToolNamespace, so that they differ in more than characters "
						+ "that no identifier may have: those become '_'",
				cause);
	}

}
