package io.toolruntime.sample.shop;

/**
 * Which part of a longer list.
 *
 * @param page from 0
 * @param size how many at most, from 1
 */
public record PageRequest(int page, int size) {

	long offset() {
		return (long) this.page * this.size;
	}

}
