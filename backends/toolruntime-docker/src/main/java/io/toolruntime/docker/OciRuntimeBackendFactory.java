package io.toolruntime.docker;

import java.util.Optional;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.backend.KindProperties;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of a kind that is a Docker Engine with a runtime whose sandboxes have a
 * kernel of their own: {@code gvisor} and {@code kata}. The engine's keys are read from
 * {@code docker}.
 */
public final class OciRuntimeBackendFactory implements BackendFactory<OciRuntimeProperties> {

	private final DockerBackendFactory docker;

	private final String kind;

	private OciRuntimeBackendFactory(DockerBackendFactory docker, String kind) {
		this.docker = docker;
		this.kind = kind;
	}

	/**
	 * Returns a factory of kind {@code gvisor}.
	 * @param docker knows the engine
	 * @return the factory
	 */
	public static OciRuntimeBackendFactory gvisor(DockerBackendFactory docker) {
		return new OciRuntimeBackendFactory(docker, OciRuntime.GVISOR);
	}

	/**
	 * Returns a factory of kind {@code kata}.
	 * @param docker knows the engine
	 * @return the factory
	 */
	public static OciRuntimeBackendFactory kata(DockerBackendFactory docker) {
		return new OciRuntimeBackendFactory(docker, OciRuntime.KATA);
	}

	@Override
	public String kind() {
		return this.kind;
	}

	@Override
	public Class<OciRuntimeProperties> propertiesType() {
		return OciRuntimeProperties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.of(runtime(OciRuntimeProperties.DEFAULTS).isolation());
	}

	private OciRuntime runtime(OciRuntimeProperties properties) {
		return this.kind.equals(OciRuntime.GVISOR) ? OciRuntime.gvisor(properties.runtime())
				: OciRuntime.kata(properties.runtime());
	}

	@Override
	public Backend create(SecurityProfile profile, OciRuntimeProperties properties) {
		return create(profile, properties, DockerProperties.DEFAULTS);
	}

	@Override
	public Backend create(SecurityProfile profile, OciRuntimeProperties properties, KindProperties others) {
		return create(profile, properties, others.of(DockerBackendFactory.KIND, DockerProperties.class));
	}

	/**
	 * Makes a backend. Touches no engine.
	 * @param profile the profile that it will run
	 * @param properties the kind's own properties
	 * @param engine the engine's properties
	 * @return the backend
	 */
	public Backend create(SecurityProfile profile, OciRuntimeProperties properties, DockerProperties engine) {
		return this.docker.create(profile, engine, runtime(properties));
	}

}
