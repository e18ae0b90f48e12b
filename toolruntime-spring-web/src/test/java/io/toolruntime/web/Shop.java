package io.toolruntime.web;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;

/**
 * A few tools: one that works, one that fails, one with dots in its id, one that hangs.
 */
final class Shop {

	static final String FIND = "orders:find_order";

	static final String REFUND = "orders:refund_order";

	static final String WAIT = "orders:wait";

	static final String DOTTED = "mcp.files:read.file:1.0";

	private Shop() {
	}

	static CatalogToolGateway gateway() {
		return CatalogToolGateway.of(tool(FIND, (arguments, context) -> {
			if (arguments.containsKey("fault")) {
				throw new IllegalStateException("jdbc:h2:secret");
			}
			return Map.of("arguments", arguments, "caller", context.caller().name());
		}), tool(REFUND, (arguments, context) -> {
			throw new ToolException("The order is already refunded");
		}), tool(WAIT, (arguments, context) -> {
			CountDownLatch cancelled = new CountDownLatch(1);
			context.cancellation().onCancel(cancelled::countDown);
			cancelled.await();
			return "stopped";
		}), tool(DOTTED, (arguments, context) -> "text"));
	}

	private static Tool tool(String id, Tool.ToolFunction function) {
		Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer")));
		return Tool.of(
				ToolDescriptor.of(id, "A tool of the shop", schema)
					.withExamples(java.util.List.of(new ToolExample("One", null, Map.of("id", 1), "an order"))),
				function);
	}

}
