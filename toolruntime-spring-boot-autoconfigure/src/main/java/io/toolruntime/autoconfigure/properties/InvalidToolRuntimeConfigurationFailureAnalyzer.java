package io.toolruntime.autoconfigure.properties;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which property stopped the start, why, and what to do. */
class InvalidToolRuntimeConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<InvalidToolRuntimeConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidToolRuntimeConfigurationException cause) {
		StringBuilder description = new StringBuilder("The configuration of toolruntime cannot work:%n%n".formatted());
		line(description, "Property", cause.getProperty());
		line(description, "Value", value(cause));
		if (cause.getOrigin() != null) {
			line(description, "Origin", cause.getOrigin());
		}
		line(description, "Cause", cause.getReason());
		return new FailureAnalysis(description.toString(), cause.getRemedy(), cause);
	}

	private static String value(InvalidToolRuntimeConfigurationException cause) {
		if (cause.getValue() != null) {
			return "\"" + cause.getValue() + "\"";
		}
		return (cause.getOrigin() != null) ? "(not shown, since it may be a secret)" : "(not set)";
	}

	private static void line(StringBuilder description, String what, Object text) {
		description.append("    %s: %s%n".formatted(what, text));
	}

}
