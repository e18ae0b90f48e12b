package io.toolruntime.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.LimitsEnforced;

/**
 * What a backend says of itself.
 *
 * @param health whether it can run code now
 * @param limitsEnforced what it enforces of its profile's limits; {@code null} if it did
 * not answer
 * @param pool its sandboxes; {@code null} if it keeps no count or did not answer
 */
public record BackendStatus(BackendHealth health, @Nullable LimitsEnforced limitsEnforced, @Nullable PoolState pool) {

	static BackendStatus down(String reason) {
		return new BackendStatus(BackendHealth.down(reason), null, null);
	}

}
