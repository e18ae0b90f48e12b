package io.toolruntime.sample.tools;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

import io.toolruntime.sample.shop.Customers;
import io.toolruntime.sample.shop.Order;
import io.toolruntime.sample.shop.Orders;
import io.toolruntime.sample.shop.Page;
import io.toolruntime.sample.shop.ShopData;
import io.toolruntime.springai.ToolNamespace;
import io.toolruntime.tool.ToolException;

/** Tools for orders. */
@Component
@ToolNamespace("orders")
public class OrderTools {

	private static final int LONGEST_REASON = 500;

	private final Orders orders;

	private final Customers customers;

	OrderTools(Orders orders, Customers customers) {
		this.orders = orders;
		this.customers = customers;
	}

	/**
	 * Finds an order.
	 * @param id its id
	 * @return the order
	 */
	@Tool(name = "find_order", description = "Finds an order by its id. Totals are in cents.")
	public Order findOrder(@ToolParam(description = "The order's id, from 1") long id) {
		return this.orders.find(id).orElseThrow(() -> noOrder(id));
	}

	/**
	 * Lists orders, a page at a time.
	 * @param from the first day, {@code null} for all before
	 * @param to the last day, {@code null} for all after
	 * @param customerId whose, {@code null} for everybody's
	 * @param page which page, {@code null} for the first
	 * @param size how long a page is, {@code null} for 50
	 * @return the page
	 */
	@Tool(name = "list_orders",
			description = "Lists orders by id: {orders, page, pages}, totals in cents. Pages go from 0 to pages - 1.")
	public OrderPage listOrders(@ToolParam(required = false,
			description = "First day, such as 2025-01-31; without it, from the first order") @Nullable String from,
			@ToolParam(required = false,
					description = "Last day, itself included; without it, to the last order") @Nullable String to,
			@ToolParam(required = false, description = "Only this customer's orders") @Nullable Long customerId,
			@ToolParam(required = false, description = "Which page, from 0; default 0") @Nullable Integer page,
			@ToolParam(required = false,
					description = "Orders on a page, 1 to 100; default 50") @Nullable Integer size) {
		DayRange days = DayRange.between(from, to);
		if (customerId != null && this.customers.find(customerId).isEmpty()) {
			throw CustomerTools.noCustomer(customerId);
		}
		Page<Order> found = this.orders.list(days.from(), days.to(), customerId, Paging.of(page, size));
		return new OrderPage(found.items(), found.number(), found.pages());
	}

	/**
	 * Refunds an order.
	 * @param id its id
	 * @param reason why
	 * @return the order, now refunded
	 */
	@Tool(name = "refund_order",
			description = "Refunds an order and gives it as it is now. Refunding it again changes nothing.")
	public Order refundOrder(@ToolParam(description = "The order's id, from 1") long id,
			@ToolParam(description = "Why, for the shop's books: 1 to 500 characters") String reason) {
		String stated = reason.strip();
		if (stated.isEmpty() || stated.length() > LONGEST_REASON) {
			throw new ToolException("reason must say why the order is refunded, in 1 to %d characters; it has %d"
				.formatted(LONGEST_REASON, stated.length()));
		}
		return this.orders.refund(id, stated).orElseThrow(() -> noOrder(id));
	}

	private static ToolException noOrder(long id) {
		return new ToolException("There is no order %d; ids go from 1 to %d".formatted(id, ShopData.ORDERS));
	}

	/**
	 * A page of orders.
	 *
	 * @param orders those on the page
	 * @param page which page, from 0
	 * @param pages how many there are
	 */
	public record OrderPage(List<Order> orders, int page, int pages) {
	}

}
