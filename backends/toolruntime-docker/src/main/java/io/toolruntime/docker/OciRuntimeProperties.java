package io.toolruntime.docker;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What can be set for a kind that is an engine with another runtime: {@code gvisor} and
 * {@code kata}.
 *
 * @param engine which engine; {@code docker} is the only one yet, and the default
 * @param runtime name under which the engine knows the runtime; {@code null} for the
 * kind's own, {@code runsc} or {@code kata}
 */
public record OciRuntimeProperties(@Nullable String engine, @Nullable String runtime) {

	/** Nothing set. */
	public static final OciRuntimeProperties DEFAULTS = new OciRuntimeProperties(null, null);

	private static final Pattern RUNTIME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,100}");

	public OciRuntimeProperties {
		engine = (engine != null) ? engine : DockerBackendFactory.KIND;
		if (!engine.equals(DockerBackendFactory.KIND)) {
			throw new IllegalArgumentException("engine is '" + engine + "'; there is docker");
		}
		if (runtime != null && !RUNTIME.matcher(runtime).matches()) {
			throw new IllegalArgumentException(
					"runtime is '" + runtime + "'; write the name under which the engine knows it, such as runsc");
		}
	}

}
