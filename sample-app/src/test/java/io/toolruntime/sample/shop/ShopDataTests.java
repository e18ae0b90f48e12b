package io.toolruntime.sample.shop;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.CRC32;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.toolruntime.sample.ShopTest;

import static org.assertj.core.api.Assertions.assertThat;

/** What the shop starts with: examples and checks elsewhere count on it. */
@ShopTest
class ShopDataTests {

	@Autowired
	JdbcClient database;

	@Test
	void thereAreAsManyCustomersProductsAndOrdersAsDocumentedWithIdsFromOne() {
		assertThat(idsOf("customers")).containsExactly(1L, 500L, 500L);
		assertThat(idsOf("products")).containsExactly(1L, 200L, 200L);
		assertThat(idsOf("orders")).containsExactly(1L, 5_000L, 5_000L);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			96918153 | select id, name, email, country from customers order by id
			157438597 | select id, name, price, stock from products order by id
			3471710948 | select id, customer_id, product_id, quantity, total, status, ordered_on from orders order by id
			""")
	void theDataIsTheSameAtEachStart(long checksum, String sql) {
		assertThat(checksumOf(sql)).isEqualTo(checksum);
	}

	@Test
	void anOrderCostsItsQuantityTimesThePriceInCents() {
		assertThat(countOf("""
				select count(*) from orders join products on products.id = orders.product_id
				where orders.total <> orders.quantity * products.price
				""")).isZero();
	}

	@Test
	void ordersAreNumberedByDayWithin2025() {
		List<LocalDate> days = this.database.sql("select ordered_on from orders order by id")
			.query(LocalDate.class)
			.list();

		assertThat(days).isSorted().allMatch((day) -> day.getYear() == 2025);
	}

	@Test
	void onSomeDaysNobodyOrders() {
		assertThat(countOf("select count(distinct ordered_on) from orders")).isEqualTo(361);
	}

	@Test
	void everyStatusAndEveryCountryOccurs() {
		assertThat(this.database.sql("select distinct status from orders").query(String.class).list())
			.containsExactlyInAnyOrder("placed", "shipped", "delivered", "refunded");
		assertThat(countOf("select count(distinct country) from customers")).isEqualTo(13);
	}

	private List<Long> idsOf(String table) {
		return this.database.sql("select min(id), max(id), count(*) from " + table)
			.query((row, number) -> List.of(row.getLong(1), row.getLong(2), row.getLong(3)))
			.single();
	}

	private long countOf(String sql) {
		return this.database.sql(sql).query(Long.class).single();
	}

	private long checksumOf(String sql) {
		CRC32 checksum = new CRC32();
		this.database.sql(sql)
			.query()
			.listOfRows()
			.forEach((row) -> checksum.update((row.values() + "\n").getBytes(StandardCharsets.UTF_8)));
		return checksum.getValue();
	}

}
