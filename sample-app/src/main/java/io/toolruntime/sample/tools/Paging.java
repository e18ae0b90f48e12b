package io.toolruntime.sample.tools;

import org.jspecify.annotations.Nullable;

import io.toolruntime.sample.shop.PageRequest;
import io.toolruntime.tool.ToolException;

/** Pages as the tools offer them. */
final class Paging {

	private static final int DEFAULT_SIZE = 50;

	private static final int LARGEST_SIZE = 100;

	private Paging() {
	}

	static PageRequest of(@Nullable Integer page, @Nullable Integer size) {
		int number = (page != null) ? page : 0;
		int length = (size != null) ? size : DEFAULT_SIZE;
		if (number < 0) {
			throw new ToolException("page must be 0 or more, not %d; the first page is 0".formatted(number));
		}
		if (length < 1 || length > LARGEST_SIZE) {
			throw new ToolException(
					"size must be from 1 to %d, not %d; ask for more pages instead".formatted(LARGEST_SIZE, length));
		}
		return new PageRequest(number, length);
	}

}
