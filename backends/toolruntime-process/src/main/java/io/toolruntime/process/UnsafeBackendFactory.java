package io.toolruntime.process;

import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.backend.SandboxBackend;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of kind {@code unsafe}, which run code as plain processes of the
 * application's user. For development only: they isolate nothing.
 */
public final class UnsafeBackendFactory implements BackendFactory<UnsafeProperties> {

	/** The name of the kind. */
	public static final String KIND = "unsafe";

	private static final Logger logger = LoggerFactory.getLogger(UnsafeBackendFactory.class);

	private final String instance = UUID.randomUUID().toString();

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Class<UnsafeProperties> propertiesType() {
		return UnsafeProperties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.of(Isolation.NONE);
	}

	/**
	 * Makes a backend, and warns of it.
	 * @throws IllegalArgumentException if it is not wanted explicitly
	 */
	@Override
	public Backend create(SecurityProfile profile, UnsafeProperties properties) {
		String property = "toolruntime.profiles." + profile.name() + ".unsafe.opt-in";
		if (!properties.optIn()) {
			throw new IllegalArgumentException("Backend 'unsafe' runs code as the application's own user, without any"
					+ " isolation; if that is wanted for development, set " + property
					+ ": true, else choose another backend for profile '" + profile.name() + "'");
		}
		logger.warn("Profile '{}' runs code as the application's own user, without any isolation ({} is set): whoever"
				+ " writes that code has this machine. Never use it for code that a model wrote, except to develop.",
				profile.name(), property);
		return new SandboxBackend(profile, new UnsafeSandboxProvider(profile.name(), properties), this.instance);
	}

}
