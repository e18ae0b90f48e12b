package io.toolruntime.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;

import io.toolruntime.autoconfigure.properties.KnownBackends;
import io.toolruntime.autoconfigure.properties.Spelling;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.backend.KindProperties;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.BackendRegistry;
import io.toolruntime.runtime.ProfilePolicy;

/**
 * Makes the backend of each configured profile, after it has made sure that everything
 * that is configured can work, as far as configuration alone shows.
 */
class ProfileBackends implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ProfileBackends.class);

	private final ToolRuntimeConfiguration configuration;

	private final Map<String, BackendFactory<?>> factories = new LinkedHashMap<>();

	private final ProfilePolicy policy;

	private final Map<String, ProfileBackend<?>> backends = new LinkedHashMap<>();

	private final Set<Backend> unclaimed = ConcurrentHashMap.newKeySet();

	/**
	 * Checks the configuration.
	 * @param configuration what is configured
	 * @param factories make backends
	 * @param replaced profiles whose backend is the application's own bean
	 */
	ProfileBackends(ToolRuntimeConfiguration configuration, Collection<BackendFactory<?>> factories,
			Set<String> replaced) {
		this.configuration = configuration;
		this.policy = new ProfilePolicy(configuration.properties().denyUnsafeProfiles());
		factories.forEach(this::add);
		Set<String> profiles = configuration.properties().profiles().keySet();
		profiles.forEach(this::readBackendProperties);
		configuration.requireEverythingRead();
		profiles.stream().filter((profile) -> !replaced.contains(profile)).forEach(this::requireUsable);
		requireDefaultProfile(profiles, replaced);
	}

	private void add(BackendFactory<?> factory) {
		BackendFactory<?> other = this.factories.putIfAbsent(factory.kind(), factory);
		if (other != null) {
			throw new IllegalStateException("There are two BackendFactory beans of kind '" + factory.kind() + "', "
					+ other.getClass().getName() + " and " + factory.getClass().getName() + "; remove one of them");
		}
	}

	private void readBackendProperties(String profile) {
		KnownBackends.kinds()
			.stream()
			.filter((kind) -> !this.factories.containsKey(kind))
			.forEach((kind) -> this.configuration.allowBackendProperties(profile, kind));
		this.factories.values().forEach((factory) -> {
			ProfileBackend<?> backend = read(profile, factory);
			if (factory.kind().equals(kind(profile))) {
				this.backends.put(profile, backend);
			}
		});
	}

	private <P> ProfileBackend<P> read(String profile, BackendFactory<P> factory) {
		P properties = this.configuration.backendProperties(profile, factory.kind(), factory.propertiesType());
		return new ProfileBackend<>(factory, this.configuration.profile(profile), properties, new KindProperties() {

			@Override
			public <T> T of(String kind, Class<T> type) {
				return ProfileBackends.this.configuration.backendProperties(profile, kind, type);
			}

		});
	}

	private String kind(String profile) {
		return this.configuration.profileProperties(profile).backend();
	}

	private void requireUsable(String profile) {
		String key = "profiles." + profile + ".backend";
		String kind = kind(profile);
		ProfileBackend<?> backend = this.backends.get(profile);
		if (backend == null) {
			Optional<String> module = KnownBackends.module(kind);
			if (module.isPresent()) {
				throw this.configuration.invalid(key,
						"backend '" + kind + "' of profile '" + profile + "' is not on the class path",
						"Add the dependency " + module.get() + ", or choose another backend");
			}
			String meant = new Spelling(kinds()).nearest(kind).map((near) -> "Did you mean " + near + "? ").orElse("");
			throw this.configuration.invalid(key, "there is no backend '" + kind + "'", meant + "Choose one of "
					+ String.join(", ", kinds()) + ", or add a BackendFactory bean of that kind");
		}
		backend.factory()
			.isolation()
			.flatMap((isolation) -> this.policy.refusal(backend.profile(), kind, isolation))
			.ifPresent((reason) -> {
				throw this.configuration.invalid(key, reason, "Choose another backend for profile '" + profile
						+ "', or change what the profile accepts if you know that its code can be trusted");
			});
	}

	private Set<String> kinds() {
		Set<String> kinds = new TreeSet<>(KnownBackends.kinds());
		kinds.addAll(this.factories.keySet());
		return kinds;
	}

	private void requireDefaultProfile(Set<String> profiles, Set<String> replaced) {
		Set<String> all = new TreeSet<>(profiles);
		all.addAll(replaced);
		String names = String.join(", ", all);
		String defaultProfile = this.configuration.properties().defaultProfile();
		if (defaultProfile == null && all.size() > 1 && !all.contains(SecurityProfile.STANDARD)) {
			throw this.configuration
				.invalid(
						"default-profile", "there are several profiles, " + names + ", and none of them is '"
								+ SecurityProfile.STANDARD + "', which would be the default",
						"Set it to one of " + names);
		}
		if (defaultProfile != null && !all.contains(defaultProfile)) {
			throw this.configuration.invalid("default-profile", "there is no profile '" + defaultProfile + "'",
					"Set it to one of " + names + ", or configure toolruntime.profiles." + defaultProfile);
		}
	}

	/**
	 * Makes the backend of a profile. Called for each backend bean.
	 * @param profile the profile's name
	 * @return the backend
	 */
	Backend backend(String profile) {
		ProfileBackend<?> backend = this.backends.get(profile);
		if (backend == null) {
			throw new IllegalStateException("Profile '" + profile + "' is not configured any more");
		}
		try {
			Backend created = backend.create();
			this.unclaimed.add(created);
			return created;
		}
		catch (IllegalArgumentException ex) {
			throw this.configuration.refused(profile, backend.factory().kind(), String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Returns the profile of a backend bean.
	 * @param profile the profile's name
	 * @return the configured profile, or one with the defaults of its name
	 */
	SecurityProfile profile(String profile) {
		ToolRuntimeProperties properties = this.configuration.properties();
		return properties.profiles().containsKey(profile) ? this.configuration.profile(profile)
				: SecurityProfile.named(profile);
	}

	/**
	 * Takes note that a runtime closes a backend from now on.
	 * @param backend the backend
	 */
	void claimed(Backend backend) {
		this.unclaimed.remove(backend);
	}

	/**
	 * Refuses to leave a configured profile out. Ahead-of-time processing has fixed the
	 * beans: a profile that came into the configuration later has none.
	 * @param registry what has been registered
	 */
	void requireAllRegistered(BackendRegistry registry) {
		for (String profile : this.configuration.properties().profiles().keySet()) {
			if (registry.find(profile).isEmpty()) {
				throw this.configuration.invalid("profiles." + profile,
						"the application was processed ahead of time without this profile",
						"Build the application again with the profile in its configuration");
			}
		}
	}

	/** Closes backends that no runtime has taken. */
	@Override
	public void destroy() {
		List.copyOf(this.unclaimed).forEach((backend) -> {
			try {
				backend.close();
			}
			catch (RuntimeException ex) {
				logger.warn("The backend of profile '{}' did not close", backend.info().profile(), ex);
			}
		});
	}

	/** What makes the backend of one profile. */
	private record ProfileBackend<P>(BackendFactory<P> factory, SecurityProfile profile, P properties,
			KindProperties others) {

		Backend create() {
			return this.factory.create(this.profile, this.properties, this.others);
		}

	}

}
