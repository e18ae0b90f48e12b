package io.toolruntime.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;

/**
 * The profiles that can be executed under, and their backends. Safe for several threads.
 */
public final class BackendRegistry {

	private final ConcurrentSkipListMap<String, RegisteredBackend> backends = new ConcurrentSkipListMap<>();

	private final @Nullable String defaultProfile;

	/**
	 * Creates an empty registry.
	 * @param defaultProfile profile of requests that name none; {@code null} takes the
	 * only one, else {@code standard}
	 */
	public BackendRegistry(@Nullable String defaultProfile) {
		this.defaultProfile = defaultProfile;
	}

	/**
	 * Adds a profile.
	 * @param profile the profile
	 * @param backend what runs it
	 * @throws IllegalStateException if the profile is registered already
	 */
	public void register(SecurityProfile profile, Backend backend) {
		if (this.backends.putIfAbsent(profile.name(), new RegisteredBackend(profile, backend)) != null) {
			throw new IllegalStateException("Profile '" + profile.name() + "' is registered already; remove it first");
		}
	}

	/**
	 * Removes a profile. Its backend goes on with what it runs.
	 * @param profile the profile's name
	 * @return what was registered, or empty if there was no such profile
	 */
	public Optional<RegisteredBackend> remove(String profile) {
		return Optional.ofNullable(this.backends.remove(profile));
	}

	/**
	 * Lists what is registered.
	 * @return the profiles and their backends, sorted by name
	 */
	public List<RegisteredBackend> list() {
		return List.copyOf(this.backends.values());
	}

	/**
	 * Finds a profile.
	 * @param profile the profile's name
	 * @return the profile and its backend, or empty if there is none
	 */
	public Optional<RegisteredBackend> find(String profile) {
		return Optional.ofNullable(this.backends.get(profile));
	}

	/**
	 * Returns the profile of requests that name none.
	 * @return its name: the configured one, else the only one, else {@code standard}
	 */
	public String defaultProfile() {
		return defaultProfile(this.defaultProfile, Set.copyOf(this.backends.keySet()))
			.orElse((this.defaultProfile != null) ? this.defaultProfile : SecurityProfile.STANDARD);
	}

	/**
	 * Chooses the profile of requests that name none. Whoever knows all profiles before
	 * the first request refuses to start if there is none.
	 * @param configured what {@code toolruntime.default-profile} says, or {@code null} if
	 * it is not set
	 * @param profiles the names of the profiles there are
	 * @return the configured one, else the only one, else {@code standard}; empty if
	 * there is no such profile
	 */
	public static Optional<String> defaultProfile(@Nullable String configured, Set<String> profiles) {
		if (configured == null && profiles.size() == 1) {
			return Optional.of(profiles.iterator().next());
		}
		return Optional.of((configured != null) ? configured : SecurityProfile.STANDARD).filter(profiles::contains);
	}

	/**
	 * Finds the profile of a request.
	 * @param profile the profile's name, or {@code null} for the default
	 * @return the profile and its backend
	 * @throws InvalidRequestException if the request names a profile that there is not
	 * @throws RuntimeUnavailableException if it names none and there is no default
	 */
	public RegisteredBackend resolve(@Nullable String profile) {
		String name = (profile != null) ? profile : defaultProfile();
		RegisteredBackend registered = this.backends.get(name);
		if (registered != null) {
			return registered;
		}
		if (profile != null) {
			throw new InvalidRequestException(
					"profile: there is no profile '" + abbreviated(name) + "'; there are " + this.backends.keySet());
		}
		throw new RuntimeUnavailableException(
				"The request names no profile, and " + whyNoDefault() + ". Set toolruntime.default-profile to one of "
						+ this.backends.keySet() + ", register the profile, or name one in the request",
				null, null);
	}

	private String whyNoDefault() {
		return (this.defaultProfile != null)
				? "toolruntime.default-profile is '" + this.defaultProfile + "', which has no backend"
				: "toolruntime.default-profile is not set: no profile is the only one, and none is called '"
						+ SecurityProfile.STANDARD + "'";
	}

	private static String abbreviated(String name) {
		return (name.length() <= 64) ? name : name.substring(0, 64) + "…";
	}

}
