package io.toolruntime.docker;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.backend.SandboxBackend;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.Proc;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of kind {@code docker}: containers on the engine's default runtime,
 * which share the kernel of its machine.
 */
public final class DockerBackendFactory implements BackendFactory<DockerProperties> {

	/** The name of the kind. */
	public static final String KIND = "docker";

	private final ApplicationInstance application = ApplicationInstance.create(new Proc());

	private final @Nullable DockerConnection connection;

	/** Creates a factory whose backends find their engine as they are configured. */
	public DockerBackendFactory() {
		this(null);
	}

	/**
	 * Creates a factory.
	 * @param connection where the engine of all its backends is, whatever is configured;
	 * {@code null} to find it as it is configured
	 */
	public DockerBackendFactory(@Nullable DockerConnection connection) {
		this.connection = connection;
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Class<DockerProperties> propertiesType() {
		return DockerProperties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.of(Isolation.NAMESPACE);
	}

	@Override
	public Backend create(SecurityProfile profile, DockerProperties properties) {
		return create(profile, properties, OciRuntime.ofEngine());
	}

	Backend create(SecurityProfile profile, DockerProperties properties, OciRuntime runtime) {
		return new SandboxBackend(profile, provider(profile, properties, runtime),
				ContainerReaper.label(this.application));
	}

	DockerSandboxProvider provider(SecurityProfile profile, DockerProperties properties, OciRuntime runtime) {
		return new DockerSandboxProvider(profile.name(), properties, runtime, this.connection, this.application,
				profile.startTimeout());
	}

}
