package io.toolruntime.sample.shop;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The shop's customers. */
@Repository
public class Customers {

	// locate() rather than like: there is nothing to escape
	private static final String MATCHING = """
			from customers where (locate(lower(:query), lower(name)) > 0 or locate(lower(:query), lower(email)) > 0)
			and (cast(:country as varchar) is null or country = upper(:country))
			""";

	private final JdbcClient database;

	Customers(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Finds a customer.
	 * @param id the id
	 * @return the customer, or empty if there is none
	 */
	public Optional<Customer> find(long id) {
		return this.database.sql("select id, name, email, country from customers where id = :id")
			.param("id", id)
			.query(Customer.class)
			.optional();
	}

	/**
	 * Searches customers; both conditions must hold.
	 * @param query part of a name or address, in any case, or {@code null} for all
	 * @param country ISO 3166 code in any case, or {@code null} for all
	 * @param request which part of them
	 * @return the page, by id, empty beyond the last one
	 */
	@Transactional(readOnly = true)
	public Page<Customer> search(@Nullable String query, @Nullable String country, PageRequest request) {
		String part = (query != null) ? query : "";
		List<Customer> customers = this.database
			.sql("select id, name, email, country " + MATCHING + "order by id limit :size offset :offset")
			.param("query", part)
			.param("country", country)
			.param("size", request.size())
			.param("offset", request.offset())
			.query(Customer.class)
			.list();
		long count = this.database.sql("select count(*) " + MATCHING)
			.param("query", part)
			.param("country", country)
			.query(Long.class)
			.single();
		return Page.of(customers, request, count);
	}

}
