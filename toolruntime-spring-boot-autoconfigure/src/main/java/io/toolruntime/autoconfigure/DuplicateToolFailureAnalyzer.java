package io.toolruntime.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.toolruntime.tool.DuplicateToolException;

/** Tells which two tools have one id. */
class DuplicateToolFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateToolException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateToolException cause) {
		String description = "Two tools have the id '%s':%n%n    one from %s%n    one from %s%n"
			.formatted(cause.getToolId(), cause.getFirstSource(), cause.getSecondSource());
		return new FailureAnalysis(description,
				"Give one of them another name, or put one of them into another namespace with @ToolNamespace", cause);
	}

}
