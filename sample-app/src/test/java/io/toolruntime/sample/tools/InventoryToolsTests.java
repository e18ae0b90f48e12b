package io.toolruntime.sample.tools;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.toolruntime.sample.ShopTest;
import io.toolruntime.sample.shop.StockLevel;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ShopTest
class InventoryToolsTests {

	@Autowired
	InventoryTools inventory;

	@Test
	void reservingLeavesLess() {
		int before = this.inventory.stockLevel(3).stock();

		StockLevel left = this.inventory.reserve(3, 4);

		assertThat(left).isEqualTo(new StockLevel(3, before - 4));
		assertThat(this.inventory.stockLevel(3)).isEqualTo(left);
	}

	@Test
	void theLastPieceCanBeReserved() {
		int stock = this.inventory.stockLevel(3).stock();

		assertThat(this.inventory.reserve(3, stock).stock()).isZero();
	}

	@Test
	void refusesMoreThanThereIsAndTakesNothing() {
		int stock = this.inventory.stockLevel(3).stock();

		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.inventory.reserve(3, stock + 1))
			.withMessage("Cannot reserve %d of product 3: only %d in stock", stock + 1, stock);
		assertThat(this.inventory.stockLevel(3).stock()).isEqualTo(stock);
	}

	@Test
	void refusesToReserveNothingOrLess() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.inventory.reserve(3, 0))
			.withMessage("quantity must be at least 1, not 0");
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.inventory.reserve(3, -5));
	}

	@Test
	void saysWhichIdsThereAre() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.inventory.stockLevel(201))
			.withMessage("There is no product 201; ids go from 1 to 200");
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.inventory.reserve(201, 1))
			.withMessage("There is no product 201; ids go from 1 to 200");
	}

}
