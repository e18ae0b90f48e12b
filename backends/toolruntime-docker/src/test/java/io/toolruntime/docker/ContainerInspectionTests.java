package io.toolruntime.docker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.Proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Each protection is taken away, one at a time, from a real container, and the look from
 * the host says which.
 */
class ContainerInspectionTests {

	private static final Limits LIMITS = new Limits(null, 128L << 20, 0.5, 32, 1L << 20, null, null, null);

	private static final ContainerDefinition DEFINITION = new ContainerDefinition(OciRuntime.ofEngine(),
			SeccompProfile.of("default", OciRuntime.ofEngine()), null);

	private final ContainerInspection inspection = new ContainerInspection(new Proc(), OciRuntime.ofEngine(),
			DEFINITION);

	private static Map<String, Consumer<CreateContainerCmd>> breaches() {
		return Map.of("net", (container) -> host(container).withNetworkMode("host"), "CapEff|CapPrm|CapInh|CapBnd",
				(container) -> host(container).withCapDrop(new Capability[0]), "Seccomp is 0",
				(container) -> host(container)
					.withSecurityOpts(List.of("no-new-privileges:true", "seccomp=unconfined")),
				"NoNewPrivs", (container) -> host(container).withSecurityOpts(List.of()), "may write to \\[/, ",
				(container) -> host(container).withReadonlyRootfs(false), "may write to \\[/data\\]",
				(container) -> host(container)
					.withTmpFs(Map.of("/data", "rw", "/workspace", "rw", "/tmp", "rw", "/dev/shm", "rw")),
				"pid namespace", (container) -> host(container).withPidMode("host"), "ipc namespace",
				(container) -> host(container).withIpcMode("host"), "Uid", (container) -> container.withUser("12:12"),
				"environment has IMAGE_SECRET", (container) -> container.withEnv("PATH=" + ContainerDefinition.PATH));
	}

	private static HostConfig host(CreateContainerCmd container) {
		return Objects.requireNonNull(container.getHostConfig());
	}

	static Set<String> names() {
		return breaches().keySet();
	}

	@ParameterizedTest
	@MethodSource("names")
	void aProtectionThatIsMissingIsNamed(String complaint) throws IOException {
		TestEngine.assume();
		try (HeldContainer held = HeldContainer.start(DEFINITION, LIMITS, breaches().get(complaint))) {
			assertThatThrownBy(() -> this.inspection.of(held.pid(), LIMITS)).isInstanceOf(IOException.class)
				.message()
				.containsPattern(complaint);
		}
	}

	@Test
	void whereNothingIsMissingItSaysWhatHolds() throws IOException {
		TestEngine.assume();
		try (HeldContainer held = HeldContainer.start(DEFINITION, LIMITS)) {
			Map<Limit, Enforcement> seen = this.inspection.of(held.pid(), LIMITS);
			assertThat(seen).containsOnlyKeys(Limit.NETWORK, Limit.CAPABILITIES, Limit.SYSTEM_CALLS, Limit.USER,
					Limit.ENVIRONMENT, Limit.ROOT_FILESYSTEM, Limit.DISK);
			assertThat(seen.get(Limit.DISK).measured()).isEqualTo("1MB");
			assertThat(seen.get(Limit.ENVIRONMENT).measured()).asString().doesNotContain("IMAGE_SECRET");
			assertThat(this.inspection.isVisible(held.pid(), held.id())).isTrue();
			assertThat(this.inspection.isVisible(ProcessHandle.current().pid(), held.id())).isFalse();
		}
	}

}
