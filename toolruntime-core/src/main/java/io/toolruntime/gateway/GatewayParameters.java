package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * The parameters of a request to a gateway, as they came: every one may be missing or
 * have the wrong type.
 */
final class GatewayParameters {

	private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]");

	private final String called;

	private final Map<?, ?> values;

	/**
	 * Creates parameters.
	 * @param called what code calls the method, for messages
	 * @param values the parameters by name
	 */
	GatewayParameters(String called, Map<?, ?> values) {
		this.called = called;
		this.values = values;
	}

	boolean has(String name) {
		return this.values.get(name) != null;
	}

	boolean isTrue(String name) {
		return Boolean.TRUE.equals(this.values.get(name));
	}

	String text(String name) {
		if (this.values.get(name) instanceof String text) {
			return text;
		}
		throw invalid("'" + name + "' must be a string");
	}

	@Nullable String textOrNull(String name) {
		return has(name) ? text(name) : null;
	}

	String toolId(String name) {
		if (this.values.get(name) instanceof String id && !id.isEmpty()) {
			return printable(id);
		}
		throw invalid("'" + name + "' must be a tool's id, such as orders:find_order");
	}

	/*
	 * Records and logs show ids that no tool has, too. What is put in is in no id, so
	 * that one that is not valid never becomes one that is.
	 */
	static String printable(String id) {
		return UNPRINTABLE.matcher(id).replaceAll("?");
	}

	int count(String name, int otherwise) {
		Object value = this.values.get(name);
		if (value == null) {
			return otherwise;
		}
		if (value instanceof Integer count) {
			return count;
		}
		throw invalid("'" + name + "' must be a whole number");
	}

	DetailLevel detail(String name) {
		try {
			return has(name) ? DetailLevel.of(text(name)) : DetailLevel.SUMMARY;
		}
		catch (IllegalArgumentException ex) {
			throw invalid("'" + name + "' must be summary, schema or full");
		}
	}

	Map<String, Object> object(String name) {
		Object value = this.values.get(name);
		if (value == null) {
			return Map.of();
		}
		if (value instanceof Map<?, ?> map) {
			return asObject(map);
		}
		throw invalid("'" + name + "' must be an object, such as {id: 1}");
	}

	List<ChainStep> steps(String name) {
		if (!(this.values.get(name) instanceof List<?> items)) {
			throw invalid("'" + name + "' must be an array of {toolId, args, usePrevious}");
		}
		List<ChainStep> steps = new ArrayList<>(items.size());
		for (Object item : items) {
			if (!(item instanceof Map<?, ?> step)) {
				throw invalid("each step must be an object with a 'toolId'");
			}
			GatewayParameters parameters = new GatewayParameters(this.called, step);
			steps.add(new ChainStep(parameters.toolId("toolId"), parameters.object("args"),
					parameters.isTrue("usePrevious")));
		}
		return steps;
	}

	@SuppressWarnings("unchecked") // JSON objects have no other keys
	private static Map<String, Object> asObject(Map<?, ?> map) {
		return (Map<String, Object>) map;
	}

	ToolException invalid(String what) {
		return new ToolException(null, ToolErrorCode.VALIDATION_INPUT,
				"The call of " + this.called + " is not valid: " + what);
	}

}
