package io.toolruntime.sample.tools;

import java.util.List;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

import io.toolruntime.sample.shop.DailySales;
import io.toolruntime.sample.shop.Orders;
import io.toolruntime.springai.ToolNamespace;

/** Tools for reports. */
@Component
@ToolNamespace("reports")
public class ReportTools {

	private final Orders orders;

	ReportTools(Orders orders) {
		this.orders = orders;
	}

	/**
	 * Adds up what was ordered on each day.
	 * @param from the first day
	 * @param to the last day
	 * @return the days with orders
	 */
	@Tool(name = "sales_by_day",
			description = "Cents ordered on each day, refunded or not: {days: [{date, total}]}, only days with orders.")
	public SalesByDay salesByDay(@ToolParam(description = "First day, such as 2025-01-31") String from,
			@ToolParam(description = "Last day, itself included") String to) {
		DayRange days = DayRange.between(from, to);
		return new SalesByDay(this.orders.salesByDay(days.from(), days.to()));
	}

	/**
	 * Sales by day.
	 *
	 * @param days the days with orders, in order
	 */
	public record SalesByDay(List<DailySales> days) {
	}

}
