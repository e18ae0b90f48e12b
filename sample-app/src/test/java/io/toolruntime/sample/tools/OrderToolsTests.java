package io.toolruntime.sample.tools;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.toolruntime.sample.ShopTest;
import io.toolruntime.sample.shop.Order;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ShopTest
class OrderToolsTests {

	@Autowired
	OrderTools orders;

	@Autowired
	JdbcClient database;

	@Test
	void findsAnOrder() {
		Order order = this.orders.findOrder(17);

		assertThat(order.id()).isEqualTo(17);
		assertThat(order.total())
			.isEqualTo(this.database.sql("select total from orders where id = 17").query(Long.class).single());
		assertThat(order.date()).hasYear(2025);
	}

	@Test
	void saysWhichIdsThereAre() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.orders.findOrder(99_999))
			.withMessage("There is no order 99999; ids go from 1 to 5000");
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.orders.findOrder(0));
	}

	@Test
	void listsFiftyOrdersWhenNothingIsAskedFor() {
		OrderTools.OrderPage page = this.orders.listOrders(null, null, null, null, null);

		assertThat(page.orders()).extracting(Order::id).startsWith(1L, 2L, 3L).endsWith(50L).hasSize(50);
		assertThat(page.page()).isZero();
		assertThat(page.pages()).isEqualTo(100);
	}

	@Test
	void allPagesTogetherAreAllOrders() {
		List<Long> ids = new ArrayList<>();
		int pages = 1;
		for (int page = 0; page < pages; page++) {
			OrderTools.OrderPage found = this.orders.listOrders(null, null, null, page, 99);
			found.orders().forEach((order) -> ids.add(order.id()));
			pages = found.pages();
		}

		assertThat(pages).isEqualTo(51);
		assertThat(ids).hasSize(5_000).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aPageBeyondTheLastIsEmpty() {
		OrderTools.OrderPage page = this.orders.listOrders(null, null, null, 50, 100);

		assertThat(page.orders()).isEmpty();
		assertThat(page.pages()).isEqualTo(50);
	}

	@Test
	void bothEndsOfTheDaysAreIncluded() {
		OrderTools.OrderPage page = this.orders.listOrders("2025-03-01", "2025-03-02", null, 0, 100);

		assertThat(page.orders()).extracting((order) -> order.date().toString())
			.contains("2025-03-01", "2025-03-02")
			.containsOnly("2025-03-01", "2025-03-02");
		assertThat(page.orders()).hasSize(this.database
			.sql("select count(*) from orders where ordered_on in (date '2025-03-01', date '2025-03-02')")
			.query(Integer.class)
			.single());
	}

	@Test
	void listsTheOrdersOfOneCustomer() {
		OrderTools.OrderPage page = this.orders.listOrders(null, null, 7L, null, 100);

		assertThat(page.orders()).isNotEmpty().extracting(Order::customerId).containsOnly(7L);
	}

	@Test
	void refusesWhatItCannotList() {
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.orders.listOrders("2025-02-30", null, null, null, null))
			.withMessage("from must be a day of the calendar written like 2025-01-31");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.orders.listOrders("2025-03-02", "2025-03-01", null, null, null))
			.withMessage("from (2025-03-02) must not be after to (2025-03-01)");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.orders.listOrders(null, null, 501L, null, null))
			.withMessage("There is no customer 501; ids go from 1 to 500");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.orders.listOrders(null, null, null, null, 101))
			.withMessage("size must be from 1 to 100, not 101; ask for more pages instead");
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.orders.listOrders(null, null, null, -1, null))
			.withMessage("page must be 0 or more, not -1; the first page is 0");
	}

	@Test
	void refundsAnOrder() {
		Order before = this.orders.findOrder(17);

		Order refunded = this.orders.refundOrder(17, " arrived broken ");

		assertThat(before.status()).isEqualTo("delivered");
		assertThat(refunded).isEqualTo(new Order(17, before.customerId(), before.productId(), before.quantity(),
				before.total(), "refunded", before.date()));
		assertThat(this.orders.findOrder(17)).isEqualTo(refunded);
		assertThat(reasonOf(17)).isEqualTo("arrived broken");
	}

	@Test
	void refundingTwiceChangesNothing() {
		Order first = this.orders.refundOrder(17, "arrived broken");
		Order second = this.orders.refundOrder(17, "asked again");

		assertThat(second).isEqualTo(first);
		assertThat(reasonOf(17)).isEqualTo("arrived broken");
	}

	@Test
	void refusesARefundWithoutReasonOrOrder() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.orders.refundOrder(17, " "))
			.withMessage("reason must say why the order is refunded, in 1 to 500 characters; it has 0");
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.orders.refundOrder(5_001, "lost"))
			.withMessage("There is no order 5001; ids go from 1 to 5000");
	}

	private String reasonOf(long id) {
		return this.database.sql("select refund_reason from orders where id = :id")
			.param("id", id)
			.query(String.class)
			.single();
	}

}
