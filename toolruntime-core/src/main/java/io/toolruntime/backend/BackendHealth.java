package io.toolruntime.backend;

import java.util.Map;

/**
 * Whether a backend can run code now.
 *
 * @param up whether it can
 * @param reason why not, and what to do; empty when it can
 * @param details more, by names of the backend's own; nothing secret
 */
public record BackendHealth(boolean up, String reason, Map<String, Object> details) {

	public BackendHealth {
		details = Map.copyOf(details);
	}

	/**
	 * Creates the health of a backend that can run code.
	 * @param details more about it
	 * @return the health
	 */
	public static BackendHealth up(Map<String, Object> details) {
		return new BackendHealth(true, "", details);
	}

	/**
	 * Creates the health of a backend that cannot run code.
	 * @param reason why not, and what to do
	 * @return the health
	 */
	public static BackendHealth down(String reason) {
		return new BackendHealth(false, reason, Map.of());
	}

}
