package io.toolruntime.process;

import java.util.Optional;
import java.util.UUID;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.backend.SandboxBackend;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of kind {@code process}, which run code in bubblewrap.
 */
public final class ProcessBackendFactory implements BackendFactory<ProcessProperties> {

	/** The name of the kind. */
	public static final String KIND = "process";

	private final String instance = UUID.randomUUID().toString();

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Class<ProcessProperties> propertiesType() {
		return ProcessProperties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.of(Isolation.NAMESPACE);
	}

	@Override
	public Backend create(SecurityProfile profile, ProcessProperties properties) {
		return new SandboxBackend(profile, new BubblewrapSandboxProvider(profile.name(), properties), this.instance);
	}

}
