package io.toolruntime.docker;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.github.dockerjava.api.model.Info;

/**
 * What an engine must be able to do, by its own word, before it is asked to do anything.
 * What it cannot do it leaves out without a word when it starts a container.
 *
 * @param runtime what containers run on
 * @param properties what is configured
 */
record EngineRequirements(OciRuntime runtime, DockerProperties properties) {

	private static final String OTHER_RUNTIMES = "io.containerd.";

	private static final String SECCOMP = "name=seccomp";

	private static final String APPARMOR = "name=apparmor";

	/**
	 * Looks for what is missing.
	 * @param engine what the engine says of itself
	 * @param mayHaveSwap whether its machine may have swap
	 * @return what is missing, and what to do; empty if nothing is
	 */
	Optional<String> missing(Info engine, boolean mayHaveSwap) {
		if (!"linux".equals(engine.getOsType())) {
			return Optional.of("The engine runs " + engine.getOsType() + " containers; Linux containers are needed");
		}
		return runtime(engine).or(() -> limits(engine, mayHaveSwap)).or(() -> security(engine));
	}

	private Optional<String> runtime(Info engine) {
		String name = this.runtime.name();
		if (name == null || name.startsWith(OTHER_RUNTIMES)
				|| (engine.getRuntimes() != null && engine.getRuntimes().containsKey(name))) {
			return Optional.empty();
		}
		return Optional.of("The engine knows no runtime '" + name + "'; it knows "
				+ ((engine.getRuntimes() != null) ? new TreeSet<>(engine.getRuntimes().keySet()) : Set.of())
				+ ". Install it and add it to \"runtimes\" in the engine's daemon.json, or set " + this.runtime.kind()
				+ ".runtime to the name that it has there");
	}

	private Optional<String> limits(Info engine, boolean mayHaveSwap) {
		if (Boolean.FALSE.equals(engine.getMemoryLimit()) || Boolean.FALSE.equals(engine.getCpuCfsQuota())) {
			return Optional.of("The engine cannot limit "
					+ (Boolean.FALSE.equals(engine.getMemoryLimit()) ? "memory" : "processors")
					+ ": it has no control group for that. A rootless engine needs cgroup v2 and the"
					+ " controllers delegated to its user");
		}
		if (Boolean.FALSE.equals(engine.getSwapLimit()) && mayHaveSwap) {
			return Optional.of("The engine cannot limit swap, so that a limit on memory is none; turn swap off"
					+ " (swapoff -a), or start the kernel with swapaccount=1");
		}
		return Optional.empty();
	}

	/* A kernel of its own has its own filter, and no AppArmor. */
	private Optional<String> security(Info engine) {
		List<String> options = Objects.requireNonNullElse(engine.getSecurityOptions(), List.of());
		if (this.runtime.hasOwnKernel()) {
			return Optional.empty();
		}
		Optional<String> seccomp = options.stream().filter((option) -> option.startsWith(SECCOMP)).findFirst();
		boolean own = DockerProperties.DEFAULT_SECCOMP.equals(this.properties.seccomp());
		if (seccomp.isEmpty() || (own && seccomp.get().contains("profile=unconfined"))) {
			return Optional.of("The engine filters no system calls ("
					+ (seccomp.isEmpty() ? "it, or its kernel, has no seccomp"
							: "its own profile is unconfined: set docker.seccomp to the path of another")
					+ "), and a container of it would share its kernel unfiltered");
		}
		if (this.properties.apparmor() != null && options.stream().noneMatch((option) -> option.startsWith(APPARMOR))) {
			return Optional.of("docker.apparmor is '" + this.properties.apparmor()
					+ "', and the engine's machine has no AppArmor: take the key out, or turn AppArmor on there");
		}
		return Optional.empty();
	}

}
