package io.toolruntime.sample.tools;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

import io.toolruntime.sample.shop.Customer;
import io.toolruntime.sample.shop.Customers;
import io.toolruntime.sample.shop.Page;
import io.toolruntime.sample.shop.ShopData;
import io.toolruntime.springai.ToolNamespace;
import io.toolruntime.tool.ToolException;

/** Tools for customers. */
@Component
@ToolNamespace("customers")
public class CustomerTools {

	private final Customers customers;

	CustomerTools(Customers customers) {
		this.customers = customers;
	}

	/**
	 * Finds a customer.
	 * @param id the id
	 * @return the customer
	 */
	@Tool(name = "find_customer", description = "Finds a customer by id.")
	public Customer findCustomer(@ToolParam(description = "The customer's id, from 1") long id) {
		return this.customers.find(id).orElseThrow(() -> noCustomer(id));
	}

	/**
	 * Searches customers, a page at a time.
	 * @param query part of a name or address, {@code null} for all
	 * @param country ISO 3166 code, {@code null} for all
	 * @param page which page, {@code null} for the first
	 * @param size how long a page is, {@code null} for 50
	 * @return the page
	 */
	@Tool(name = "search_customers",
			description = "Searches customers: {customers, page, pages}. Without query and country: all.")
	public CustomerPage searchCustomers(
			@ToolParam(required = false, description = "Part of a name or an email address") @Nullable String query,
			@ToolParam(required = false,
					description = "Only customers in this country: a code of two letters, such as DE") @Nullable String country,
			@ToolParam(required = false, description = "Which page, from 0; default 0") @Nullable Integer page,
			@ToolParam(required = false,
					description = "Customers on a page, 1 to 100; default 50") @Nullable Integer size) {
		if (country != null && !country.matches("[A-Za-z]{2}")) {
			throw new ToolException("country must be a code of two letters, such as DE for Germany");
		}
		Page<Customer> found = this.customers.search(query, country, Paging.of(page, size));
		return new CustomerPage(found.items(), found.number(), found.pages());
	}

	static ToolException noCustomer(long id) {
		return new ToolException("There is no customer %d; ids go from 1 to %d".formatted(id, ShopData.CUSTOMERS));
	}

	/**
	 * A page of customers.
	 *
	 * @param customers those on the page
	 * @param page which page, from 0
	 * @param pages how many there are
	 */
	public record CustomerPage(List<Customer> customers, int page, int pages) {
	}

}
