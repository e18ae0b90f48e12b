package io.toolruntime.docker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.profile.Isolation;

/**
 * What an engine starts the containers of a kind with.
 *
 * @param kind the kind of backend
 * @param name the name under which the engine knows it, or {@code null} for the engine's
 * default, which shares the host's kernel
 * @param isolation what stands between the code and the host
 * @param hostProcesses beginnings of the names of programs of which one runs on the host
 * for each sandbox, so that a runtime of another kind under this one's name is seen
 */
record OciRuntime(String kind, @Nullable String name, Isolation isolation, List<String> hostProcesses) {

	/** The kind whose containers run on gVisor. */
	static final String GVISOR = "gvisor";

	/** The kind whose containers run on Kata Containers. */
	static final String KATA = "kata";

	static OciRuntime ofEngine() {
		return new OciRuntime(DockerBackendFactory.KIND, null, Isolation.NAMESPACE, List.of());
	}

	/**
	 * Returns gVisor.
	 * @param name the name under which the engine knows it; {@code null} for its own
	 * @return the runtime
	 */
	static OciRuntime gvisor(@Nullable String name) {
		return new OciRuntime(GVISOR, (name != null) ? name : "runsc", Isolation.KERNEL, List.of("runsc"));
	}

	/**
	 * Returns Kata Containers.
	 * @param name the name under which the engine knows it; {@code null} for its own
	 * @return the runtime
	 */
	static OciRuntime kata(@Nullable String name) {
		return new OciRuntime(KATA, (name != null) ? name : "kata", Isolation.VM,
				List.of("qemu", "cloud-hyp", "firecracker", "containerd-shim-kata", "stratovirt"));
	}

	boolean hasOwnKernel() {
		return !this.hostProcesses.isEmpty();
	}

	boolean isGvisor() {
		return this.kind.equals(GVISOR);
	}

}
