package io.toolruntime.sample.shop;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The shop's orders. */
@Repository
public class Orders {

	private static final String COLUMNS = "id, customer_id, product_id, quantity, total, status, ordered_on as \"date\"";

	private static final String MATCHING = """
			from orders where ordered_on between :from and :to
			and (cast(:customerId as bigint) is null or customer_id = :customerId)
			""";

	private final JdbcClient database;

	Orders(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Finds an order.
	 * @param id its id
	 * @return the order, or empty if there is none
	 */
	public Optional<Order> find(long id) {
		return this.database.sql("select " + COLUMNS + " from orders where id = :id")
			.param("id", id)
			.query(Order.class)
			.optional();
	}

	/**
	 * Lists orders by id.
	 * @param from the first day
	 * @param to the last day
	 * @param customerId whose, or {@code null} for everybody's
	 * @param request which part of them
	 * @return the page, empty beyond the last one
	 */
	@Transactional(readOnly = true)
	public Page<Order> list(LocalDate from, LocalDate to, @Nullable Long customerId, PageRequest request) {
		List<Order> orders = this.database
			.sql("select " + COLUMNS + " " + MATCHING + "order by id limit :size offset :offset")
			.param("from", from)
			.param("to", to)
			.param("customerId", customerId)
			.param("size", request.size())
			.param("offset", request.offset())
			.query(Order.class)
			.list();
		long count = this.database.sql("select count(*) " + MATCHING)
			.param("from", from)
			.param("to", to)
			.param("customerId", customerId)
			.query(Long.class)
			.single();
		return Page.of(orders, request, count);
	}

	/**
	 * Refunds an order. One that was refunded before stays as it is, so that a call that
	 * is made twice pays once.
	 * @param id its id
	 * @param reason why
	 * @return the order as it is now, or empty if there is none
	 */
	@Transactional
	public Optional<Order> refund(long id, String reason) {
		this.database.sql("""
				update orders set status = 'refunded', refund_reason = :reason
				where id = :id and status <> 'refunded'
				""").param("id", id).param("reason", reason).update();
		return find(id);
	}

	/**
	 * Adds up what was ordered, refunded orders included.
	 * @param from the first day
	 * @param to the last day
	 * @return the days on which there were orders, in order
	 */
	public List<DailySales> salesByDay(LocalDate from, LocalDate to) {
		return this.database.sql("""
				select ordered_on as "date", sum(total) as total from orders
				where ordered_on between :from and :to
				group by ordered_on order by ordered_on
				""").param("from", from).param("to", to).query(DailySales.class).list();
	}

}
