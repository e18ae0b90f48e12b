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

}
