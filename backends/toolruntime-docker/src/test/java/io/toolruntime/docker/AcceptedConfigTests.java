package io.toolruntime.docker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An engine that says that it made something else of a container is not believed. */
class AcceptedConfigTests {

	private static final Limits LIMITS = new Limits(null, 128L << 20, 0.5, 32, 1L << 20, null, null, null);

	private static final ContainerDefinition DEFINITION = new ContainerDefinition(OciRuntime.gvisor("runsc"),
			SeccompProfile.of("default", OciRuntime.gvisor("runsc")), null);

	private final HostConfig asked = config();

	private final HostConfig accepted = config();

	private static HostConfig config() {
		return DEFINITION.host(LIMITS, Set.of("/data"));
	}

	private AcceptedConfig said() {
		return new AcceptedConfig(this.asked, this.accepted, ContainerDefinition.USER, 0);
	}

	private static Map<Consumer<HostConfig>, String> differences() {
		return Map.ofEntries(Map.entry((config) -> config.withNetworkMode("bridge"), "a network"),
				Map.entry((config) -> config.withReadonlyRootfs(false), "a root that can be written to"),
				Map.entry((config) -> config.withPrivileged(true), "privileges"),
				Map.entry((config) -> config.withSecurityOpts(List.of("no-new-privileges:false")),
						"other security options"),
				Map.entry((config) -> config.withSecurityOpts(List.of("no-new-privileges:true", "seccomp=unconfined")),
						"other security options"),
				Map.entry((config) -> config.withCapAdd(Capability.SYS_ADMIN), "capabilities"),
				Map.entry((config) -> config.withCapDrop(Capability.NET_RAW), "capabilities"),
				Map.entry((config) -> config.withBinds(new Bind("/etc", new Volume("/data"))), "folders of the host"),
				Map.entry((config) -> config.withMounts(List.of(new Mount())), "folders of the host"),
				Map.entry((config) -> config.withDevices(Device.parse("/dev/kvm")), "devices"),
				Map.entry((config) -> config.withPidMode("host"), "namespaces of somebody else"),
				Map.entry((config) -> config.withIpcMode("container:other"), "namespaces of somebody else"),
				Map.entry((config) -> config.withUsernsMode("host"), "namespaces of somebody else"),
				Map.entry((config) -> config.withCgroupnsMode("host"), "namespaces of somebody else"),
				Map.entry((config) -> config.withIpcMode("shareable"), "namespaces of somebody else"),
				Map.entry((config) -> config.withTmpFs(Map.of("/tmp", "rw")), "other places to write to"),
				Map.entry((config) -> config.getTmpFs().put("/tmp", "rw"), "other places to write to"),
				Map.entry((config) -> config.withUlimits(new Ulimit[0]), "other resource limits"),
				Map.entry((config) -> config.withInit(false), "no init program"),
				Map.entry((config) -> config.withMemory(0L), "another limit on memory"),
				Map.entry((config) -> config.withMemorySwap(-1L), "swap besides its memory"),
				Map.entry((config) -> config.withCpuQuota(0L), "another share of the processors"),
				Map.entry((config) -> config.withPidsLimit(null), "another limit on processes"),
				Map.entry((config) -> config.withRuntime("runc"), "another runtime"));
	}

	static Set<Map.Entry<Consumer<HostConfig>, String>> entries() {
		return differences().entrySet();
	}

	@ParameterizedTest
	@MethodSource("entries")
	void whatIsNotAsAskedIsNamed(Map.Entry<Consumer<HostConfig>, String> difference) {
		difference.getKey().accept(this.accepted);
		assertThatThrownBy(() -> said().require(true)).isInstanceOf(IOException.class)
			.hasMessageContaining("by the engine's own word it has " + difference.getValue());
	}

	@Test
	void anotherUserAndFoldersThatNobodyAskedForAreNamed() {
		assertThatThrownBy(() -> new AcceptedConfig(this.asked, this.accepted, "0", 0).require(true))
			.hasMessageContaining("another user");
		assertThatThrownBy(
				() -> new AcceptedConfig(this.asked, this.accepted, ContainerDefinition.USER, 1).require(true))
			.hasMessageContaining("folders of the host");
	}

	@Test
	void limitsThatWereChangedAreComparedByThemselves() throws IOException {
		this.accepted.withTmpFs(null);
		said().requireLimits(true);
		this.accepted.withMemory(1L << 40);
		assertThatThrownBy(() -> said().requireLimits(true)).hasMessageContaining("another limit on memory");
	}

	@Test
	void whatIsAsAskedIsAccepted() throws IOException {
		said().require(true);
	}

	@Test
	void withoutSwapOnTheMachineALimitOnItIsNotMissed() throws IOException {
		this.accepted.withMemorySwap(null);
		said().require(false);
	}

}
