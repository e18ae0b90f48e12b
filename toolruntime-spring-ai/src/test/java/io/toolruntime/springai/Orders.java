package io.toolruntime.springai;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;

/** Tools of a shop, as an application writes them. */
public class Orders {

	public record Order(int id, String status) {
	}

	@Tool(name = "find_order", description = "Finds an order by its id")
	public Order findOrder(@ToolParam(description = "The order's number") int id) {
		return new Order(id, "shipped");
	}

}
