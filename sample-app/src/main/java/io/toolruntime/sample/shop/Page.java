package io.toolruntime.sample.shop;

import java.util.List;

/**
 * A page of a longer list.
 *
 * @param <T> of what
 * @param items what is on the page
 * @param number which page, from 0
 * @param pages how many pages there are, 0 if there is nothing
 */
public record Page<T>(List<T> items, int number, int pages) {

	static <T> Page<T> of(List<T> items, PageRequest request, long count) {
		return new Page<>(items, request.page(), Math.toIntExact((count + request.size() - 1) / request.size()));
	}

}
