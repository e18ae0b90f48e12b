package io.toolruntime.test;

import java.util.List;
import java.util.Map;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

/** The application's tools that programs of the suites call. */
public final class TestTools {

	private TestTools() {
	}

	/**
	 * Returns the tools: {@code test:echo} gives its arguments back, {@code test:slow}
	 * waits {@code ms} or until nobody waits for it, {@code test:big} gives {@code size}
	 * characters, {@code test:fails} fails with a secret in its message,
	 * {@code test:refuses} fails with a message for the model, {@code test:whoami} tells
	 * caller and execution, {@code test:meet} waits until {@code of} calls are there,
	 * those of its execution or, where there is a place to meet {@code at}, of all that
	 * name it.
	 * @return a source of them
	 */
	public static ToolSource source() {
		return ToolSource.of("test", List.of(tool("test:echo", "Gives its arguments back", TestTools::echo),
				tool("test:slow", "Waits", TestTools::slow), tool("test:big", "Gives a large text", TestTools::big),
				tool("test:fails", "Fails", TestTools::fails),
				tool("test:refuses", "Fails and says why", TestTools::refuses),
				tool("test:whoami", "Tells who calls", TestTools::whoami),
				tool("test:meet", "Waits until as many are there", new Meeting()::meet)));
	}

	private static Tool tool(String id, String description, Tool.ToolFunction function) {
		return Tool.of(ToolDescriptor.of(id, description, ToolDescriptor.ANY_OBJECT), function);
	}

	private static Object echo(Map<String, Object> arguments, ToolCallContext context) {
		return arguments;
	}

	private static Object slow(Map<String, Object> arguments, ToolCallContext context) throws InterruptedException {
		long deadline = System.nanoTime() + number(arguments, "ms") * 1_000_000L;
		while (System.nanoTime() < deadline && !context.cancellation().isCancelled()) {
			Thread.sleep(1);
		}
		return Map.of("waited", arguments.getOrDefault("ms", 0));
	}

	private static Object big(Map<String, Object> arguments, ToolCallContext context) {
		return "x".repeat(Math.min(number(arguments, "size"), 4 << 20));
	}

	private static Object fails(Map<String, Object> arguments, ToolCallContext context) {
		throw new IllegalStateException("secret of the host");
	}

	private static Object refuses(Map<String, Object> arguments, ToolCallContext context) {
		throw new ToolException("That is not possible on a Sunday");
	}

	private static Object whoami(Map<String, Object> arguments, ToolCallContext context) {
		return Map.<String, Object>of("caller", context.caller().name(), "execution",
				String.valueOf(context.executionId()), "input", arguments.getOrDefault("input", ""));
	}

	private static int number(Map<String, Object> arguments, String name) {
		return (arguments.get(name) instanceof Number number) ? number.intValue() : 0;
	}

}
