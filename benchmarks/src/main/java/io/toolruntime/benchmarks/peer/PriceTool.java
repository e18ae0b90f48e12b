package io.toolruntime.benchmarks.peer;

import java.util.Map;
import java.util.Objects;

/** The one tool there is: the price of an article. */
@FunctionalInterface
public interface PriceTool {

	/** Answers at once. */
	PriceTool FAST = (id) -> id * 3;

	/**
	 * Answers a call.
	 * @param arguments its arguments
	 * @return the article and its price
	 */
	default Map<String, Object> call(Map<?, ?> arguments) {
		int id = ((Number) Objects.requireNonNull(arguments.get("id"))).intValue();
		return Map.of("id", id, "price", price(id));
	}

	/**
	 * Finds a price.
	 * @param id the article
	 * @return the price
	 */
	int price(int id);

}
