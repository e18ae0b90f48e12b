package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;

/**
 * What can be set for the {@code wasm} backend of a profile.
 *
 * @param totalMemory guest memory of all the profile's executions together, such as
 * {@code 512MB}; {@code null} leaves only the bound of all profiles together, half of the
 * JVM's heap
 */
public record WasmProperties(@Nullable String totalMemory) {

	/** Nothing set. */
	public static final WasmProperties DEFAULTS = new WasmProperties(null);

	public WasmProperties {
		if (totalMemory != null) {
			long bytes;
			try {
				bytes = Quantity.bytes(totalMemory);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("wasm.total-memory: " + ex.getMessage(), ex);
			}
			if (bytes < 4 << 20) {
				throw new IllegalArgumentException(
						"wasm.total-memory is " + totalMemory + "; one sandbox alone takes 4MB, so set that or more");
			}
		}
	}

	long totalPages() {
		return (this.totalMemory != null) ? Quantity.bytes(this.totalMemory) / GuestMemory.PAGE_SIZE : Long.MAX_VALUE;
	}

}
