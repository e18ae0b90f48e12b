package io.toolruntime.profile;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;

/**
 * How many sandboxes a profile keeps ready, and how many may live.
 *
 * @param minIdle sandboxes kept ready per language image; {@code null} leaves it to the
 * backend, which keeps none unless making one ready costs it next to nothing
 * @param maxTotal live sandboxes, cold ones included
 * @param maxWait how long an execution waits for one when all live
 */
public record PoolSettings(@Nullable Integer minIdle, int maxTotal, Duration maxWait) {

	/** What holds where nobody says otherwise. */
	public static final PoolSettings DEFAULTS = new PoolSettings(null, 16, Duration.ofSeconds(5));

	public PoolSettings {
		if (minIdle != null && minIdle < 0) {
			throw new IllegalArgumentException("pool.min-idle is " + minIdle + "; it must be 0 or more");
		}
		if (maxTotal < 1) {
			throw new IllegalArgumentException("pool.max-total is " + maxTotal + "; it must be 1 or more");
		}
		if (minIdle != null && minIdle > maxTotal) {
			throw new IllegalArgumentException(
					"pool.min-idle is " + minIdle + ", more than pool.max-total, which is " + maxTotal);
		}
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("pool.max-wait must be 0 or more");
		}
		maxWait = Quantity.bounded(maxWait);
	}

}
