package io.toolruntime.sample.tools;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

import io.toolruntime.sample.shop.Inventory;
import io.toolruntime.sample.shop.ShopData;
import io.toolruntime.sample.shop.StockLevel;
import io.toolruntime.tool.ToolException;

/** Tools for what is in stock. */
@Component
public class InventoryTools {

	private final Inventory inventory;

	InventoryTools(Inventory inventory) {
		this.inventory = inventory;
	}

	/**
	 * Finds how much of a product there is.
	 * @param productId the product
	 * @return its stock
	 */
	@Tool(name = "stock_level", description = "Tells how many pieces of a product are in stock: {productId, stock}.")
	public StockLevel stockLevel(@ToolParam(description = "The product's id, from 1") long productId) {
		return this.inventory.stockLevel(productId)
			.orElseThrow(() -> new ToolException(
					"There is no product %d; ids go from 1 to %d".formatted(productId, ShopData.PRODUCTS)));
	}

	/**
	 * Takes pieces out of stock, all of them or none.
	 * @param productId the product
	 * @param quantity how many
	 * @return what is left
	 */
	@Tool(name = "reserve",
			description = "Reserves pieces of a product, all or none, and gives what is left: {productId, stock}.")
	public StockLevel reserve(@ToolParam(description = "The product's id, from 1") long productId,
			@ToolParam(description = "How many pieces, at least 1") int quantity) {
		if (quantity < 1) {
			throw new ToolException("quantity must be at least 1, not %d".formatted(quantity));
		}
		return this.inventory.reserve(productId, quantity)
			.orElseThrow(() -> new ToolException("Cannot reserve %d of product %d: only %d in stock".formatted(quantity,
					productId, stockLevel(productId).stock())));
	}

}
