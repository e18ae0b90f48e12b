package io.toolruntime.autoconfigure.endpoint;

import java.util.Locale;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides the values of {@code toolruntime.*} that are secrets, or may be, from endpoints
 * of Actuator that show values: the token of the HTTP API, and what tools get as their
 * environment and configuration.
 */
class ToolRuntimeSecrets implements SanitizingFunction {

	/*
	 * A name in brackets may have anything in it; what is hidden without need does no
	 * harm.
	 */
	private static final Pattern SECRET = Pattern
		.compile("toolruntime[.\\[](server[.\\[].*token.*" + "|javascript[.\\[].*tools.*(env|configuration).*)");

	/* Written as properties, as variables, and in any way that is bound to the same. */
	@Override
	public SanitizableData apply(SanitizableData data) {
		String key = data.getKey().toLowerCase(Locale.ROOT).replace('_', '.').replace("-", "");
		return SECRET.matcher(key).matches() ? data.withSanitizedValue() : data;
	}

}
