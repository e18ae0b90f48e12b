package io.toolruntime.docker;

import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.RuntimeInfo;
import org.junit.jupiter.api.Test;

import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What an engine cannot do, by its own word, is known before a container is started. */
class EngineRequirementsTests {

	private static final DockerProperties CONFINED = new DockerProperties(null, null, null, null, null, null, null,
			"tools");

	private static Info engine(String... securityOptions) {
		return new Info().withOsType("linux")
			.withMemoryLimit(true)
			.withSwapLimit(true)
			.withCpuCfsQuota(true)
			.withRuntimes(Map.of("runc", new RuntimeInfo(), "runsc", new RuntimeInfo()))
			.withSecurityOptions(List.of(securityOptions));
	}

	private static EngineRequirements of(OciRuntime runtime, DockerProperties properties) {
		return new EngineRequirements(runtime, properties);
	}

	private static EngineRequirements docker() {
		return of(OciRuntime.ofEngine(), DockerProperties.DEFAULTS);
	}

	@Test
	void anEngineThatCanDoEverythingLacksNothing() {
		assertThat(docker().missing(engine("name=seccomp,profile=default"), true)).isEmpty();
	}

	@Test
	void withoutAFilterOfSystemCallsASharedKernelIsNotUsed() {
		assertThat(docker().missing(engine(), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("filters no system calls", "has no seccomp"));
		assertThat(docker().missing(engine("name=seccomp,profile=unconfined"), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("filters no system calls", "docker.seccomp"));
	}

	@Test
	void anotherFilterThanTheEnginesOwnMakesUpForOneThatIsUnconfined() {
		DockerProperties own = new DockerProperties(null, null, null, null, null, null, "/etc/filter.json", null);
		assertThat(of(OciRuntime.ofEngine(), own).missing(engine("name=seccomp,profile=unconfined"), true)).isEmpty();
	}

	@Test
	void aKernelOfItsOwnNeedsNoFilterOfTheEngines() {
		assertThat(of(OciRuntime.gvisor(null), DockerProperties.DEFAULTS).missing(engine(), true)).isEmpty();
	}

	@Test
	void anAppArmorProfileIsNotLeftOutWithoutAWord() {
		EngineRequirements confined = of(OciRuntime.ofEngine(), CONFINED);
		assertThat(confined.missing(engine("name=seccomp,profile=default", "name=apparmor"), true)).isEmpty();
		assertThat(confined.missing(engine("name=seccomp,profile=default"), true)).hasValueSatisfying(
				(missing) -> assertThat(missing).contains("docker.apparmor is 'tools'", "has no AppArmor"));
	}

	@Test
	void anAppArmorProfileIsRefusedWhereAKernelOfItsOwnWouldNotKnowIt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
				.create(SecurityProfile.named("dev"), OciRuntimeProperties.DEFAULTS, CONFINED))
			.withMessageContaining("docker.apparmor is 'tools'")
			.withMessageContaining("gvisor has a kernel of its own");
	}

	@Test
	void limitsThatItCannotHoldAreNamed() {
		String seccomp = "name=seccomp,profile=default";
		assertThat(docker().missing(engine(seccomp).withMemoryLimit(false), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("cannot limit memory"));
		assertThat(docker().missing(engine(seccomp).withCpuCfsQuota(false), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("cannot limit processors"));
		assertThat(docker().missing(engine(seccomp).withSwapLimit(false), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("cannot limit swap"));
		assertThat(docker().missing(engine(seccomp).withSwapLimit(false), false)).isEmpty();
	}

	@Test
	void aRuntimeThatItDoesNotKnowIsNamedWithThoseThatItKnows() {
		assertThat(of(OciRuntime.kata(null), DockerProperties.DEFAULTS).missing(engine(), true)).hasValueSatisfying(
				(missing) -> assertThat(missing).contains("no runtime 'kata'", "[runc, runsc]", "kata.runtime"));
		assertThat(of(OciRuntime.kata("io.containerd.kata.v2"), DockerProperties.DEFAULTS).missing(engine(), true))
			.isEmpty();
	}

	@Test
	void onlyLinuxContainersWillDo() {
		assertThat(docker().missing(engine().withOsType("windows"), true))
			.hasValueSatisfying((missing) -> assertThat(missing).contains("windows", "Linux containers are needed"));
	}

}
