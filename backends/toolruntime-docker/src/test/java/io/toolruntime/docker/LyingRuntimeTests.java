package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import com.github.dockerjava.api.command.InspectContainerResponse;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.Proc;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A runtime that is not what its name says, and limits that the engine accepted and
 * nobody holds: each makes the backend down, with that reason, and nothing runs.
 */
class LyingRuntimeTests {

	private final Leftovers leftovers = new Leftovers();

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	private static final DockerBackendFactory DOCKER = new DockerBackendFactory();

	private static final String NOT_KATA = "kata-that-is-runc";

	private static Backend gvisor(String runtime) {
		return OciRuntimeBackendFactory.gvisor(DOCKER)
			.create(PROFILE, new OciRuntimeProperties(null, runtime), TestEngine.PROPERTIES);
	}

	private static Backend kata(String runtime) {
		return OciRuntimeBackendFactory.kata(DOCKER)
			.create(PROFILE, new OciRuntimeProperties(null, runtime), TestEngine.PROPERTIES);
	}

	private void assertDown(Backend backend, String... reasons) {
		try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()))) {
			// Whoever asks first, health or an execution
			assertThatThrownBy(() -> runtime.execute(ExecuteRequest.javascript("1 + 1").build()))
				.isInstanceOf(ToolRuntimeException.class)
				.hasMessageContainingAll(reasons);
			BackendHealth health = backend.health();
			assertThat(health.up()).isFalse();
			assertThat(health.reason()).contains(reasons);
			assertThatThrownBy(() -> runtime.execute(ExecuteRequest.javascript("1 + 1").build()))
				.isInstanceOf(ToolRuntimeException.class);
		}
		assertThat(this.leftovers.now()).isEmpty();
	}

	@Test
	void aRuntimeThatTheEngineDoesNotKnowIsNamedWithThoseThatItKnows() {
		TestEngine.assume();
		assertDown(gvisor("runsc-that-is-not-there"), "knows no runtime 'runsc-that-is-not-there'", "runc",
				"daemon.json", "gvisor.runtime");
	}

	@Test
	void runcUnderTheNameOfKataIsCaught() {
		TestEngine.assume(NOT_KATA);
		assertDown(kata(NOT_KATA), "runtime '" + NOT_KATA + "' is not kata");
	}

	@Test
	void runcUnderTheNameOfGvisorIsCaught() {
		TestEngine.assume(NOT_KATA);
		assertDown(gvisor(NOT_KATA), "runtime '" + NOT_KATA + "' is not gvisor");
	}

	@Test
	void gvisorThatIgnoresControlGroupsIsCaught() {
		TestEngine.assume("runsc-without-cgroups");
		assertDown(gvisor("runsc-without-cgroups"), "control group", "memory");
	}

	@Test
	void gvisorWithoutItsFilterDoesNotClaimToBoundDisk() {
		TestEngine.assume("runsc-without-seccomp");
		try (Backend with = gvisor("runsc"); Backend without = gvisor("runsc-without-seccomp")) {
			assertThat(with.health().reason()).isEmpty();
			assertThat(without.health().reason()).isEmpty();
			assertThat(with.enforcement(PROFILE.limits()).get(Limit.DISK).status()).isEqualTo(Status.ENFORCED);
			assertThat(without.enforcement(PROFILE.limits()).get(Limit.DISK)).satisfies((disk) -> {
				assertThat(disk.status()).isEqualTo(Status.NOT_ENFORCED);
				assertThat(disk.mechanism()).contains("--oci-seccomp");
			});
		}
	}

	@Test
	void aLimitThatTheEngineAcceptedAndThatBoundsNoGroupOfTheSandboxIsCaught() throws IOException {
		TestEngine.assume();
		Path everybody = Path.of("/sys/fs/cgroup/memory/cgroup.procs");
		Assumptions.assumeTrue(Files.isWritable(everybody), "needs root, and control groups of version 1");
		ContainerDefinition definition = new ContainerDefinition(OciRuntime.ofEngine(),
				SeccompProfile.of("default", OciRuntime.ofEngine()), null);
		ContainerInspection inspection = new ContainerInspection(new Proc(), OciRuntime.ofEngine(), definition);
		Limits limits = PROFILE.limits();
		try (HeldContainer held = HeldContainer.start(definition, limits); DockerEngine engine = TestEngine.connect()) {
			InspectContainerResponse container = engine.inspect(held.id());
			long pid = container.getState().getPidLong();
			assertThat(inspection.isVisible(pid, held.id())).isTrue();
			assertThatCode(() -> inspection.group(pid, limits)).doesNotThrowAnyException();

			Files.writeString(everybody, Long.toString(pid));

			assertThat(container.getHostConfig().getMemory()).as("what the engine says").isEqualTo(limits.memory());
			assertThatThrownBy(() -> inspection.group(pid, limits)).isInstanceOf(IOException.class)
				.hasMessageContaining("memory");
		}
	}

	@Test
	void anEngineThatIsNotThereIsNamedWithWhatToDo() {
		Backend backend = new DockerBackendFactory(
				new DockerConnection(URI.create("unix:///nonexistent/docker.sock"), null))
			.create(PROFILE, TestEngine.PROPERTIES);
		BackendHealth health = backend.health();
		assertThat(health.up()).isFalse();
		assertThat(health.reason()).contains("unix:///nonexistent/docker.sock", "docker.host");
		backend.close();
	}

	@Test
	void anImageThatIsNotThereIsNamedWithHowToGetIt() {
		TestEngine.assume();
		Backend backend = DOCKER.create(PROFILE,
				new DockerProperties(null, null,
						Map.of("javascript", "toolruntime-missing:1", "python", TestEngine.IMAGE), null,
						PullPolicy.NEVER, null, null, null));
		assertThat(backend.health().reason()).contains("toolruntime-missing:1", "docker.images.javascript",
				"docker pull");
		backend.close();
	}

	@Test
	void anImageWithoutTheInterpreterIsNamedWithWhatToSet() {
		TestEngine.assume();
		Backend backend = DOCKER.create(PROFILE,
				new DockerProperties(null, null, Map.of("javascript", TestEngine.IMAGE, "python", TestEngine.IMAGE),
						Map.of("javascript", "/opt/node/bin/node"), PullPolicy.NEVER, null, null, null));
		assertThat(backend.health().up()).isFalse();
		assertThat(backend.health().reason()).contains("/opt/node/bin/node", "docker.commands.javascript");
		assertThatThrownBy(() -> {
			try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
					CatalogToolGateway.of(TestTools.source()))) {
				runtime.execute(ExecuteRequest.javascript("1").build());
			}
		}).isNotInstanceOf(RuntimeUnavailableException.class).hasMessageContaining("/opt/node/bin/node");
	}

}
