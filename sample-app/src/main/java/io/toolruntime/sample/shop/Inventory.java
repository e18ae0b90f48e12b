package io.toolruntime.sample.shop;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What the shop has in stock. */
@Repository
public class Inventory {

	private final JdbcClient database;

	Inventory(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Finds how much of a product there is.
	 * @param productId the product
	 * @return its stock, or empty if there is no such product
	 */
	public Optional<StockLevel> stockLevel(long productId) {
		return this.database.sql("select id as product_id, stock from products where id = :id")
			.param("id", productId)
			.query(StockLevel.class)
			.optional();
	}

	/**
	 * Takes pieces out of stock, all of them or none.
	 * @param productId the product
	 * @param quantity how many
	 * @return what is left, or empty if there were not enough
	 */
	@Transactional
	public Optional<StockLevel> reserve(long productId, int quantity) {
		int changed = this.database
			.sql("update products set stock = stock - :quantity where id = :id and stock >= :quantity")
			.param("id", productId)
			.param("quantity", quantity)
			.update();
		return (changed == 1) ? stockLevel(productId) : Optional.empty();
	}

}
