package io.toolruntime.backend;

import java.util.Optional;

import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of a kind. One bean of this type adds a kind to an application.
 *
 * @param <P> the backend's own properties, bound from the profile's key of the kind's
 * name
 */
public interface BackendFactory<P> {

	/**
	 * Names the kind, as {@code toolruntime.profiles.*.backend} has it.
	 * @return the kind, such as {@code wasm}
	 */
	String kind();

	/**
	 * Returns the type of the backend's own properties.
	 * @return a record or class that can be bound, with defaults for everything
	 */
	Class<P> propertiesType();

	/**
	 * Returns the isolation that backends of this kind always give.
	 * @return the isolation, or empty if it takes a running engine to tell
	 */
	Optional<Isolation> isolation();

	/**
	 * Makes a backend. Touches no engine.
	 * @param profile the profile that it will run
	 * @param properties the backend's own properties
	 * @return the backend
	 */
	Backend create(SecurityProfile profile, P properties);

	/**
	 * Makes a backend of a kind that runs on the engine of another kind, and reads that
	 * one's properties too. Touches no engine.
	 * @param profile the profile that it will run
	 * @param properties the backend's own properties
	 * @param others what is configured for other kinds
	 * @return the backend
	 */
	default Backend create(SecurityProfile profile, P properties, KindProperties others) {
		return create(profile, properties);
	}

}
