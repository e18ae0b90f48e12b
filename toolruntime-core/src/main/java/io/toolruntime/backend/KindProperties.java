package io.toolruntime.backend;

/** What is configured for the kinds of backend of one profile, those not selected too. */
public interface KindProperties {

	/**
	 * Returns the properties of a kind.
	 * @param <T> their type
	 * @param kind the kind, such as {@code docker}
	 * @param type their type
	 * @return what is configured, with defaults for everything else
	 */
	<T> T of(String kind, Class<T> type);

}
